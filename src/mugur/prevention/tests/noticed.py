"""A class in which something was noticed, for the tests of its pages: lessons day by day, a signal, support, a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.builders import DAY, a_class_teacher, a_group, a_learner, an_account

from mugur.access.models import Account
from mugur.people.models import Assignment, Group, GroupMembership, Person
from mugur.prevention.models import AttendanceFact, ObservationSheet, Signal, SignalEvent
from mugur.support.models import Delivery

from .deliver_world import SCHOOL, a_measure, a_session
from .notice_world import indicator

MONDAY = date(2026, 8, 31)
HOLIDAY = date(2026, 10, 19)
#: Unexcused lessons of each week from that of 31 August on; the week of 19 October has no school.
MISSED = (0, 0, 1, 0, 2, 1, 2, None, 4, 5, 6, 4)


def the_day(settings: Any) -> None:
    """The house stands on the day of the tests."""
    settings.MUGUR_DAY = DAY.isoformat()


@dataclass
class Class:
    """A teacher's class of three, the coordinator and head of the school, and what was noticed."""

    group: Group
    teacher: Account
    coordinator: Account
    head: Account
    learners: list[Person]
    signal: Signal
    mark: Signal

    @property
    def first(self) -> Person:
        return self.learners[0]


def register(person: Person) -> None:
    """Five days a week with six lessons; absences fall on the first two lessons of Monday, then of Tuesday."""
    for n, missed in enumerate(MISSED):
        if missed is None:
            continue
        for weekday in range(5):
            take = min(2, max(0, missed - 2 * weekday))
            AttendanceFact.objects.create(
                pk=(person.pk, MONDAY + timedelta(days=7 * n + weekday)), org_path=SCHOOL, possible=6, unexcused=take,
                pattern="U" * take + "." * (6 - take),
            )  # fmt: skip


def a_signal(person: Person, code: str = "unexcused_lessons", **more: Any) -> Signal:
    """A signal of a rule with the inputs the run keeps, and its first event."""
    definition = indicator(code)
    version = definition.versions.order_by("-starts").first()
    fields: dict[str, Any] = {
        "level": "act", "value": 19, "noticed_on": date(2026, 11, 13), "due_on": date(2026, 11, 20),
        "inputs": {"possible": 118, "excused": 6, "unexcused": 19, "late": 4, "weeks": 4, "first": "2026-10-26",
                   "last": "2026-11-22"},
        **more,
    }  # fmt: skip
    signal = Signal(
        person=person, org_path=person.home_path, origin="rule", definition=definition, version=version, **fields
    )
    signal.save()
    SignalEvent.objects.create(
        signal=signal,
        person=person,
        org_path=person.home_path,
        day=signal.noticed_on,
        kind="noticed",
        value=17,
        text="act",
    )
    return signal


def a_class() -> Class:
    group = a_group(SCHOOL)
    teacher = a_class_teacher(group)
    coordinator, head = an_account(("school_coordinator", SCHOOL), name="D. R."), an_account(("head", SCHOOL))
    learners = [a_learner(SCHOOL, group=group) for _ in range(3)]
    for person in learners[:2]:
        register(person)
    signal = a_signal(learners[0])
    mark = a_signal(
        learners[1], "average_fall", level="watch", value="1.4", due_on=date(2026, 11, 27),
        inputs={"now": "5.40", "before": "6.80", "term": "2026/1", "term_before": "2025/2"},
    )  # fmt: skip
    return Class(group, teacher, coordinator, head, learners, signal, mark)


def some_support(made: Class) -> Account:
    """The homework group of the first learner: there 1 of 2 times, and the next meeting is booked."""
    assistant = an_account(("assistant", SCHOOL), name="O. P.")
    group = a_group(SCHOOL, title="Homework", kind="support")
    measure = a_measure()
    GroupMembership(group=group, person=made.first, org_path=SCHOOL, starts=date(2026, 9, 1)).save()
    for day, present in ((date(2026, 10, 6), True), (date(2026, 11, 3), False)):
        session = a_session(measure, assistant, group=group, begins=datetime.combine(day, datetime.min.time(), UTC))
        Delivery(
            person=made.first, org_path=SCHOOL, measure=measure, session=session, day=day, minutes=60, present=present,
            provider=assistant,
        ).save()  # fmt: skip
    a_session(measure, assistant, group=group, begins=datetime(2026, 12, 1, 13, tzinfo=UTC), title="Homework group")
    return assistant


def a_case_team(made: Class) -> Account:
    """A social pedagogue in the first learner's case team."""
    account = an_account(("specialist", SCHOOL), name="M. K.")
    Assignment(kind="case_team", account=account, person=made.first, org_path=SCHOOL, starts=date(2026, 10, 1)).save()
    return account


def a_sheet(made: Class) -> ObservationSheet:
    sheet = ObservationSheet(
        person=made.first,
        org_path=SCHOOL,
        account=made.teacher,
        day=date(2026, 10, 9),
        signs=["tired"],
        text="Fell asleep",
    )
    sheet.save()
    return sheet


def questions(client: Client, address: str) -> int:
    """How many statements a page sends, without those of transaction, scope and session that every page has."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    frame = ("SAVEPOINT", "RELEASE", "select set_config", "set_config")
    kept = [
        q["sql"] for q in seen.captured_queries if not q["sql"].startswith(frame) and "django_session" not in q["sql"]
    ]
    return len(kept)
