"""A person answers: with a reason, once, and only who may; handing on and own requests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.builders import DAY, WORLD, acting_as, an_account, the_world, who

from mugur.access.models import AuditEntry
from mugur.access.reach import scope
from mugur.access.who import Who
from mugur.lib.errors import NoRight, OutOfReach, RuleBroken
from mugur.people.models import Assignment, Person
from mugur.prevention import signalling
from mugur.prevention.access import notice as access
from mugur.prevention.actions import signal as actions
from mugur.prevention.models import Assessment, Signal, SignalEvent

from .notice_world import OTHER, SCHOOL, a_class, a_coordinator, the_rules, weeks

pytestmark = pytest.mark.django_db

GIVEN: dict[str, dict[str, Any]] = {
    "concern": {"first_step": "talk_learner"},
    "not_a_concern": {"reason_code": "excused_later", "reason": "The clinic’s note arrived on 19 November."},
    "supported": {"supported_by": "Homework group, Tuesdays"},
}


@pytest.fixture
def noticed() -> tuple[Who, Signal, Person]:
    """A class teacher and the open act signal of a learner of the class."""
    the_rules()
    with the_world():
        _, teacher, learners = a_class()
        weeks(learners[0], 9, 9)
    with scope(WORLD, on=DAY):
        signalling.run(DAY, ("lv.",))
        signal = Signal.objects.get(person=learners[0], definition__code="unexcused_lessons")
    return who(teacher), signal, learners[0]


@pytest.mark.parametrize("answer", GIVEN)
def test_each_answer_is_kept_with_person_and_day(noticed: tuple[Who, Signal, Person], answer: str) -> None:
    teacher, signal, learner = noticed
    with acting_as(teacher):
        actions.answer(signal, by=teacher, on=DAY, answer=answer, **GIVEN[answer])
        signal.refresh_from_db()
        assert (signal.state, signal.answer, signal.answered_by_id, signal.answered_on) == (
            "answered",
            answer,
            teacher.account_id,
            DAY,
        )
        assert SignalEvent.objects.filter(signal=signal).latest("id").kind == "answered"
        assert Assessment.objects.filter(person=learner, signal=signal).count() == (1 if answer == "concern" else 0)
    with scope(WORLD, on=DAY):
        assert AuditEntry.objects.filter(event="prevention.signal.answered", thing_uuid=signal.uuid).count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"answer": "concern"}, "prevention.first_step_missing"),
        ({"answer": "not_a_concern", "reason_code": "excused_later", "reason": "  "}, "prevention.no_reason"),
        ({"answer": "not_a_concern", "reason_code": "", "reason": "known"}, "prevention.no_reason"),
        ({"answer": "supported", "supported_by": ""}, "prevention.support_missing"),
        ({"answer": "later"}, "prevention.answer_unknown"),
    ],
)
def test_no_answer_without_its_reason(noticed: tuple[Who, Signal, Person], given: dict[str, Any], code: str) -> None:
    teacher, signal, _ = noticed
    with acting_as(teacher):
        with pytest.raises(RuleBroken) as refused:
            actions.answer(signal, by=teacher, on=DAY, **given)
        assert refused.value.code == code
        signal.refresh_from_db()
        assert signal.state == "open"


def test_the_second_of_two_answers_is_told_who_was_first(noticed: tuple[Who, Signal, Person]) -> None:
    teacher, signal, _ = noticed
    stale = Signal(**{f.attname: getattr(signal, f.attname) for f in Signal._meta.concrete_fields})
    with the_world():
        coordinator = a_coordinator()
    with acting_as(teacher):
        actions.answer(signal, by=teacher, on=DAY, answer="concern", first_step="talk_learner")
    with acting_as(who(coordinator)) as other:
        with pytest.raises(RuleBroken) as refused:
            actions.answer(stale, by=other, on=DAY, **{"answer": "supported", "supported_by": "x"})
        assert refused.value.status == 409
        assert refused.value.facts == {"on": "24 November 2026", "who": teacher.name}


def test_a_withdrawn_signal_takes_no_answer(noticed: tuple[Who, Signal, Person]) -> None:
    teacher, signal, _ = noticed
    with the_world():
        Signal.objects.filter(pk=signal.pk).update(state="withdrawn")
    with acting_as(teacher), pytest.raises(RuleBroken, match="signal_closed"):
        actions.answer(signal, by=teacher, on=DAY, **{"answer": "concern", "first_step": "talk_learner"})


def test_only_the_class_the_case_team_and_the_coordinator_answer(noticed: tuple[Who, Signal, Person]) -> None:
    _, signal, learner = noticed
    with the_world():
        colleague = an_account(("class_teacher", SCHOOL))
        head = an_account(("head", SCHOOL))
        specialist = an_account(("specialist", SCHOOL))
        Assignment(
            kind="case_team", account=specialist, person=learner, org_path=SCHOOL, starts=date(2026, 9, 1)
        ).save()
        coordinator = a_coordinator()
        municipality = an_account(("municipality_coordinator", "lv.aiz."))
    for account in (colleague, head, municipality):
        with acting_as(who(account)) as by, pytest.raises(NoRight):
            actions.answer(signal, by=by, on=DAY, answer="concern", first_step="talk_learner")
    assert access.ANSWER.allows(who(coordinator), signal)
    with acting_as(who(specialist)) as by:
        actions.answer(signal, by=by, on=DAY, answer="concern", first_step="talk_learner")


def test_another_school_does_not_even_see_it(noticed: tuple[Who, Signal, Person]) -> None:
    _, signal, _ = noticed
    with the_world():
        stranger = an_account(("school_coordinator", OTHER))
    with acting_as(who(stranger)) as by:
        with pytest.raises(OutOfReach):
            access.SEE.fetch(by, uuid=signal.uuid)
        with pytest.raises(OutOfReach):
            actions.answer(signal, by=by, on=DAY, answer="concern", first_step="talk_learner")


def test_a_class_teacher_sees_signals_of_the_own_class_only(noticed: tuple[Who, Signal, Person]) -> None:
    teacher, signal, _ = noticed
    with the_world():
        colleague = an_account(("class_teacher", SCHOOL))
    with acting_as(teacher):
        assert access.SEE.fetch(teacher, uuid=signal.uuid) == signal
    with acting_as(who(colleague)) as by, pytest.raises(OutOfReach):
        access.SEE.fetch(by, uuid=signal.uuid)


def test_a_signal_is_handed_on_once_and_stays_open(noticed: tuple[Who, Signal, Person]) -> None:
    teacher, signal, _ = noticed
    due = signal.due_on
    with acting_as(teacher):
        actions.hand_on(signal, by=teacher, on=DAY)
        signal.refresh_from_db()
        assert (signal.state, signal.handed_to, signal.due_on) == ("open", "school_coordinator", due)
        assert SignalEvent.objects.filter(signal=signal).latest("id").kind == "handed"
        with pytest.raises(RuleBroken, match="already_handed"):
            actions.hand_on(signal, by=teacher, on=DAY)
    with the_world():
        coordinator = a_coordinator()
    with acting_as(who(coordinator)) as by, pytest.raises(NoRight):
        actions.hand_on(signal, by=by, on=DAY)


def test_a_learner_asks_and_a_person_has_to_answer(noticed: tuple[Who, Signal, Person]) -> None:
    teacher, _, learner = noticed
    with acting_as(teacher):
        asked = actions.request_support(learner, by=teacher, on=DAY, text="I would like to catch up in mathematics.")
        assert (asked.origin, asked.state, asked.definition_id) == ("own_request", "open", None)
        assert asked.due_on == DAY + timedelta(days=4)
        with pytest.raises(RuleBroken, match="request_empty"):
            actions.request_support(learner, by=teacher, on=DAY, text=" ")
    with scope(WORLD, on=DAY):
        assert signalling.run(DAY, ("lv.",)).changes == 0
        assert Signal.objects.get(pk=asked.pk).state == "open"


def test_a_colleague_does_not_write_for_a_strange_class(noticed: tuple[Who, Signal, Person]) -> None:
    _, _, learner = noticed
    with the_world():
        colleague = an_account(("class_teacher", SCHOOL))
    with acting_as(who(colleague)) as by, pytest.raises(NoRight):
        actions.request_support(learner, by=by, on=DAY, text="asked")
