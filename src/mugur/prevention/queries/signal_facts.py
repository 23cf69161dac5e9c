"""From which facts a signal was made: weeks and their totals, single lessons, and a pattern worth a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from mugur.prevention import facts
from mugur.prevention.indicators.windows import school_weeks
from mugur.prevention.models import AttendanceChange, AttendanceFact, Signal
from mugur.web import formats
from mugur.web.charts import spoken
from mugur.web.charts.signal import SignalFacts, SignalWeek
from mugur.web.charts.svg import Picture

from . import notice_words as words

WEEK = timedelta(days=7)
MOST_WEEKS = 16
YEAR_OF_WEEKS = 60
EARLY = 2
#: Fewer unexcused lessons than this make no pattern.
ENOUGH = 6


@dataclass(frozen=True)
class Counted:
    """A week of the school: what the learner's register says about it, and the rule's total up to it."""

    starts: date
    school: bool
    week: facts.Week | None
    total: float | None


def year_begins(day: date) -> date:
    """1 September of the school year of a day; August belongs to the year that is about to begin."""
    return date(day.year if day.month >= 8 else day.year - 1, 9, 1)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def span(signal: Signal) -> tuple[date, date] | None:
    """The days the value was counted over, as the run kept them with the signal."""
    first, last = signal.inputs.get("first"), signal.inputs.get("last")
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def shown_until(signal: Signal, on: date) -> date:
    """The last day of the picture: today while the signal is open, the day it was closed afterwards."""
    if signal.state == Signal.State.OPEN:
        return on
    closed = signal.answered_on or signal.noticed_on
    window = span(signal)
    return min(on, max(closed, window[1] if window else closed))


def weeks(signal: Signal, on: date) -> list[Counted]:
    """Every calendar week from the beginning of the school year to the last complete one, newest at the end."""
    until = shown_until(signal, on)
    begins = year_begins(until)
    with connections["default"].cursor() as cursor:
        mondays = sorted(school_weeks(cursor, on=until, paths=[signal.org_path], count=YEAR_OF_WEEKS))
    if not mondays:
        return []
    known = {week.starts: week for week in facts.weeks(signal.person_id, monday(begins), mondays[-1] + WEEK)}
    size = words.weeks_of(signal) or 4
    made = [_counted(signal, day, mondays, known, size) for day in _every(mondays[0], mondays[-1])]
    return made[-MOST_WEEKS:]


def _every(first: date, last: date) -> list[date]:
    return [first + WEEK * n for n in range((last - first).days // 7 + 1)]


def _counted(signal: Signal, day: date, mondays: Sequence[date], known: dict[date, facts.Week], size: int) -> Counted:
    if day not in mondays:
        return Counted(day, False, None, None)
    inside = [known[m] for m in [m for m in mondays if m <= day][-size:] if m in known]
    if words.formula_of(signal) == "attendance_rate":
        return Counted(day, True, known.get(day), facts.attended(inside))
    return Counted(day, True, known.get(day), float(sum(w.unexcused for w in inside)) if inside else None)


def picture(signal: Signal, counted: Sequence[Counted]) -> Picture | None:
    """The weeks as a picture with its table; nothing where the rule does not look at lessons."""
    version = signal.version
    if version is None or words.formula_of(signal) not in words.ATTENDANCE or not counted:
        return None
    rate = words.formula_of(signal) == "attendance_rate"
    watch, act = (None if cut is None else float(cut) / (100 if rate else 1) for cut in (version.watch, version.act))
    told = tuple(_week(c, rate) for c in counted)
    size = words.weeks_of(signal)
    if rate:
        lowest = min((c.total for c in counted if c.total is not None), default=0.6)
        return spoken.signal(
            SignalFacts(told, watch, act, below=True, floor=min(0.6, int(lowest * 10) / 10)), write=spoken.share,
            title=_("Lessons attended by week, and in %(weeks)s school weeks together") % {"weeks": size},
            each=_("Attended in the week"), together=_("The last %(weeks)s school weeks together") % {"weeks": size},
        )  # fmt: skip
    return spoken.signal(
        SignalFacts(told, watch, act),
        title=_("Unexcused lessons by week, and in %(weeks)s school weeks together") % {"weeks": size},
        each=_("Unexcused lessons in the week"),
        together=_("The last %(weeks)s school weeks together") % {"weeks": size},
    )  # fmt: skip


def _week(counted: Counted, rate: bool) -> SignalWeek:
    label = str(counted.starts.isocalendar().week)
    if not counted.school:
        return SignalWeek(label, None, None)
    week = counted.week
    if rate:
        return SignalWeek(label, week.share if week else None, counted.total)
    return SignalWeek(label, float(week.unexcused) if week else None, counted.total)


def term_before(signal: Signal, on: date) -> str:
    """How many unexcused lessons there were in the whole term before, as a sentence; nothing when not recorded."""
    day = shown_until(signal, on)
    if day.month >= 8:
        first, last, text = date(day.year, 1, 1), date(day.year, 6, 30), _("In the whole spring term: %(n)s.")
    else:
        first, last, text = date(day.year - 1, 9, 1), date(day.year - 1, 12, 31), _("In the whole autumn term: %(n)s.")
    found = facts.weeks(signal.person_id, first, last)
    if not any(week.possible for week in found):
        return ""
    if words.formula_of(signal) == "attendance_rate":
        attended = facts.attended(found)
        return text % {"n": formats.percent(attended or 0, words.language())}
    return text % {"n": sum(week.unexcused for week in found)}


def register(signal: Signal) -> list[AttendanceFact]:
    """The register's rows of the days the value was counted over."""
    window = span(signal)
    if window is None:
        return []
    return list(
        AttendanceFact.objects.filter(person_id=signal.person_id, day__gte=window[0], day__lte=window[1]).order_by(
            "day"
        )
    )


def pattern(rows: Sequence[AttendanceFact]) -> str:
    """A sentence when at least half of the unexcused lessons are the first two of the day on one or two weekdays."""
    missed = [(row.day.weekday(), at) for row in rows for at, letter in enumerate(row.pattern) if letter == "U"]
    if len(missed) < ENOUGH:
        return ""
    early = Counter(weekday for weekday, at in missed if at < EARLY)
    for size in (1, 2, 5):
        days = early.most_common(size)
        count = sum(n for _day, n in days)
        if 2 * count >= len(missed) and (size < 5 or count):
            return _pattern(count, len(missed), sorted(day for day, _n in days) if size < 5 else [])
    return ""


def _pattern(count: int, of: int, weekdays: Sequence[int]) -> str:
    if not weekdays:
        return _("%(count)s of the %(all)s are the first two lessons of the day.") % {"count": count, "all": of}
    base = date(2026, 6, 1)
    names = ", ".join(formats.weekday_name(base + timedelta(days=day), words.language()) for day in weekdays)
    return _("%(count)s of the %(all)s are the first two lessons of the day: %(days)s.") % {
        "count": count, "all": of, "days": names,
    }  # fmt: skip


@dataclass(frozen=True)
class Day:
    """One day or week of the register: which lessons were missed, and what stood there before a correction."""

    day: date
    days: int
    lessons: str
    unexcused: int
    excused: int
    late: int
    possible: int
    before: str = ""


def days(signal: Signal) -> list[Day]:
    """The days with an absence or a correction, oldest first."""
    rows = register(signal)
    window = span(signal)
    changed: dict[date, Any] = {}
    if window is not None:
        for row in AttendanceChange.objects.filter(
            person_id=signal.person_id, day__gte=window[0], day__lte=window[1]
        ).order_by("id"):
            changed.setdefault(row.day, row)
    kept = [row for row in rows if row.unexcused or row.excused or row.late or row.day in changed]
    return [_day(row, changed.get(row.day)) for row in kept]


def _day(row: AttendanceFact, before: AttendanceChange | None) -> Day:
    numbers = ", ".join(str(at + 1) for at, letter in enumerate(row.pattern) if letter == "U")
    told = ""
    if before is not None and before.unexcused != row.unexcused:
        told = _("corrected by the school, unexcused before: %(n)s") % {"n": before.unexcused}
    return Day(row.day, row.days, numbers, row.unexcused, row.excused, row.late, row.possible, told)
