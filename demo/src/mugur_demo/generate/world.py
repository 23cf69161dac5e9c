"""The world: everything the loader needs, as frozen columns."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from mugur_demo.generate.cohort import Cohort
from mugur_demo.generate.days import Calendar
from mugur_demo.generate.people import Guardians, Learners, Staff
from mugur_demo.generate.places import Municipality, School, Seat
from mugur_demo.generate.quirks import Quirks
from mugur_demo.generate.sizes import Size

Columns = dict[str, np.ndarray]
"""Arrays of equal length by column name."""


@dataclass(frozen=True)
class Group:
    """A class in one school year."""

    id: UUID
    school: int
    year: int
    """0, 1, 2 = index into ``Calendar.years``."""
    level: int
    """Year 1–12, or 100 + course."""
    letter: str
    name: str
    """As the school writes it, such as ``AV-2a`` (vocational, Aizkraukle) or ``C-9a``."""
    arrives_with_roster: bool
    sibling: int
    """Index of the group its learners sit in until the roster is brought in; itself for most."""


@dataclass(frozen=True)
class Sheets:
    """Attendance as matrices [school days, learners] of int8, as it stands on the day."""

    possible: np.ndarray
    excused: np.ndarray
    unexcused: np.ndarray
    late: np.ndarray


@dataclass(frozen=True)
class Oracle:
    """What was planted; never loaded into the database."""

    ability: np.ndarray
    theta: np.ndarray
    unsupported: np.ndarray
    """[days, learners]: unexcused lessons without the plans of the same school year."""
    supported: np.ndarray
    """[days, learners]: unexcused lessons as drawn, before quirks and late notes."""


@dataclass(frozen=True)
class World:
    """One generated world; integers named ``learner``, ``school``, ``group`` … are positions in the lists here."""

    seed: int
    size: Size
    day: date
    calendar: Calendar
    municipalities: tuple[Municipality, ...]
    schools: tuple[School, ...]
    seats: tuple[Seat, ...]
    groups: tuple[Group, ...]
    cohort: Cohort
    learners: Learners
    guardians: Guardians
    staff: Staff
    named: dict[str, int]
    """Learner index by initials, such as ``"A. B."``."""
    enrolments: Columns
    """learner, school, group, year (int32); starts, ends (datetime64[D], NaT = open); reason (str: moved_up,
    finished_year_9, left, or empty). Sorted by learner and start."""
    sheets: Sheets
    daily: Columns
    """Aizkraukle by day: learner, day (datetime64[D]), possible, excused, unexcused, late (lessons, int8), and
    excused_mask, unexcused_mask, late_mask (int16: bit 0 = first lesson of the day)."""
    weekly: Columns
    """Other schools by week: learner, week (index), first_day, last_day (datetime64[D]), possible, excused, unexcused,
    late (int16); only complete weeks, only weeks with lessons."""
    term: np.ndarray
    """[terms, learners, subjects] int8: term marks, 0 = none."""
    five: np.ndarray
    """[terms, learners, subjects] int8: the 1–5 scale; only for aggregates."""
    term_marks: Columns
    """learner, term, subject, mark (ints), recorded_on (datetime64[D])."""
    single_marks: Columns
    """Aizkraukle, running term: learner, subject, day (datetime64[D]), mark."""
    incidents: Columns
    """learner, day (datetime64[D]), category (index into ``INCIDENTS``)."""
    first_signals: Columns
    """learner, week (index), lessons, supported (bool): the first signal of each learner and school year."""
    plans: Columns
    """learner, signalled_on, starts, ends (datetime64[D]; starts may lie after the day = not begun), lessons."""
    deliveries: Columns
    """plan (position in ``plans``), day (datetime64[D]), minutes, there (bool), kind (index into ``DELIVERIES``)."""
    transport: np.ndarray
    """Learners with paid transport in the school year before: chosen by what no record holds."""
    dormitory: np.ndarray
    """Learners in a dormitory in the school year before."""
    late_notes: Columns
    """learner, day, note_on (datetime64[D]), lessons: excused days whose note came 3–10 days later; until then, also
    on the day, unexcused."""
    corrections: Columns
    """October of course 1, sent again on 19 November: learner, day, lessons from unexcused to excused."""
    clinic_paper: Columns
    """A. B.: learner, day, lessons that the paper of 19 November excuses on the next import."""
    quirks: Quirks
    oracle: Oracle
