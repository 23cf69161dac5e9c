"""The drawing of a path: names at the left in their own drawing, so that they stay while the rest scrolls."""

from __future__ import annotations

from collections.abc import Iterator

from ..axis import months
from ..svg import Cell, Column, Key, Svg, Table, circle, face, line, link, path, rect, tag, width_of, words
from .curves import attendance, marks, share_scale, share_ticks
from .facts import Event, Kind, PathFacts, PathPicture, PathWords, by_year
from .layout import DOTS, NAMES, WIDTH, Layout, beneath, beside, lay_out, spread

Marks = list[tuple[int, Svg]]


def path_picture(facts: PathFacts, said: PathWords) -> PathPicture:
    """The picture, its list by school year, and its legend of what really occurs."""
    laid = lay_out(facts)
    numbered = facts.numbered()
    rows = tuple((str(n), said.span(e.start, e.end), _told(e), e.who, e.result) for n, e in numbered)
    table = Table(said.title, tuple(Column(head) for head in said.heads), tuple(tuple(map(Cell, row)) for row in rows))
    return PathPicture(
        said.title, _whole(facts, said, laid), table, _keys(facts, said, laid), True, by_year(facts, said), said.heads
    )


def _told(event: Event) -> str:
    return " ".join(part for part in (event.strong, event.what) if part)


def _whole(facts: PathFacts, said: PathWords, laid: Layout) -> Svg:
    marks: Marks = [*_signals(facts, laid), *_plans(facts, laid), *_placements(facts, laid), *_results(facts, laid)]
    grounds = [*_columns(facts, laid), *_years(facts, said, laid), *_rules(laid), *_schools(facts, said, laid)]
    curves = [*attendance(facts, said, laid), *marks_lane(facts, said, laid)]
    texts = [*_signal_words(facts, said, laid), *_ties(facts, said, laid), *_support(facts, said, laid)]
    texts += [*_placement_words(facts, said, laid), *_result_words(facts, said, laid)]
    # Marks come last and in time order, so that the keyboard goes through them as life did.
    links = [mark for _, mark in sorted(marks, key=lambda pair: pair[0])]
    described = tag("desc", said.describe)
    plot = tag(
        "svg",
        tag("title", said.title),
        described,
        *grounds,
        *curves,
        *texts,
        *links,
        *_today(facts, said, laid),
        viewBox=f"0 0 {WIDTH} {laid.height:.0f}",
        role="group",
        aria_label=said.title,
        class_="mg-svg path-plot",
    )
    return tag("div", _names(facts, said, laid), plot, class_="mg-path")


def marks_lane(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    """The lane of average marks, or the words that there are none."""
    if facts.marks:
        yield from marks(facts, said, laid)
    else:
        yield words(14, laid.marks.middle + 4, said.no_data)


def _names(facts: PathFacts, said: PathWords, laid: Layout) -> Svg:
    named = (
        (laid.school, said.school, ""), (laid.attendance, said.attendance, said.by_week),
        (laid.marks, said.marks, said.by_term), (laid.signals, said.signals, ""), (laid.plans, said.plans, ""),
        (laid.support, said.support, said.each_dot), (laid.placement, said.placement, ""),
        (laid.results, said.results, ""),
    )  # fmt: skip
    parts: list[Svg] = []
    for lane, name, under in named:
        top = lane.top + 24
        size = "t13" if width_of(name, 13.5) < NAMES else "t11"
        parts.append(words(0, top, name, f"ink b {size}"))
        if under:
            parts.append(words(0, top + 16, under, "t11"))
        if lane is not laid.school:
            parts.append(line(0, lane.top, NAMES, lane.top, "hair"))
    y = share_scale(facts, laid)
    ticks = share_ticks(y) if facts.attendance else []
    parts += [words(NAMES - 5, y(share) + 4, said.percent(share), "t11", "end") for share in ticks]
    return tag("svg", *parts, viewBox=f"0 0 {NAMES} {laid.height:.0f}", aria_hidden="true", class_="mg-svg path-names")


def _rules(laid: Layout) -> Iterator[Svg]:
    for lane in laid.lanes()[1:]:
        yield line(0, lane.top, WIDTH, lane.top, "hair")


def _columns(facts: PathFacts, laid: Layout) -> Iterator[Svg]:
    top, bottom = laid.attendance.top + 6, laid.support.bottom
    for plan in facts.of(Kind.PLAN):
        start, end = laid.x.held(plan.start), laid.x.held(plan.end or facts.last)
        yield rect(start, top, end - start, bottom - top, "p-column", 8)


def _years(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    bottom = laid.placement.bottom
    places = [laid.x.held(year.start) for year in facts.years]
    for at, (year, x) in enumerate(zip(facts.years, places, strict=True)):
        room = (places[at + 1] if at + 1 < len(places) else WIDTH) - x
        yield line(x, 4, x, bottom, "rule")
        if width_of(year.label, 14) + 8 < room:
            yield words(x + 8, 15, year.label, "ink b t14")
        elif width_of(year.label, 11) + 8 < room:
            yield words(x + 8, 15, year.label, "ink b t11")
    every = 3 if (facts.last - facts.first).days > 430 else 1
    beside_today = laid.x.held(facts.today)
    for day in months(facts.first, facts.last):
        x = laid.x(day)
        text = said.month(day)
        yield line(x, 26, x, 34, "rule")
        free = abs(x + 16 - beside_today) > 20 + width_of(said.today, 12) / 2 and x + 8 + width_of(text, 11.5) < WIDTH
        if day.month % every == 0 and free:
            yield words(x + 8, 33, text, "t11")


def _schools(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    top = laid.school.top + 4
    schools = facts.of(Kind.SCHOOL)
    if not schools:
        yield words(14, laid.school.middle + 4, said.no_data)
    for before, after in zip(schools, schools[1:], strict=False):
        start, end = laid.x.held(before.end or facts.today), laid.x.held(after.start)
        if end - start > 4:
            yield path(f"M{start + 1:.1f} {top + 14}H{end - 1:.1f}", "p-between")
    for school in schools:
        start, end = laid.x.held(school.start), laid.x.held(school.end or facts.today)
        yield rect(start, top, end - start, 28, "p-school", 6)
        if width_of(school.mark, 12.5) + 16 < end - start:
            yield words(start + 10, top + 18.5, school.mark, "ink")
        elif width_of(school.under, 12.5) + 12 < end - start:
            yield words(start + 8, top + 18.5, school.under, "ink")


def _link(n: int, event: Event, shapes: list[Svg], faces: list[Svg]) -> tuple[int, Svg]:
    return n, link(f"{n}. {_told(event) or event.mark}", f"#e{n}", shapes, faces)


def _numbers(facts: PathFacts, *kinds: Kind) -> list[tuple[int, Event]]:
    return [(n, event) for n, event in facts.numbered() if event.kind in kinds]


def _spread(facts: PathFacts, laid: Layout, gap: float, *kinds: Kind) -> list[tuple[int, Event, float]]:
    numbered = _numbers(facts, *kinds)
    places = spread([laid.x.held(event.start) for _, event in numbered], gap)
    return [(n, event, x) for (n, event), x in zip(numbered, places, strict=True)]


def _signals(facts: PathFacts, laid: Layout) -> Iterator[tuple[int, Svg]]:
    y = laid.signals.middle
    for n, event, x in _spread(facts, laid, 28, Kind.SIGNAL, Kind.ASKED):
        if event.kind is Kind.ASKED:
            yield _link(n, event, [circle(x, y, 11, "p-asked")], [face(x, y + 4, str(n), "on-asked", "middle")])
        else:
            level = "act" if event.level == "act" else "watch"
            shape = path(f"M{x:.1f} {y - 13}l13 13l-13 13l-13-13z", f"p-{level}")
            yield _link(n, event, [shape], [face(x, y + 4, str(n), f"on-{level}", "middle")])


def _signal_words(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    marks = _spread(facts, laid, 28, Kind.SIGNAL, Kind.ASKED)
    if not marks:
        yield words(14, laid.signals.middle + 4, said.no_data)
    places = beside([(x, event.mark) for _, event, x in marks], 12.5)
    for (_, event, _x), place in zip(marks, places, strict=True):
        if place:
            yield words(place.x, laid.signals.middle + 4, event.mark, "ink halo", place.anchor)


def _ties(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    if not facts.of(Kind.PLAN):
        yield words(14, laid.plans.middle + 4, said.no_data)
    asked = {event.key: x for _, event, x in _spread(facts, laid, 28, Kind.SIGNAL, Kind.ASKED) if event.key}
    for plan in facts.of(Kind.PLAN):
        x = asked.get(plan.answers)
        if x is not None:
            to = laid.x.held(plan.start)
            top, bottom = laid.signals.middle + 13, laid.plans.top + 23
            yield path(f"M{x:.1f} {top:.1f}C{x:.1f} {bottom:.1f} {x:.1f} {bottom:.1f} {to:.1f} {bottom:.1f}", "p-tie")


def _plans(facts: PathFacts, laid: Layout) -> Iterator[tuple[int, Svg]]:
    top = laid.plans.top + 10
    for n, event in _numbers(facts, Kind.PLAN):
        start, end = laid.x.held(event.start), laid.x.held(event.end or facts.last)
        now = laid.x.held(facts.today)
        shapes, faces = [rect(start, top, end - start, 26, "p-plan", 7)], []
        cuts = [laid.x.held(version.day) for version in event.versions]
        texts = [(start, f"{n} · {event.mark}", "on-plan"), *_versions(event, cuts)]
        for at, (x, text, class_) in enumerate(texts):
            room = (texts[at + 1][0] if at + 1 < len(texts) else end) - x
            fitting = next((t for t in (text, str(n) if at == 0 else "") if width_of(t, 12) + 12 < room), "")
            if fitting:
                faces.append(face(x + 8, top + 17.5, fitting, class_))
        shapes += [line(x, top, x, top + 26, "p-version") for x in cuts]
        if start < now < end:
            shapes.append(rect(now, top, end - now, 26, "p-future"))
        yield _link(n, event, shapes, faces)


def _versions(event: Event, cuts: list[float]) -> list[tuple[float, str, str]]:
    return [(x, version.label, "on-plan-thin") for x, version in zip(cuts, event.versions, strict=True)]


def _support(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    given = facts.of(Kind.SUPPORT)
    if not given:
        yield words(14, laid.support.middle + 4, said.no_data)
    for event in given:
        y = laid.support.top + 24 + DOTS * laid.series.index(event.series)
        x = laid.x.held(event.start)
        if event.series == "paid":
            end = laid.x.held(event.end or event.start)
            yield rect(x, y - 4, max(8, end - x), 8, "p-paid", 4)
        else:
            yield circle(x, y, 3.4, f"p-dot-{event.series}" if event.present else f"p-dot-{event.series} off")


def _placements(facts: PathFacts, laid: Layout) -> Iterator[tuple[int, Svg]]:
    y = laid.placement.middle
    for n, event in _numbers(facts, Kind.PLACEMENT):
        start, end = laid.x.held(event.start), laid.x.held(event.end or facts.today)
        box = rect(start, y - 13, max(26, end - start), 26, "p-place", 7)
        yield _link(n, event, [box], [face(start + 8, y + 4.5, str(n), "on-place")])


def _placement_words(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    events = [event for _, event in _numbers(facts, Kind.PLACEMENT)]
    if not events:
        yield words(14, laid.placement.middle + 4, said.no_data)
    places = beside([(laid.x.held(e.start), e.mark) for e in events], 12.5, reach=7)
    for event, place in zip(events, places, strict=True):
        if place and place.anchor == "end":
            yield words(place.x, laid.placement.middle + 4, event.mark, "ink halo", "end")


def _leaf(x: float, y: float) -> str:
    return f"M{x - 13:.1f} {y + 13:.1f}V{y - 2:.1f}a11 11 0 0 1 11-11h15v15a11 11 0 0 1-11 11z"


def _results(facts: PathFacts, laid: Layout) -> Iterator[tuple[int, Svg]]:
    y = laid.results.top + 20
    for n, event, x in _spread(facts, laid, 29, Kind.RESULT, Kind.DUE):
        due = event.kind is Kind.DUE
        shape = path(_leaf(x, y), "p-leaf due" if due else "p-leaf")
        yield _link(n, event, [shape], [face(x, y + 4, str(n), "on-due" if due else "on-leaf", "middle")])


def _result_words(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    marks = _spread(facts, laid, 29, Kind.RESULT, Kind.DUE)
    if not marks:
        yield words(14, laid.results.top + 24, said.no_data)
    places = beneath([(x, max((e.mark, e.under), key=len)) for _, e, x in marks], 12.5)
    for (_, event, _x), place in zip(marks, places, strict=True):
        if place:
            y = laid.results.top + 52 + 34 * place.row
            yield words(place.x, y, event.mark, "ink b", place.anchor)
            yield words(place.x, y + 15, event.under, "", place.anchor)


def _today(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    if not facts.first <= facts.today <= facts.last:
        return
    x = laid.x(facts.today)
    half = width_of(said.today, 12) / 2
    yield line(x, 38, x, laid.results.top, "p-today")
    yield words(min(x, WIDTH - half), 33, said.today, "ink b halo", "middle")


def _keys(facts: PathFacts, said: PathWords, laid: Layout) -> tuple[Key, ...]:
    keys = [Key("line", said.attendance)] if facts.attendance else []
    if keys and facts.limit is not None:
        keys.append(Key("below", said.below))
    if facts.of(Kind.PLAN):
        keys.append(Key("p-column", said.in_force))
    levels = {event.level for event in facts.of(Kind.SIGNAL)}
    keys += [
        Key(f"diamond-{level}", text) for level, text in (("act", said.act), ("watch", said.watch)) if level in levels
    ]
    if facts.of(Kind.ASKED):
        keys.append(Key("ring-asked", said.asked))
    signs = {"a": "dot-once", "b": "dot-group", "c": "dot-other", "paid": "bar-paid"}
    keys += [Key(signs[name], facts.series[name]) for name in laid.series if name in facts.series]
    if any(not event.present for event in facts.of(Kind.SUPPORT)):
        keys.append(Key("dot-absent", said.absent))
    if facts.of(Kind.RESULT):
        keys.append(Key("leaf", said.result))
    return tuple(keys)
