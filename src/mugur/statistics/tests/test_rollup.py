"""The rollup counts from real rows, adds up to the country, and running twice changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.builders import DAY, a_body, a_class_teacher, a_group, a_learner, acting_as, an_account, the_world, who

from mugur.access.models import AuditEntry
from mugur.lib.errors import NoRight
from mugur.people.models import Enrolment
from mugur.prevention.models import Review, Signal
from mugur.prevention.tests.deliver_world import SCHOOL, a_line, a_measure, a_plan, a_session, decided
from mugur.statistics import rollup
from mugur.statistics.models import FlowRow
from mugur.support.models import Delivery

pytestmark = pytest.mark.django_db
OTHER = "lv.bau.vs."


def _signal(person: Any, teacher: Any, *, answered: date | None, noticed: date = date(2026, 9, 14)) -> None:
    said = {"state": "answered", "answer": "concern", "answered_by": teacher, "answered_on": answered}
    more = said if answered else {}
    Signal(person=person, org_path=person.home_path, origin="rule", level="act", noticed_on=noticed,
           due_on=date(2026, 9, 21), **more).save()  # fmt: skip


def _supported(person: Any, teacher: Any, *, reviewed: bool) -> None:
    measure = a_measure()
    version = a_plan(person, teacher)
    a_line(version, measure)
    decided(version)
    session = a_session(measure, teacher, path=person.home_path)
    Delivery(person=person, org_path=person.home_path, measure=measure, session=session, day=DAY, minutes=60,
             present=True).save()  # fmt: skip
    if reviewed:
        Review(plan=version.plan, person=person, org_path=person.home_path, held_on=DAY, risk_before="act",
               risk_after="none", decision="continue", account=teacher).save()  # fmt: skip


def _school() -> None:
    """Five cases: open, answered, planned and given, reviewed and stays, reviewed and left to a known place."""
    teacher = a_class_teacher(a_group(SCHOOL))
    open_, answered, given, stays, left = (a_learner(SCHOOL) for _ in range(5))
    a_learner(SCHOOL)
    _signal(open_, teacher, answered=None)
    for person, day in ((answered, date(2026, 9, 30)), (given, date(2026, 9, 16)), (stays, date(2026, 9, 16)),
                        (left, date(2026, 9, 16))):  # fmt: skip
        _signal(person, teacher, answered=day)
    _supported(given, teacher, reviewed=False)
    _supported(stays, teacher, reviewed=True)
    _supported(left, teacher, reviewed=True)
    Enrolment.objects.filter(person=left).update(ends=date(2026, 11, 23), exit_reason="moved", destination="Riga")


def _stored(path: str, term: int = 0) -> tuple[int | None, ...]:
    row = FlowRow.objects.get(path=path, term=term, origin="record")
    return tuple(getattr(row, name) for name in rollup.COUNTS)


def test_each_step_is_counted_once_and_lies_in_the_one_before() -> None:
    with the_world():
        _school()
        rollup.run(DAY, ["lv."])
        #       identified, answered, on time, planned, delivered, reviewed, enrolled, left and known, minutes
        assert _stored(SCHOOL) == (5, 4, 3, 3, 3, 2, 1, 1, 180)
        assert _stored(SCHOOL, term=1) == _stored("lv.aiz.") == _stored("lv.") == _stored(SCHOOL)


def test_running_twice_changes_nothing_and_leaves_one_entry_each() -> None:
    with the_world():
        _school()
        first = rollup.run(DAY, ["lv."])
        assert rollup.run(DAY, ["lv."]) == first == FlowRow.objects.count()
        assert AuditEntry.objects.filter(event="statistics.flow.counted").count() == 2


def test_one_municipality_anew_keeps_the_other_and_the_country_adds_up() -> None:
    with the_world():
        _school()
        teacher = an_account(("class_teacher", OTHER))
        _signal(a_learner(OTHER), teacher, answered=date(2026, 9, 16))
        rollup.run(DAY, ["lv."])
        _signal(a_learner(OTHER), teacher, answered=None)
        rollup.run(DAY, ["lv.bau."])
        assert _stored(OTHER)[:2] == (2, 1)
        assert _stored("lv.")[:2] == (7, 5)


def test_a_case_is_a_learner_in_a_term_however_many_signals() -> None:
    with the_world():
        teacher = a_class_teacher(a_group(SCHOOL))
        person = a_learner(SCHOOL)
        for noticed in (date(2026, 9, 14), date(2026, 10, 12), date(2026, 2, 2)):
            _signal(person, teacher, answered=None, noticed=noticed)
        rollup.run(DAY, ["lv."])
        rows = {(r.school_year, r.term): r.identified for r in FlowRow.objects.filter(path=SCHOOL)}
        assert rows == {("2026/27", 0): 1, ("2026/27", 1): 1, ("2025/26", 0): 1, ("2025/26", 2): 1}


def test_what_was_taken_back_or_not_counted_is_not_given() -> None:
    with the_world():
        teacher = a_class_teacher(a_group(SCHOOL))
        person = a_learner(SCHOOL)
        _signal(person, teacher, answered=date(2026, 9, 16))
        _supported(person, teacher, reviewed=False)
        line = Delivery.objects.get()
        Delivery(person=person, org_path=SCHOOL, measure=line.measure, day=DAY, units=-1, present=True, reverses=line,
                 reason="recorded by mistake").save()  # fmt: skip
        rollup.run(DAY, ["lv."])
        assert _stored(SCHOOL)[3:5] == (1, 0)


def test_a_person_does_not_count_anew() -> None:
    with the_world():
        a_body(SCHOOL)
        account = an_account(("national_manager", "lv."))
    with acting_as(who(account)) as actor, pytest.raises(NoRight):
        rollup.run(DAY, ["lv."], by=actor)
