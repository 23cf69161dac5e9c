"""One signal: what happened each week, what it adds up to, and from where an answer is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .axis import Scale, ticks
from .svg import Column, Key, Picture, Svg, Table, circle, drawing, line, rect, run, width_of, words

WIDTH, HEIGHT = 700, 262
TOP, BOTTOM = 16, 226
LINE = 14


@dataclass(frozen=True)
class SignalWeek:
    """One school week: its own count and the total of the rule's period; None in both is a holiday."""

    label: str
    count: float | None
    total: float | None

    @property
    def holiday(self) -> bool:
        """True when there was no school and so nothing to count."""
        return self.count is None and self.total is None


@dataclass(frozen=True)
class SignalFacts:
    """The weeks of a signal and its two lines; ``below`` when it is low values that ask for an answer."""

    weeks: tuple[SignalWeek, ...]
    watch: float | None
    act: float | None
    below: bool = False
    floor: float = 0


@dataclass(frozen=True)
class SignalWords:
    """The words of the picture in the reader's language."""

    title: str
    week: str
    week_head: str
    each: str
    together: str
    holiday: str
    watch: str
    act: str
    number: Callable[[float], str]


def signal_chart(facts: SignalFacts, said: SignalWords) -> Picture:
    """Bars for the weeks, a line for the total, both limits named on the right; holidays are never joined."""
    return Picture(said.title, _draw(facts, said), _table(facts, said), _keys(facts, said))


def _shown(value: float | None, said: SignalWords) -> str:
    return "–" if value is None else said.number(value)


def _table(facts: SignalFacts, said: SignalWords) -> Table:
    heads = (Column(said.week_head), *(Column(week.label, numeric=True) for week in facts.weeks))
    rows: list[tuple[str, ...]] = []
    if any(week.count is not None for week in facts.weeks):
        rows.append((said.each, *(_shown(week.count, said) for week in facts.weeks)))
    rows.append((said.together, *(_shown(week.total, said) for week in facts.weeks)))
    return Table(said.title, heads, tuple(rows))


def _keys(facts: SignalFacts, said: SignalWords) -> tuple[Key, ...]:
    bars = (Key("week", said.each),) if any(week.count is not None for week in facts.weeks) else ()
    return (Key("line", said.together), *bars)


def _draw(facts: SignalFacts, said: SignalWords) -> Svg:
    right = WIDTH - 18 - max((width_of(text, 12.5) for text in (said.watch, said.act)), default=0)
    values = [v for week in facts.weeks for v in (week.count, week.total) if v is not None]
    limits = [v for v in (facts.watch, facts.act) if v is not None]
    marks = ticks(facts.floor, max([*values, *limits], default=facts.floor + 1))
    y = Scale(marks[0], marks[-1], BOTTOM, TOP)
    left = 15 + max([20, *(width_of(said.number(mark), 12) for mark in marks)])
    slot = (right - left) / max(1, len(facts.weeks))
    middles = [left + slot * (i + 0.5) for i in range(len(facts.weeks))]
    inside = [
        *_grid(marks, y, left, right, said),
        *_holidays(facts, middles, slot, said),
        *_weeks(facts, middles, slot, y),
        *_limits(facts, y, left, right, said),
        *_total(facts, middles, y, said),
        words(0, BOTTOM + 18, said.week, "t11"),
    ]
    return drawing(WIDTH, HEIGHT, said.title, *inside, class_="wide")


def _grid(marks: list[float], y: Scale, left: float, right: float, said: SignalWords) -> Iterator[Svg]:
    for mark in marks:
        yield line(left, y(mark), right, y(mark), "hair")
        yield words(left - 8, y(mark) + 4, said.number(mark), anchor="end")


def _holidays(facts: SignalFacts, middles: list[float], slot: float, said: SignalWords) -> Iterator[Svg]:
    named = False
    for week, x, before in zip(facts.weeks, middles, (None, *facts.weeks), strict=False):
        if not week.holiday:
            continue
        yield rect(x - slot / 2, TOP, slot, BOTTOM - TOP, "pause")
        first_of_run = before is None or not before.holiday
        if first_of_run and (not named or width_of(said.holiday, 11) < slot):
            yield words(x - slot / 2 + 4, TOP + 12, said.holiday, "t11")
            named = True


def _weeks(facts: SignalFacts, middles: list[float], slot: float, y: Scale) -> Iterator[Svg]:
    wide = min(26.0, slot * 0.6)
    every = max(1, round(20 / slot))
    for at, (week, x) in enumerate(zip(facts.weeks, middles, strict=True)):
        if week.count:
            top = y(week.count)
            yield rect(x - wide / 2, top, wide, BOTTOM - top, "week", 3)
        if at % every == 0:
            yield words(x, BOTTOM + 18, week.label, anchor="middle")


def _limits(facts: SignalFacts, y: Scale, left: float, right: float, said: SignalWords) -> Iterator[Svg]:
    given = [
        (v, n, t) for v, n, t in ((facts.watch, "watch", said.watch), (facts.act, "act", said.act)) if v is not None
    ]
    texts = [y(value) + 4 for value, _name, _text in given]
    if len(texts) == 2 and abs(texts[0] - texts[1]) < LINE:
        # The two names would cover each other: each moves away from the other's line.
        middle, up = sum(texts) / 2, 1 if texts[0] > texts[1] else -1
        texts = [middle + up * LINE / 2, middle - up * LINE / 2]
    for (value, name, text), place in zip(given, texts, strict=True):
        yield line(left, y(value), right, y(value), f"{name}-line")
        yield words(right + 8, place, text, f"{name}-text")


def _runs(points: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The points between the gaps."""
    made: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is not None:
            made[-1].append(point)
        elif made[-1]:
            made.append([])
    return [part for part in made if part]


def _total(facts: SignalFacts, middles: list[float], y: Scale, said: SignalWords) -> Iterator[Svg]:
    points = [None if w.total is None else (x, y(w.total)) for w, x in zip(facts.weeks, middles, strict=True)]
    runs = _runs(points)
    for before, after in zip(runs, runs[1:], strict=False):
        yield line(*before[-1], *after[0], "p-gap")
    for part in runs:
        yield run(part, "p-line")
    for week, point in zip(facts.weeks, points, strict=True):
        if point and week.total is not None and _asks(week.total, facts):
            yield circle(*point, 5, "p-point")
    last = next(((p, w) for p, w in zip(points[::-1], facts.weeks[::-1], strict=True) if p), None)
    if last:
        yield _last_value(
            *last[0], _shown(last[1].total, said), [y(v) for v in (facts.watch, facts.act) if v is not None]
        )


def _last_value(x: float, y: float, text: str, limits: list[float]) -> Svg:
    """The last number right of its point, or above or below it where a limit passes."""
    if all(abs(limit - y) > LINE for limit in limits):
        return words(x + 10, y + 5, text, "ink b t15 halo")
    free_above = y > TOP + LINE and not any(0 < y - limit < 2 * LINE for limit in limits)
    return words(x, y - 11 if free_above else y + 21, text, "ink b t15 halo", anchor="middle")


def _asks(total: float, facts: SignalFacts) -> bool:
    if facts.act is None:
        return False
    return total <= facts.act if facts.below else total >= facts.act
