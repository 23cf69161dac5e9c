"""The generator's own count of signals: what the product's indicators must find, as sets, without tolerance.

All four rules compare whole numbers, so no rounding can make two implementations differ.

- ``unexcused_lessons``: unexcused lessons of the last four complete school weeks; watch from 8, act from 16.
- ``attendance_45``: lessons attended in the last six complete school weeks, which is 45 days without breaks; below
  85 % watch, below 80 % act (version 4, since 1 September 2025); before that 90 and 85 (version 3).
- ``average_fall``: average of the term marks, 1.1 or more below that of the term before; watch.
- ``failed_subjects``: term marks below 4; watch from 1, act from 3.

A school week is an ISO week with at least one school day; it is complete when its last school day is on or before the
day. Windows stay inside the running school year, and the first two rules need three weeks with lessons.
"""

from datetime import date
from uuid import UUID

import numpy as np

from mugur_demo.generate.days import Calendar
from mugur_demo.generate.world import World

UNEXCUSED, ATTENDANCE, FALL, FAILED = "unexcused_lessons", "attendance_45", "average_fall", "failed_subjects"
LESSON_WEEKS, ATTENDANCE_WEEKS, WEEKS_NEEDED = 4, 6, 3
WATCH, ACT = "watch", "act"
PASS_MARK = 4
_VERSION_4 = date(2025, 9, 1)

Found = tuple[int, str, str]
"""Learner index, code of the indicator, level."""


def window(cal: Calendar, on: date, weeks: int) -> list[int]:
    """Give the indices of the last complete school weeks of the school year that ``on`` lies in."""
    start = on.year if on.month >= 9 else on.year - 1
    if start not in cal.years:
        return []
    year = cal.years.index(start)
    inside = [n for n, (_, last, of, complete) in enumerate(cal.weeks) if of == year and complete and last <= on]
    return inside[-weeks:]


def weekly(cal: Calendar, sheet: np.ndarray) -> np.ndarray:
    """Add a sheet [days, learners] up to [weeks, learners]."""
    edges = np.searchsorted(cal.week_of, np.arange(len(cal.weeks)))
    return np.add.reduceat(sheet, edges, axis=0, dtype=np.int32)


def levels_of(watch: np.ndarray, act: np.ndarray) -> np.ndarray:
    """Give 0, 1 = watch, 2 = act."""
    return np.where(act, 2, np.where(watch, 1, 0))


def unexcused_levels(cal: Calendar, on: date, possible: np.ndarray, unexcused: np.ndarray) -> np.ndarray:
    """Give each learner's level for unexcused lessons; arguments [weeks, learners]."""
    weeks = window(cal, on, LESSON_WEEKS)
    lessons = unexcused[weeks].sum(axis=0)
    enough = (possible[weeks] > 0).sum(axis=0) >= WEEKS_NEEDED
    return levels_of(enough & (lessons >= 8), enough & (lessons >= 16))


def attendance_levels(cal: Calendar, on: date, possible: np.ndarray, missed: np.ndarray) -> np.ndarray:
    """Give each learner's level for attendance in 45 days; arguments [weeks, learners]."""
    weeks = window(cal, on, ATTENDANCE_WEEKS)
    watch, act = (85, 80) if on >= _VERSION_4 else (90, 85)
    lessons, absent = possible[weeks].sum(axis=0), missed[weeks].sum(axis=0)
    enough = (possible[weeks] > 0).sum(axis=0) >= WEEKS_NEEDED
    return levels_of(enough & (100 * absent > (100 - watch) * lessons), enough & (100 * absent > (100 - act) * lessons))


def term_on(cal: Calendar, on: date) -> int | None:
    """Give the number of the latest term whose marks are known on a day."""
    known = [term.number for term in cal.terms if term.recorded_on <= on]
    return known[-1] if known else None


def fall_levels(term: np.ndarray, number: int) -> np.ndarray:
    """Give watch where the average fell by 1.1 or more since the term before; marks [terms, learners, subjects]."""
    now, before = term[number].astype(np.int64), term[number - 1].astype(np.int64)
    n, m = (now > 0).sum(axis=1), (before > 0).sum(axis=1)
    fell = 10 * (before.sum(axis=1) * n - now.sum(axis=1) * m) >= 11 * n * m
    return np.where(fell & (n > 0) & (m > 0), 1, 0)


def failed_levels(term: np.ndarray, number: int) -> np.ndarray:
    """Give each learner's level for failed subjects; a missing mark is not a failed one."""
    failed = ((term[number] > 0) & (term[number] < PASS_MARK)).sum(axis=1)
    return levels_of(failed >= 1, failed >= 3)


def count_signals(
    cal: Calendar, on: date, possible: np.ndarray, excused: np.ndarray, unexcused: np.ndarray, term: np.ndarray
) -> set[Found]:
    """Give the set of (learner, indicator, level) for one day from daily sheets and term marks."""
    by_week = [weekly(cal, sheet) for sheet in (possible, excused, unexcused)]
    levels = {
        UNEXCUSED: unexcused_levels(cal, on, by_week[0], by_week[2]),
        ATTENDANCE: attendance_levels(cal, on, by_week[0], by_week[1] + by_week[2]),
    }
    number = term_on(cal, on)
    if number is not None:
        levels[FAILED] = failed_levels(term, number)
        if number > 0:
            levels[FALL] = fall_levels(term, number)
    return {
        (int(learner), code, WATCH if found[learner] == 1 else ACT)
        for code, found in levels.items()
        for learner in np.flatnonzero(found)
    }


def signals_on(world: World, on: date) -> set[tuple[UUID, str, str]]:
    """Give the set of (learner id, indicator, level) for one day, from the facts as they stand on the world's day."""
    sheets = world.sheets
    found = count_signals(world.calendar, on, sheets.possible, sheets.excused, sheets.unexcused, world.term)
    return {(world.learners.id[learner], code, level) for learner, code, level in found}
