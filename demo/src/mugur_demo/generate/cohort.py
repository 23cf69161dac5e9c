"""Who learns where, in each of the three school years: the skeleton on which everything else is drawn."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from mugur_demo.generate.days import Calendar
from mugur_demo.generate.places import STORY, School, Seat
from mugur_demo.generate.seeds import stream

COURSE = 100
"""Added to a level to say *course* of a vocational school: level 102 is course 2, level 9 is year 9."""


@dataclass(frozen=True)
class Cohort:
    """Columns of all learners; index 0 … 571 are those of Aizkraukles novads."""

    municipality: np.ndarray
    seat: np.ndarray
    """Index of the class (``Seat``) of the running school year."""
    school: np.ndarray
    """[3, n]: index of the school in each school year."""
    level: np.ndarray
    """[3, n]: year 1–12, or ``COURSE`` + course 1–4."""
    vocational: np.ndarray
    """[3, n] bool."""
    female: np.ndarray
    birth_year: np.ndarray

    def __len__(self) -> int:
        return len(self.municipality)

    def rows_of(self, municipality: int) -> np.ndarray:
        """Indices of the learners of one municipality."""
        return np.flatnonzero(self.municipality == municipality)


def cohort(seed: int, cal: Calendar, schools: tuple[School, ...], seats: tuple[Seat, ...]) -> Cohort:
    """Fill the classes of the running school year and follow every learner two years back.

    A learner of a vocational school's first or second course came from year 9 of a basic or secondary school of
    the same municipality.
    """
    seat = np.repeat(np.arange(len(seats)), [one.learners for one in seats])
    now_school = np.array([one.school for one in seats])[seat]
    now_level = np.array([one.level for one in seats])[seat]
    place = np.array([one.municipality for one in schools])[now_school]
    vocational_now = np.array([one.kind == "vocational" for one in schools])[now_school]
    feeder = _feeders(schools, place, seat)
    school, level, vocational = (np.empty((3, len(seat)), dtype=np.int32) for _ in range(3))
    for year in range(3):
        then = now_level - (2 - year)
        course = vocational_now & (then >= 1)
        vocational[year] = course
        level[year] = np.where(course, COURSE + then, np.where(vocational_now, 9 + then, then))
        school[year] = np.where(vocational_now & ~course, feeder, now_school)
    age = np.where(vocational_now, 9 + now_level, now_level) + 6
    female = np.empty(len(seat), dtype=bool)
    for number in np.unique(place):
        rows = np.flatnonzero(place == number)
        female[rows] = stream(seed, "sex", str(number)).random(len(rows)) < 0.5
    return Cohort(place, seat, school, level, vocational.astype(bool), female, cal.years[2] - age)


def _feeders(schools: tuple[School, ...], place: np.ndarray, seat: np.ndarray) -> np.ndarray:
    """Take turns through the basic schools of the municipality; the story's first basic school comes first."""
    feeder = np.empty(len(place), dtype=np.int32)
    for number in np.unique(place):
        basic = [one.index for one in schools if one.municipality == number and one.kind == "basic"]
        basic = basic[:3] if number == STORY else basic
        rows = np.flatnonzero(place == number)
        within = np.concatenate([np.arange(n) for n in np.unique(seat[rows], return_counts=True)[1]])
        feeder[rows] = np.array(basic)[within % len(basic)]
    return feeder


def lessons_a_day(cal: Calendar, group: Cohort, rows: np.ndarray) -> np.ndarray:
    """Give [days, learners] lessons in the timetable: 7, in years 1–4 5.

    The story's second course has a new timetable after this year's autumn break: 7 on Mondays, 6 on all other days.
    """
    by_year = np.where(group.level[:, rows] <= 4, 5, 7).astype(np.int8)
    lessons = by_year[cal.year_of]
    story = (group.municipality[rows] == STORY) & (group.level[2, rows] == COURSE + 2)
    after_break = np.datetime64(date.fromisocalendar(cal.years[2], 44, 1))
    shorter = (cal.days >= after_break) & (cal.weekday != 0)
    lessons[np.ix_(shorter, story)] = 6
    return lessons
