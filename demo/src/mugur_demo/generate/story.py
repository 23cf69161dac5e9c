"""The named learners of the story: their places in the classes and their forced series."""

import numpy as np

from mugur_demo.generate.days import Calendar
from mugur_demo.generate.places import Seat

PLACES: dict[str, tuple[int, int, str]] = {
    "A. B.": (0, 2, "a"),
    "C. D.": (0, 2, "a"),
    "E. F.": (0, 2, "a"),
    "G. H.": (0, 2, "a"),
    "N. O.": (0, 2, "a"),
    "R. S.": (0, 2, "b"),
    "U. V.": (0, 2, "c"),
    "Š. T.": (0, 3, "a"),
    "S. Ā.": (0, 1, "a"),
    "I. J.": (1, 10, "a"),
    "J. Z.": (1, 11, "a"),
    "L. P.": (1, 9, "a"),
    "T. Z.": (2, 11, "a"),
    "K. M.": (3, 9, "a"),
    "W. X.": (3, 8, "a"),
    "P. R.": (4, 9, "a"),
    "A. Z.": (5, 7, "a"),
}
"""School index, level and letter of the class of each named learner."""
KL_CLASS = (0, 2, "a")
"""The class of teacher K. L.: course 2 of the vocational school of Aizkraukle."""

# Unexcused lessons of A. B. in the last eleven complete school weeks, per weekday.
_AB_WEEKS = (
    (0, 0, 0, 0, 0),
    (0, 0, 0, 0, 0),
    (1, 0, 0, 0, 0),
    (0, 0, 0, 0, 0),
    (2, 0, 0, 0, 0),
    (0, 1, 0, 0, 0),
    (2, 0, 0, 0, 0),
    (2, 2, 0, 0, 0),
    (2, 2, 0, 1, 0),
    (2, 2, 2, 0, 0),
    (2, 0, 0, 1, 1),
)
# Attendance of E. F. in per cent, week by week, breaks left out, read off the drawn path.
_EF_YEARS = (
    (94, 93, 95, 92, 94, 92, 90, 88, 88, 86, 84, 85, 85, 81, 80)
    + (80, 77, 77, 74, 76, 77, 79, 79, 80, 82, 88, 87, 89, 90, 90, 91, 89, 90, 91, 93),
    (96, 95, 94, 95, 94, 91, 91, 90, 89, 87, 89, 86, 88, 90, 88)
    + (91, 90, 93, 94, 93, 95, 93, 95, 95, 96, 98, 99, 97, 98, 95, 98, 98, 99, 95, 95),
    (92, 90, 90, 90, 94, 92, 94, 97, 94, 96, 96),
)
EF_TERM_MARKS = (
    (5, 5, 4, 5, 5, 6, 6, 5, 7),
    (6, 6, 5, 5, 6, 6, 6, 5, 7),
    (4, 5, 4, 4, 5, 5, 5, 4, 6),
    (6, 6, 5, 5, 6, 6, 6, 6, 7),
    (6, 7, 6, 6, 6, 6, 6, 6, 8),
)
"""Averages 5.3, 5.8, 4.7, 5.9 and 6.3 over nine subjects."""
CD_TERM_MARKS = ((7, 7, 6, 7, 6, 7, 7, 7, 7), (5, 6, 4, 5, 5, 6, 6, 6, 6))
"""C. D. in spring and now: 6.8 and 5.4."""
CLINIC_PAPER = ((-2, 0, 2), (-2, 1, 2), (-2, 2, 2), (-1, 0, 2))
"""Lessons of A. B. that a clinic's paper excuses: school weeks before the day, weekday, lessons; eight together."""


def named_learners(seats: tuple[Seat, ...]) -> dict[str, int]:
    """Give the learner index of each named learner; they hold the first places of their classes."""
    starts = np.concatenate([[0], np.cumsum([seat.learners for seat in seats])])
    found: dict[str, int] = {}
    taken: dict[int, int] = {}
    for initials, (school, level, letter) in PLACES.items():
        seat = next(n for n, s in enumerate(seats) if (s.school, s.level, s.letter) == (school, level, letter))
        found[initials] = int(starts[seat]) + taken.get(seat, 0)
        taken[seat] = taken.get(seat, 0) + 1
    return found


class Sheets:
    """The attendance matrices [days, learners], to be written by weekday of a school week."""

    def __init__(
        self, cal: Calendar, possible: np.ndarray, excused: np.ndarray, unexcused: np.ndarray, late: np.ndarray
    ):
        self.cal, self.possible, self.excused, self.unexcused, self.late = cal, possible, excused, unexcused, late
        self.complete = [n for n, week in enumerate(cal.weeks) if week[3]]

    def clear(self, learner: int, days: np.ndarray | slice = slice(None)) -> None:
        """Let the learner be present on these days."""
        for sheet in (self.excused, self.unexcused, self.late):
            sheet[days, learner] = 0

    def days_back(self, weeks: int) -> np.ndarray:
        """Give the day indices of the complete school week that many weeks back (−1 = the last one)."""
        return np.flatnonzero(self.cal.week_of == self.complete[weeks])

    def day(self, weeks: int, weekday: int) -> int | None:
        """Give the index of one weekday of a complete school week, or None on a holiday."""
        found = [int(t) for t in self.days_back(weeks) if self.cal.weekday[t] == weekday]
        return found[0] if found else None

    def put(self, sheet: np.ndarray, learner: int, weeks: int, weekday: int, lessons: int) -> None:
        """Write lessons on one weekday of a school week; a holiday's lessons go to the next school day."""
        at = self.day(weeks, weekday)
        if at is None:
            later = [int(t) for t in self.days_back(weeks) if self.cal.weekday[t] > weekday]
            at = later[0]
        sheet[at, learner] += lessons


def tell_attendance(sheets: Sheets, named: dict[str, int]) -> None:
    """Force the attendance of the named learners to the numbers of the story."""
    for initials in PLACES:
        _calm_autumn(sheets, named[initials])
    _ab(sheets, named["A. B."])
    _ef(sheets, named["E. F."])
    _gh(sheets, named["G. H."])
    for initials, lessons in (("N. O.", 3), ("K. M.", 4)):
        # Nine lessons for N. O. and twelve for K. M. in the last three school weeks: at watch.
        for weeks in (-1, -2, -3):
            sheets.put(sheets.unexcused, named[initials], weeks, 0, lessons)
    _sa(sheets, named["S. Ā."])


def _calm_autumn(sheets: Sheets, learner: int) -> None:
    """Leave a named learner's running year calm: only whole excused days stay, at most two."""
    year = np.flatnonzero(sheets.cal.year_of == 2)
    kept = year[sheets.excused[year, learner] > 2][:2]
    lessons = sheets.excused[kept, learner].copy()
    sheets.clear(learner, year)
    sheets.excused[kept, learner] = lessons


def _ab(sheets: Sheets, learner: int) -> None:
    """A. B.: 19 unexcused, 6 excused and 4 late in four school weeks; two lessons in the whole spring term before."""
    cal = sheets.cal
    spring = cal.terms[3]
    days = (cal.days >= np.datetime64(spring.first)) & (cal.days <= np.datetime64(spring.last))
    sheets.unexcused[days, learner] = 0
    first = np.flatnonzero(days & (cal.weekday == 0))[3]
    sheets.excused[first, learner] = 0
    sheets.unexcused[first, learner] = 2
    sheets.clear(learner, np.flatnonzero(cal.year_of == 2))
    weeks = sum(1 for week in cal.weeks if week[2] == 2 and week[3])
    for back, row in enumerate(reversed(_AB_WEEKS[-weeks:]), start=1):
        for weekday, lessons in enumerate(row):
            if lessons:
                sheets.put(sheets.unexcused, learner, -back, weekday, lessons)
    sick = sheets.day(-4, 4)
    if sick is not None:
        sheets.excused[sick, learner] = sheets.possible[sick, learner]
    for weeks, weekday in ((-4, 2), (-3, 2), (-2, 3), (-2, 4)):
        sheets.put(sheets.late, learner, weeks, weekday, 1)


def _ef(sheets: Sheets, learner: int) -> None:
    """E. F.: the curve of the drawn path, 78 % in the six school weeks before 3 February two years ago."""
    cal = sheets.cal
    sheets.clear(learner)
    for year, curve in enumerate(_EF_YEARS):
        weeks = [n for n, week in enumerate(cal.weeks) if week[2] == year and week[3]]
        for week, percent in zip(weeks, curve[-len(weeks) :] if year == 2 else curve, strict=False):
            days = np.flatnonzero(cal.week_of == week)
            total = int(sheets.possible[days, learner].sum())
            _miss(sheets, learner, days, round(total * (100 - percent) / 100))


def _miss(sheets: Sheets, learner: int, days: np.ndarray, lessons: int) -> None:
    """Spread missed lessons over a week from its Monday; one lesson is unexcused where five or more are missed."""
    unexcused = 1 if lessons >= 5 else 0
    left = lessons - unexcused
    for t in days:
        part = min(left, int(sheets.possible[t, learner]) - 1)
        sheets.excused[t, learner] = part
        left -= part
    if unexcused:
        sheets.unexcused[days[-1], learner] = 1


def _gh(sheets: Sheets, learner: int) -> None:
    """G. H.: late 11 times in September, 6 in October and 3 in November."""
    cal = sheets.cal
    for month, times in ((9, 11), (10, 6), (11, 3)):
        start = np.datetime64(f"{cal.years[2]}-{month:02d}")
        days = np.flatnonzero((cal.days.astype("datetime64[M]") == start) & (sheets.excused[:, learner] == 0))
        sheets.late[days[:times], learner] = 1


def _sa(sheets: Sheets, learner: int) -> None:
    """S. Ā.: not enrolled from 7 October to 8 November, so nothing is recorded."""
    year = sheets.cal.years[2]
    days = sheets.cal.days
    away = (days > np.datetime64(f"{year}-10-06")) & (days < np.datetime64(f"{year}-11-09"))
    sheets.clear(learner, np.flatnonzero(away))
    sheets.possible[away, learner] = 0


def tell_marks(term: np.ndarray, single: np.ndarray, named: dict[str, int]) -> None:
    """Force the marks of the named learners; everybody else named keeps an even average and fails nothing."""
    for initials, learner in named.items():
        term[:, learner] = np.maximum(term[:, learner], 5)
        term[4, learner] = np.maximum(term[4, learner], term[3, learner])
        if initials == "E. F.":
            term[:, learner] = EF_TERM_MARKS
        elif initials == "C. D.":
            term[3:, learner] = CD_TERM_MARKS
        elif initials == "G. H.":
            # Mathematics: 5.6 in spring, 4.1 now.
            term[3:, learner, 2] = (6, 4)
        single[learner] = _around(term[4, learner])
    single[named["G. H."], 2] = (5, 4, 4, 5, 4, 3)


def _around(term: np.ndarray) -> np.ndarray:
    """Give six single marks per subject whose mean is the term mark."""
    return np.clip(term[:, None] + np.array([0, 1, -1, 0, 0, 0], dtype=np.int8), 1, 10)
