"""The observation sheet: no register needed, never changed, a signal at its cut."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.builders import DAY, WORLD, acting_as, an_account, the_world, who

from mugur.access.reach import scope
from mugur.access.who import Who
from mugur.lib.errors import NoRight, RuleBroken
from mugur.people.models import Person
from mugur.prevention import signalling
from mugur.prevention.actions import signal as signals
from mugur.prevention.actions.observation import observe
from mugur.prevention.models import ObservationSheet, Signal, SignalEvent

from .notice_world import SCHOOL, a_class, signal_of, the_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen() -> tuple[Who, Person]:
    the_rules()
    with the_world():
        _, teacher, learners = a_class()
    return who(teacher), learners[0]


def test_one_sign_is_kept_and_notices_nothing_yet(seen: tuple[Who, Person]) -> None:
    teacher, learner = seen
    with acting_as(teacher):
        sheet = observe(learner, by=teacher, on=DAY, signs=["boredom"], text="Looks out of the window.")
        assert (sheet.signs, sheet.account_id) == (["boredom"], teacher.account_id)
        assert signal_of(learner, "observation") is None


def test_signs_of_four_weeks_add_up_and_move_the_open_signal(seen: tuple[Who, Person]) -> None:
    teacher, learner = seen
    with acting_as(teacher):
        observe(learner, by=teacher, on=DAY - timedelta(days=20), signs=["boredom"])
        observe(learner, by=teacher, on=DAY - timedelta(days=2), signs=["isolation", "boredom"])
        signal = signal_of(learner, "observation")
        assert signal is not None and (signal.origin, signal.level, signal.value) == (
            "observation",
            "watch",
            Decimal(2),
        )
        observe(learner, by=teacher, on=DAY, signs=["conflict", "work"])
        signal = signal_of(learner, "observation")
        assert signal is not None and (signal.level, signal.value) == ("act", Decimal(4))
        assert signal.inputs["signs"] == ["boredom", "conflict", "isolation", "work"]
        assert list(SignalEvent.objects.filter(signal=signal).order_by("id").values_list("kind", flat=True)) == [
            "noticed",
            "moved",
        ]
        assert ObservationSheet.objects.filter(person=learner).count() == 3


def test_older_signs_are_left_behind(seen: tuple[Who, Person]) -> None:
    teacher, learner = seen
    with acting_as(teacher):
        observe(learner, by=teacher, on=DAY - timedelta(days=28), signs=["boredom"])
        observe(learner, by=teacher, on=DAY, signs=["isolation"])
        assert signal_of(learner, "observation") is None


def test_a_run_over_the_registers_leaves_an_observation_alone(seen: tuple[Who, Person]) -> None:
    teacher, learner = seen
    with acting_as(teacher):
        observe(learner, by=teacher, on=DAY, signs=["boredom", "isolation"])
    with scope(WORLD, on=DAY):
        assert signalling.run(DAY, ("lv.",)).changes == 0
        assert Signal.objects.get(person=learner).state == "open"


def test_an_answered_observation_can_be_followed_by_a_new_one(seen: tuple[Who, Person]) -> None:
    teacher, learner = seen
    with acting_as(teacher):
        observe(learner, by=teacher, on=DAY, signs=["boredom", "isolation"])
        first = signal_of(learner, "observation")
        assert first is not None
        signals.answer(first, by=teacher, on=DAY, answer="supported", supported_by="Talks every week")
        observe(learner, by=teacher, on=DAY + timedelta(days=1), signs=["conflict"])
        second = signal_of(learner, "observation")
        assert second is not None and second.pk != first.pk and second.value == Decimal(3)


@pytest.mark.parametrize(
    ("signs", "text", "code"),
    [(["lazy"], "", "prevention.sign_unknown"), ([], "  ", "prevention.sheet_empty")],
)
def test_unknown_signs_and_empty_sheets_are_refused(
    seen: tuple[Who, Person], signs: list[str], text: str, code: str
) -> None:
    teacher, learner = seen
    with acting_as(teacher), pytest.raises(RuleBroken) as refused:
        observe(learner, by=teacher, on=DAY, signs=signs, text=text)
    assert refused.value.code == code


def test_only_the_class_teacher_of_the_learner_observes(seen: tuple[Who, Person]) -> None:
    _, learner = seen
    with the_world():
        others = [an_account((role, SCHOOL)) for role in ("class_teacher", "head", "school_coordinator")]
    for account in others:
        with acting_as(who(account)) as by, pytest.raises(NoRight):
            observe(learner, by=by, on=DAY, signs=["boredom"])
