"""The pictures in the reader's language: the words are chosen here, the drawing is told them.

This is the one module of the charts that knows Django's translations. Titles and the names of what
is counted come from the caller, because they belong to a room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from mugur.web import formats

from . import levels, money
from . import path as paths
from . import signal as signals
from . import spark as sparks
from .svg import Picture, Svg

Write = Callable[[float], str]


def _language() -> str:
    return formats.known(get_language())


def plain(value: float) -> str:
    """A number of the reader's language."""
    return formats.number(value, _language())


def share(value: float) -> str:
    """A share as per cent of the reader's language."""
    return formats.percent(value, _language())


def signal(
    facts: signals.SignalFacts,
    *,
    title: str,
    each: str,
    together: str,
    write: Write = plain,
    week: str | None = None,
) -> Picture:
    """The chart of one signal; ``write`` is :func:`share` when the values are shares of one."""
    return signals.signal_chart(
        facts,
        signals.SignalWords(
            title=title,
            week=week or pgettext("axis", "week"),
            week_head=week or _("Week"),
            each=each,
            together=together,
            holiday=pgettext("week without school", "holiday"),
            watch=_limit_text("watch", facts.watch, facts.below, write),
            act=_limit_text("act", facts.act, facts.below, write),
            number=write,
        ),
    )


def _limit_text(level: str, value: float | None, below: bool, write: Write) -> str:
    if value is None:
        return ""
    texts = {
        ("watch", False): _("watch from %(value)s"),
        ("watch", True): _("watch below %(value)s"),
        ("act", False): _("act from %(value)s"),
        ("act", True): _("act below %(value)s"),
    }
    return texts[level, below] % {"value": write(value)}


def path(facts: paths.PathFacts, *, title: str) -> paths.PathPicture:
    """The learner's path with its list; write it with ``{% chart %}`` and ``{% path_list %}``."""
    language = _language()
    limit = share(facts.limit) if facts.limit is not None else ""
    return paths.path_picture(
        facts,
        paths.PathWords(
            title=title,
            describe=_("The list below the picture gives the same events in words, by their numbers."),
            school=pgettext("lane of the path", "School"),
            attendance=pgettext("lane of the path", "Attendance"),
            by_week=_("by week"),
            marks=pgettext("lane of the path", "Average mark"),
            by_term=_("by term"),
            signals=pgettext("lane of the path", "Signals"),
            plans=pgettext("lane of the path", "Plans"),
            support=pgettext("lane of the path", "Support given"),
            each_dot=_("each dot once"),
            placement=pgettext("lane of the path", "Placement"),
            results=pgettext("lane of the path", "Results"),
            today=_("today"),
            no_data=_("nothing recorded"),
            below=_("below %(limit)s") % {"limit": limit},
            in_force=_("while a plan was in force"),
            act=_("signal: act"),
            watch=_("signal: watch"),
            asked=_("own request"),
            absent=_("hollow: not there"),
            result=pgettext("legend of the path", "result"),
            heads=(_("No."), _("When"), _("What"), _("Who"), _("Result")),
            percent=share,
            number=lambda value: formats.number(value, language, 1),
            month=lambda day: formats.short_month(day, language),
            span=lambda first, last: _span(first, last, language),
        ),
    )


def _span(first: date, last: date | None, language: str) -> str:
    return formats.day_span(first, last or first, language)


def tile_map(
    tiles: Sequence[levels.Tile],
    *,
    title: str,
    place: str,
    figure: str,
    bounds: tuple[float, float, float] = (0.7, 0.8, 0.9),
    chosen: str = "",
    note: str = "",
    note_at: tuple[int, int] | None = None,
) -> Picture:
    """The map of shares of one (0 to 1) in four classes; tiles carry whole per cents."""
    language = _language()
    low, middle, high = (formats.number(round(bound * 100), language) for bound in bounds)
    before_middle = formats.number(round(bounds[1] * 100) - 1, language)
    before_high = formats.number(round(bounds[2] * 100) - 1, language)
    said = levels.MapWords(
        title=title,
        place=place,
        figure=figure,
        few=_("under 5, hidden"),
        with_it=_("hidden with another"),
        out=_("does not take part"),
        none=_("no data"),
        hidden_key=_("hidden: fewer than 5, or hidden with one"),
        classes=(
            _("under %(bound)s%%") % {"bound": low},
            _("%(low)s to %(high)s%%") % {"low": low, "high": before_middle},
            _("%(low)s to %(high)s%%") % {"low": middle, "high": before_high},
            _("%(bound)s%% and more") % {"bound": high},
        ),
        number=lambda value: formats.number(round(value * 100), language),
        spoken=share,
        note=note,
    )
    return levels.tile_map(tiles, said, bounds=bounds, chosen=chosen, note_at=note_at)


def spark(readings: Sequence[sparks.Reading], *, title: str, label: str, value: str) -> Picture:
    """A small line of shares by week."""
    return sparks.spark(readings, sparks.SparkWords(title=title, label=label, value=value, number=share))


@dataclass(frozen=True)
class FunnelRow:
    """A step with its bar."""

    step: levels.Step
    bar: Svg


def funnel(steps: Sequence[levels.Step]) -> list[FunnelRow]:
    """Each step on the scale of the largest one."""
    whole = max((step.count or 0 for step in steps), default=0)
    return [FunnelRow(step, levels.step_bar(step.count, whole, _step_label(step))) for step in steps]


def _step_label(step: levels.Step) -> str:
    told = _("hidden") if step.count is None else formats.number(step.count, _language())
    return _("%(step)s: %(count)s") % {"step": step.title, "count": told}


@dataclass(frozen=True)
class School:
    """One school's steps; ``hidden`` is the sentence that stands instead of the bars."""

    name: str
    counts: tuple[int, ...] = ()
    url: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class SchoolRow:
    """A school with its bars."""

    name: str
    url: str
    hidden: str
    bar: Svg | None


def small_bars(schools: Sequence[School], steps: Sequence[str]) -> list[SchoolRow]:
    """One small chart for each school, all on one scale, in the given order."""
    whole = max((count for school in schools for count in school.counts), default=0)
    return [SchoolRow(s.name, s.url, s.hidden, _school_bars(s, steps, whole)) for s in schools]


def _school_bars(school: School, steps: Sequence[str], whole: int) -> Svg | None:
    if school.hidden or not school.counts:
        return None
    language = _language()
    told = ", ".join(f"{step} {formats.number(c, language)}" for step, c in zip(steps, school.counts, strict=True))
    label = _("%(school)s: %(figures)s") % {"school": school.name, "figures": told}
    return levels.small_bars(school.counts, whole, label, lambda count: formats.number(count, language))


@dataclass(frozen=True)
class MoneyRow:
    """One certainty: its bar, its split and its share of what was planned."""

    title: str
    under: str
    bar: Svg
    split: money.Split | None
    share: float | None


@dataclass(frozen=True)
class SourceRow:
    """One payer: its share of the plan and its amounts."""

    title: str
    signs: tuple[str, ...]
    share: float
    cells: tuple[tuple[str, int | None], ...]


def money_rows(given: money.Money, currency: str) -> list[MoneyRow]:
    """Planned, spent and proven on one scale."""
    names = (
        (given.planned, pgettext("money", "Planned"), _("as published")),
        (given.spent, pgettext("money", "Spent"), _("paid by partners")),
        (given.proven, pgettext("money", "Proven"), _("checked and accepted")),
    )
    whole = max((split.total for split, _title, _under in names if split), default=0)
    rows = []
    for strength, (split, title, under) in enumerate(names, start=1):
        told = formats.money(split.total, currency, _language()) if split else _("not in the published record")
        bar = money.certainty_bar(split, whole, strength, _("%(what)s: %(amount)s") % {"what": title, "amount": told})
        planned = given.planned.total if given.planned else 0
        rows.append(MoneyRow(title, under, bar, split, split.total / planned if split and planned else None))
    return rows


def money_sources(given: money.Money, names: Mapping[str, str] | None = None) -> list[SourceRow]:
    """Who pays what; national and own money in one row when only their sum is published."""
    if given.planned is None or not given.planned.total:
        return []
    titles = {"eu": _("European Union"), "national": _("National"), "own": _("Own"), "both": _("National and own")}
    titles.update(names or {})
    together = not given.planned.known
    parts = [("eu", ("eu-3",)), *([("both", ("na-3", "ow-3"))] if together else [("national", ("na-3",))])]
    if not together and given.planned.own:
        parts.append(("own", ("ow-3",)))
    heads = [row.title for row in money_rows(given, "EUR")]
    splits = (given.planned, given.spent, given.proven)
    return [
        SourceRow(
            titles[name],
            signs,
            _part(given.planned, name) / given.planned.total,
            tuple((head, _part(s, name) if s else None) for head, s in zip(heads, splits, strict=True)),
        )
        for name, signs in parts
    ]


def _part(split: money.Split, name: str) -> int:
    return {"eu": split.eu, "national": split.national, "own": split.own, "both": split.national + split.own}[name]


def bullet_label(bullet: money.Bullet) -> str:
    """The bullet in words, for those who do not see it."""
    language = _language()
    told = {"reached": formats.number(bullet.reached, language), "target": formats.number(bullet.target, language)}
    if bullet.milestone is None:
        return _("%(reached)s of %(target)s") % told
    told["milestone"] = formats.number(bullet.milestone, language)
    return _("%(reached)s of %(target)s, milestone %(milestone)s") % told
