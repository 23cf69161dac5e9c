"""Marks on the ten-point scale, the 1–5 scale for aggregates, and incidents."""

from dataclasses import dataclass

import numpy as np

from mugur_demo.generate.attendance import Register, Traits
from mugur_demo.generate.cohort import Cohort
from mugur_demo.generate.days import Calendar
from mugur_demo.generate.seeds import stream

SUBJECTS = (
    ("lav", "Latvian language"),
    ("eng", "English"),
    ("mat", "Mathematics"),
    ("his", "History and social science"),
    ("nat", "Natural sciences"),
    ("geo", "Geography"),
    ("dat", "Computing"),
    ("kul", "Culture and arts"),
    ("spo", "Sport and health"),
)
"""Codes and English names of the nine subjects that every learner has."""
SINGLE_MARKS = 6
MISSING = 0
"""Stands where a learner has no mark: a school without marks in that term, or an exemption."""
INCIDENTS = ("conflict with a learner", "conflict with staff", "property damaged", "left the school grounds", "other")


@dataclass(frozen=True)
class Marks:
    """Marks of one municipality's learners."""

    term: np.ndarray
    """[terms, n, subjects] int8: mean of the single marks, half up; 0 = none."""
    single: np.ndarray
    """[n, subjects, 6] int8: single marks of the running term."""
    five: np.ndarray
    """[terms, n, subjects] int8: the 1–5 scale, for aggregates only."""


def absence_by_term(cal: Calendar, register: Register) -> np.ndarray:
    """Give [terms, n] the share of lessons missed in each term."""
    shares = []
    for term in cal.terms:
        inside = (cal.days >= np.datetime64(term.first)) & (cal.days <= np.datetime64(term.last))
        possible = np.maximum(register.possible[inside].sum(axis=0, dtype=np.int32), 1)
        missed = register.excused[inside].sum(axis=0, dtype=np.int32)
        missed = missed + register.unexcused[inside].sum(axis=0, dtype=np.int32)
        shares.append(missed / possible)
    return np.array(shares)


def draw_marks(seed: int, cal: Calendar, group: Cohort, number: int, person: Traits, register: Register) -> Marks:
    """Draw the marks of one municipality from ability, absence, subject, teacher and chance."""
    rng = stream(seed, "marks", str(number))
    rows = group.rows_of(number)
    n, subjects = len(rows), len(SUBJECTS)
    subject = _subjects(seed)
    own = rng.normal(0, 0.55, (n, subjects))
    fall = _breaks(rng, len(cal.terms), n)
    absence = absence_by_term(cal, register)
    terms, fives = [], []
    for number_of_term, term in enumerate(cal.terms):
        teacher = _teachers(seed, term.year, group, rows)
        mean = person.marks_level[number_of_term] - 6 * (absence[number_of_term] - 0.065) - fall[number_of_term]
        latent = (mean[:, None] + subject + teacher + own).astype(np.float32)
        noise = rng.standard_normal((n, subjects, SINGLE_MARKS), dtype=np.float32)
        single = np.clip(np.rint(latent[:, :, None] + 1.15 * noise), 1, 10).astype(np.int8)
        terms.append(mean_mark(single))
        five = np.rint(3.55 + 0.62 * (latent - 6.75) + rng.normal(0, 0.35, latent.shape))
        fives.append(np.clip(five, 1, 5).astype(np.int8))
    return Marks(np.array(terms), single, np.array(fives))


def mean_mark(single: np.ndarray) -> np.ndarray:
    """Give the mean of single marks along the last axis, half up."""
    count = single.shape[-1]
    return ((2 * single.sum(axis=-1, dtype=np.int32) + count) // (2 * count)).astype(np.int8)


def _breaks(rng: np.random.Generator, terms: int, n: int) -> np.ndarray:
    """Give [terms, n] how far marks have fallen: 3 % of learners break in a year, and it lasts for two terms."""
    size = np.where(rng.random((terms + 1, n)) < 0.015, rng.normal(1.3, 0.3, (terms + 1, n)), 0)
    return size[1:] + size[:-1]


def _subjects(seed: int) -> np.ndarray:
    """Give how much easier or harder each subject is marked; together they do not move the average."""
    drawn = stream(seed, "subjects").normal(0, 0.45, len(SUBJECTS))
    return drawn - drawn.mean()


def _teachers(seed: int, year: int, group: Cohort, rows: np.ndarray) -> np.ndarray:
    """Give [n, subjects] the strictness of each learner's teachers; one teacher per school and subject."""
    schools = int(group.school.max()) + 1
    strict = stream(seed, "teachers").normal(0, 0.35, (schools, len(SUBJECTS)))
    return strict[group.school[year, rows]]


def draw_incidents(
    seed: int, cal: Calendar, number: int, rows: np.ndarray, person: Traits
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw incidents: learner, index of the school day, index of the category."""
    rng = stream(seed, "incidents", str(number))
    rate = np.exp(-3.0 + 0.9 * person.theta - 0.25 * person.ability)
    learner, day = [], []
    for year in range(3):
        days = np.flatnonzero(cal.year_of == year)
        count = rng.poisson(rate * len(days) / 169)
        learner.append(np.repeat(rows, count))
        day.append(days[0] + rng.integers(0, len(days), int(count.sum())))
    who, when = np.concatenate(learner), np.concatenate(day)
    order = np.lexsort((who, when))
    return who[order], when[order], rng.integers(0, len(INCIDENTS), len(who))
