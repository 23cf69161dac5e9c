"""Two engines, one answer: the statements of the database against a plain reading of the same rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import DAY, WORLD, a_learner, the_world

from mugur.access.reach import scope
from mugur.prevention import signalling
from mugur.prevention.models import IndicatorResult

from .notice_world import SCHOOL, WEEKS, lessons, marks, the_rules

pytestmark = pytest.mark.django_db

Found = set[tuple[int, str, str]]


@dataclass(frozen=True)
class Week:
    """Lessons of one learner in one school week; ``possible`` 0 is a week that was not recorded."""

    possible: int
    excused: int
    unexcused: int


@dataclass(frozen=True)
class Made:
    """One learner's register: weeks from newest to oldest, term marks before and now."""

    weeks: tuple[Week, ...]
    before: tuple[int, ...]
    now: tuple[int, ...]


@st.composite
def a_week(draw: st.DrawFn) -> Week:
    possible = draw(st.sampled_from([0, 20, 30, 30, 33]))
    unexcused = draw(st.integers(0, min(5, possible)))
    return Week(possible, draw(st.integers(0, min(6, possible - unexcused))), unexcused)


marks_of_a_term = st.lists(st.integers(2, 9), max_size=6).map(tuple)
learners = st.lists(
    st.builds(Made, st.lists(a_week(), min_size=6, max_size=6).map(tuple), marks_of_a_term, marks_of_a_term),
    min_size=1, max_size=5,
)  # fmt: skip


def plain_reading(made: Iterable[Made], ids: list[int]) -> Found:
    """The Latvian rules of the day, as a person would read them aloud."""
    rows = list(made)
    school = [n for n in range(6) if any(m.weeks[n].possible for m in rows)]
    someone_has_marks = any(m.now for m in rows)
    found: Found = set()
    for learner, one in zip(ids, rows, strict=True):
        four, six = [[one.weeks[n] for n in school[:count]] for count in (4, 6)]
        unexcused = sum(w.unexcused for w in four)
        if sum(w.possible > 0 for w in four) >= 3 and unexcused >= 8:
            found.add((learner, "unexcused_lessons", "act" if unexcused >= 16 else "watch"))
        possible, missed = sum(w.possible for w in six), sum(w.excused + w.unexcused for w in six)
        if sum(w.possible > 0 for w in six) >= 3 and 100 * missed > 15 * possible:
            found.add((learner, "attendance_45", "act" if 100 * missed > 20 * possible else "watch"))
        now, before = (one.now, one.before) if someone_has_marks else (one.before, ())
        failed = sum(mark < 4 for mark in now)
        if failed:
            found.add((learner, "failed_subjects", "act" if failed >= 3 else "watch"))
        if now and before and Fraction(sum(before), len(before)) - Fraction(sum(now), len(now)) >= Fraction(11, 10):
            found.add((learner, "average_fall", "watch"))
    return found


def write_down(made: Iterable[Made]) -> list[int]:
    ids = []
    for one in made:
        person = a_learner(SCHOOL)
        ids.append(person.pk)
        for monday, week in zip(WEEKS, one.weeks, strict=True):
            if week.possible:
                lessons(person, monday, possible=week.possible, excused=week.excused, unexcused=week.unexcused)
        marks(person, "2025/2", date(2026, 5, 29), *one.before)
        marks(person, "2026/1", date(2026, 11, 23), *one.now)
    return ids


@pytest.fixture(autouse=True)
def rules() -> None:
    the_rules()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(made=learners)
def test_the_database_and_a_plain_reading_agree(made: list[Made]) -> None:
    before = transaction.savepoint()
    try:
        with the_world():
            ids = write_down(made)
        with scope(WORLD, on=DAY):
            signalling.run(DAY, ("lv.",))
            rows = IndicatorResult.objects.filter(on=DAY).values_list("person_id", "version__definition__code", "level")
            assert set(rows) == plain_reading(made, ids)
            assert signalling.run(DAY, ("lv.",)).changes == 0
    finally:
        transaction.savepoint_rollback(before)


def test_the_reading_itself_meets_its_cuts() -> None:
    calm, full = Week(30, 0, 0), Week(30, 0, 4)
    watch = Made((full, full, calm, calm, calm, calm), (), ())
    act = Made((full,) * 4 + (calm,) * 2, (), ())
    assert plain_reading([watch, act], [1, 2]) == {(1, "unexcused_lessons", "watch"), (2, "unexcused_lessons", "act")}
    assert WEEKS[0] - WEEKS[5] == timedelta(days=35)
