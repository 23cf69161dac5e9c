"""What the tests of notice speak about: rules, lessons of a week, marks of a term."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.builders import DAY, WORLD, a_class_teacher, a_group, a_learner, an_account

from mugur.access.models import Account
from mugur.access.who import machine
from mugur.people.models import Group, Person
from mugur.prevention.models import AttendanceFact, IndicatorDefinition, MarkFact, Signal
from mugur.prevention.seed import load_indicator_sets

SCHOOL = "lv.aiz.pv."
OTHER = "lv.aiz.vs."
WEEKS = tuple(date(2026, 11, 16) - timedelta(days=7 * n) for n in range(6))


def the_rules() -> None:
    """The three sets as the package has them. To be called outside ``the_world``."""
    from mugur.access.reach import scope

    with scope(WORLD, on=DAY):
        load_indicator_sets(by=machine("setup", on=DAY, paths=("lv.",)), on=DAY)


def lessons(
    person: Person, monday: date, *, possible: int = 30, unexcused: int = 0, excused: int = 0, late: int = 0
) -> None:
    """The register of one week, written as one row."""
    AttendanceFact.objects.create(
        pk=(person.pk, monday), org_path=person.home_path, days=5, possible=possible, unexcused=unexcused,
        excused=excused,
        late=late,
    )  # fmt: skip


def weeks(person: Person, *unexcused: int, excused: int = 0, possible: int = 30) -> None:
    """Unexcused lessons of the last complete weeks, newest first; weeks not named have none."""
    for n, monday in enumerate(WEEKS):
        lessons(person, monday, unexcused=unexcused[n] if n < len(unexcused) else 0, excused=excused, possible=possible)


def marks(person: Person, term: str, day: date, *values: int, scale: str = "10") -> None:
    """Term marks, one subject each."""
    for n, value in enumerate(values):
        MarkFact.objects.create(
            person=person,
            org_path=person.home_path,
            subject=f"subject {n}",
            term=term,
            day=day,
            mark=Decimal(value),
            scale=scale,
        )


def indicator(code: str) -> IndicatorDefinition:
    return IndicatorDefinition.objects.get(code=code)


def signal_of(person: Person, code: str = "unexcused_lessons") -> Signal | None:
    """The newest signal of a learner and an indicator."""
    return Signal.objects.filter(person=person, definition__code=code).order_by("-id").first()


def a_class(learners: int = 2) -> tuple[Group, Account, list[Person]]:
    """A class with its teacher and learners without any register yet."""
    group = a_group(SCHOOL)
    return group, a_class_teacher(group), [a_learner(SCHOOL, group=group) for _ in range(learners)]


def a_coordinator() -> Account:
    return an_account(("school_coordinator", SCHOOL))
