"""A small school with plans and a timetable, for the tests of support, the card, the path and the flow."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.builders import DAY, a_body, a_class_teacher, a_group, a_learner, an_account

from mugur.access.models import Account
from mugur.people.models import Group, GroupMembership, Person
from mugur.prevention.models import PlannedMeasure, PlanVersion, SupportPlan
from mugur.support.models import Measure, Session

SCHOOL = "lv.aiz.pv."
NOON = datetime(2026, 11, 24, 11, 4, tzinfo=UTC)


def a_measure(code: str = "lv.homework_group", **more: Any) -> Measure:
    found = Measure.objects.filter(code=code).first()
    if found:
        return found
    fields = {"names": {"en": code.split(".")[-1].replace("_", " ").capitalize()}, "unit": "hour", "unit_minutes": 60,
              "country": "lv", "starts": date(2020, 1, 1), **more}  # fmt: skip
    made = Measure(code=code, **fields)
    made.save()
    return made


def a_plan(
    person: Person, author: Account, *, state: str = "approved", plan_state: str = "", number: int = 1,
    starts: date = date(2026, 9, 21), ends: date = date(2026, 12, 18), **more: Any,
) -> PlanVersion:  # fmt: skip
    """A plan with one version; its lines are added, then it takes its state."""
    plan_state = plan_state or ("in_force" if state == "approved" else "draft")
    plan = SupportPlan(
        person=person, school=a_body(person.home_path), org_path=person.home_path, term="2026/27-1", number=number,
        state="draft", author=author, starts=starts, ends=ends, **more,
    )  # fmt: skip
    plan.term = plan.term[:8]
    plan.save()
    version = PlanVersion(plan=plan, person=person, org_path=person.home_path, number=1, author=author)
    version.save()
    version.wanted = (state, plan_state)
    return version


def a_line(version: PlanVersion, measure: Measure, *, units: int = 10, **more: Any) -> PlannedMeasure:
    fields = {"starts": version.plan.starts, "ends": version.plan.ends, **more}
    line = PlannedMeasure(
        version=version, person=version.person, org_path=version.org_path, goal_line=uuid.uuid4(), measure=measure,
        units=Decimal(units), **fields,
    )  # fmt: skip
    line.save()
    return line


def decided(version: PlanVersion, *, on: date = date(2026, 9, 21)) -> PlanVersion:
    """Gives the version and its plan the states they were asked for."""
    state, plan_state = version.wanted
    version.state, version.hash = state, "" if state == "draft" else "a" * 64
    version.submitted_on = version.approved_on = on if state == "approved" else None
    version.save()
    version.plan.state = plan_state
    version.plan.save()
    return version


def a_session(
    measure: Measure, provider: Account, *, group: Group | None = None, path: str = SCHOOL,
    begins: datetime = datetime(2026, 11, 24, 13, 10, tzinfo=UTC), minutes: int = 60, **more: Any,
) -> Session:  # fmt: skip
    made = Session(org_path=path, measure=measure, group=group, day=begins.date(), begins=begins, minutes=minutes,
                   provider=provider, **more)  # fmt: skip
    made.save()
    return made


@dataclass
class Afternoon:
    """A homework group of two counted learners and one whose plan waits, and its assistant."""

    assistant: Account
    teacher: Account
    group: Group
    measure: Measure
    session: Session
    counted: list[Person]
    waiting: Person
    lines: list[PlannedMeasure]


def an_afternoon() -> Afternoon:
    school_class = a_group(SCHOOL)
    teacher = a_class_teacher(school_class)
    assistant = an_account(("assistant", SCHOOL))
    group = a_group(SCHOOL, title="Homework", kind="support")
    measure = a_measure()
    people = [a_learner(SCHOOL, group=school_class) for _ in range(3)]
    lines = []
    for person, state in zip(people, ("approved", "approved", "at_head"), strict=True):
        GroupMembership(group=group, person=person, org_path=SCHOOL, starts=date(2026, 9, 1)).save()
        version = a_plan(person, teacher, state=state)
        lines.append(a_line(version, measure, group=group, provider=assistant))
        decided(version)
    session = a_session(measure, assistant, group=group, place="room 14")
    return Afternoon(assistant, teacher, group, measure, session, people[:2], people[2], lines)


__all__ = [
    "DAY", "NOON", "SCHOOL", "Afternoon", "a_line", "a_measure", "a_plan", "a_session", "an_afternoon", "decided",
]  # fmt: skip
