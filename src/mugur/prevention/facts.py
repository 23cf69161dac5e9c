"""What the registers and the record say, counted set-wise: one learner's weeks and terms, and the flow of all.

Every question to attendance carries a range of days and either persons or paths, so that it reads only
the partitions and index ranges it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connections

from mugur.access.reach import Reach, upper

WEEKS = """
select date_trunc('week', day)::date, sum(possible), sum(excused), sum(unexcused)
from prevention_attendancefact where person_id = %s and day between %s and %s
group by 1 order by 1
"""
TERMS = """
select term, scale, min(day), max(day), avg(mark) from prevention_markfact
where person_id = %s and kind = 'term' and mark is not null and day <= %s
group by term, scale order by 4, count(*) desc
"""
FLOW = Path(__file__).with_name("flow.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Week:
    """The lessons of the week that begins on ``starts``; weeks without a row were not recorded."""

    starts: date
    possible: int
    excused: int
    unexcused: int

    @property
    def share(self) -> float | None:
        """The share of lessons attended, or None when no lesson was held."""
        return None if not self.possible else (self.possible - self.excused - self.unexcused) / self.possible


def weeks(person_id: int, first: date, last: date) -> list[Week]:
    """A learner's weeks between two days, as far as the register knows them."""
    with connections["default"].cursor() as cursor:
        cursor.execute(WEEKS, [person_id, first, last])
        return [Week(*row) for row in cursor.fetchall()]


def attended(found: Sequence[Week]) -> float | None:
    """The share of all lessons of these weeks."""
    possible = sum(week.possible for week in found)
    missed = sum(week.excused + week.unexcused for week in found)
    return None if not possible else (possible - missed) / possible


@dataclass(frozen=True)
class Term:
    """The average of a term's marks; marks on different scales are never averaged together."""

    name: str
    scale: str
    first: date
    last: date
    average: float

    @property
    def starts(self) -> date:
        """The first day of the half of the school year in which the marks were given."""
        if self.last.month >= 9:
            return date(self.last.year, 9, 1)
        return date(self.last.year, 1, 8) if self.last.month > 1 else date(self.last.year - 1, 9, 1)


def terms(person_id: int, on: date) -> list[Term]:
    """A learner's terms up to the day, one scale each: the one with the most marks."""
    with connections["default"].cursor() as cursor:
        cursor.execute(TERMS, [person_id, on])
        found = cursor.fetchall()
    rows = [Term(name, scale, first, last, float(average)) for name, scale, first, last, average in found]
    kept: dict[str, Term] = {}
    for term in rows:
        kept.setdefault(term.name, term)
    return list(kept.values())


@dataclass(frozen=True)
class Flow:
    """From notice to result at one school in one school year and term, in learners of a term.

    Each step is a part of the one before it: ``identified`` by a signal or a plan, ``answered`` by a
    person, ``planned`` with an approved plan, ``delivered`` at least one counted support, ``reviewed``
    at least once, ``enrolled`` still at the end of the term or on the day.
    """

    path: str
    school_year: str
    term: int
    identified: int
    answered: int
    on_time: int
    planned: int
    delivered: int
    reviewed: int
    enrolled: int
    left_known: int
    minutes: int


def flow(paths: Sequence[str], *, on: date, using: str = "default") -> list[Flow]:
    """The flow of every school at or under these paths, as known on the day."""
    kept = Reach.of(paths).paths
    with connections[using].cursor() as cursor:
        cursor.execute(FLOW, {"lower": list(kept), "upper": [upper(path) for path in kept], "on": on})
        return [Flow(*row) for row in cursor.fetchall()]
