"""Recording quirks: each is planted once or more, and each has its own finding in the product."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from mugur_demo.generate.cohort import Cohort
from mugur_demo.generate.days import Calendar
from mugur_demo.generate.seeds import stream
from mugur_demo.generate.story import Sheets

_IDENTICAL_WEEKS = 11


@dataclass(frozen=True)
class Quirks:
    """Where each quirk was planted: indices of schools, classes (seats) and learners."""

    days_missing: int
    """School that recorded nothing on 1.5 % of its days."""
    missing_days: tuple[date, ...]
    late_as_absence: int
    """Class whose teacher writes every late arrival as one unexcused lesson, this year."""
    whole_days: int
    """Class whose teacher rounds every absence to the whole day, this year."""
    friday_on_monday: tuple[int, int]
    """Schools whose register of Friday comes on Monday."""
    copied_weeks: int
    """Class with eleven identical weeks in the school year before."""
    no_marks: tuple[int, int]
    """School and term without any marks."""
    no_mark_below_four: tuple[int, int]
    """School and subject whose teacher gives no mark below 4."""
    exempt: tuple[tuple[int, int], tuple[int, int]]
    """Two learners with the subject they are exempt from: missing, not failed."""
    refused: tuple[int, date]
    """Learner and public holiday of an attendance row that the import refuses."""


def choose(cal: Calendar, group: Cohort, schools: int) -> Quirks:
    """Choose where the quirks go: other schools than the story's, apart from the two exemptions."""
    first_class = {n: int(group.seat[np.flatnonzero(group.school[2] == n)[0]]) for n in range(8, schools)}
    return Quirks(
        days_missing=9,
        missing_days=(),
        late_as_absence=first_class[12],
        whole_days=first_class[15],
        friday_on_monday=(18, 20),
        copied_weeks=first_class[22],
        no_marks=(25, 2),
        no_mark_below_four=(28, 2),
        exempt=((200, 8), (300, 8)),
        refused=(210, date(cal.years[2], 11, 18)),
    )


def plant_attendance(seed: int, sheets: Sheets, group: Cohort, quirks: Quirks) -> tuple[date, ...]:
    """Write the attendance quirks into the sheets; gives the days that one school did not record."""
    cal = sheets.cal
    rng = stream(seed, "quirks")
    chosen = np.sort(rng.choice(len(cal.days), round(0.015 * len(cal.days)), replace=False))
    for t in chosen:
        there = np.flatnonzero(group.school[cal.year_of[t]] == quirks.days_missing)
        for sheet in (sheets.possible, sheets.excused, sheets.unexcused, sheets.late):
            sheet[t, there] = 0
    year = np.flatnonzero(cal.year_of == 2)
    _late_as_absence(sheets, np.ix_(year, np.flatnonzero(group.seat == quirks.late_as_absence)))
    _whole_days(sheets, np.ix_(year, np.flatnonzero(group.seat == quirks.whole_days)))
    _copy_weeks(sheets, np.flatnonzero(group.seat == quirks.copied_weeks))
    return tuple(cal.days[chosen].astype(object))


def _late_as_absence(sheets: Sheets, cells: tuple[np.ndarray, ...]) -> None:
    late = sheets.late[cells]
    sheets.unexcused[cells] = np.minimum(sheets.unexcused[cells] + late, sheets.possible[cells] - sheets.excused[cells])
    sheets.late[cells] = 0


def _whole_days(sheets: Sheets, cells: tuple[np.ndarray, ...]) -> None:
    possible, excused, unexcused = sheets.possible[cells], sheets.excused[cells], sheets.unexcused[cells]
    sheets.excused[cells] = np.where((excused > 0) & (unexcused == 0), possible, 0)
    sheets.unexcused[cells] = np.where(unexcused > 0, possible, 0)


def _copy_weeks(sheets: Sheets, learners: np.ndarray) -> None:
    cal = sheets.cal
    full = [n for n, w in enumerate(cal.weeks) if w[2] == 1 and (cal.week_of == n).sum() == 5][:_IDENTICAL_WEEKS]
    model = np.ix_(np.flatnonzero(cal.week_of == full[0]), learners)
    for week in full[1:]:
        cells = np.ix_(np.flatnonzero(cal.week_of == week), learners)
        for sheet in (sheets.excused, sheets.unexcused, sheets.late):
            sheet[cells] = sheet[model]


def plant_marks(term: np.ndarray, single: np.ndarray, group: Cohort, quirks: Quirks) -> None:
    """Write the quirks of marks; 0 stands for a missing mark."""
    school, number = quirks.no_marks
    term[number, group.school[1] == school] = 0
    school, subject = quirks.no_mark_below_four
    there = np.flatnonzero(group.school[2] == school)
    marks = term[:, there, subject]
    term[:, there, subject] = np.where(marks > 0, np.maximum(marks, 4), 0)
    for learner, exempt in quirks.exempt:
        term[:, learner, exempt] = 0
        single[learner, exempt] = 0


def with_days(quirks: Quirks, missing: tuple[date, ...]) -> Quirks:
    """Give the same quirks with the days that were not recorded."""
    return replace(quirks, missing_days=missing)
