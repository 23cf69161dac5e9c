"""What people do with a signal: answer it, hand it on, or record that the learner asked."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import get_language

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.people.models import Person
from mugur.prevention.access import notice as access
from mugur.prevention.models import Signal, SignalEvent
from mugur.prevention.rules import notice as rules
from mugur.prevention.rules.indicators import WATCH
from mugur.web import formats

from .assessment import open_from_signal

OWN_REQUEST_DAYS = 4


def tell(signal: Signal, kind: str, *, on: date, by: Who | None = None, text: str = "") -> None:
    """Adds a line to what happened to a signal."""
    SignalEvent.objects.create(
        signal=signal, person_id=signal.person_id, org_path=signal.org_path, day=on, kind=kind, value=signal.value,
        text=text[:400], account_id=by.account_id if by else None,
    )  # fmt: skip


def _must_be_open(signal: Signal) -> None:
    if signal.state == Signal.State.ANSWERED:
        day = formats.long_day(signal.answered_on, get_language() or "en") if signal.answered_on else ""
        raise RuleBroken(
            "prevention.signal_answered", on=day, who=signal.answered_by.name if signal.answered_by else ""
        )
    if signal.state != Signal.State.OPEN:
        raise RuleBroken("prevention.signal_closed")


def _check(answer: str, reason_code: str, reason: str, first_step: str, supported_by: str) -> None:
    match answer:
        case Signal.Answer.CONCERN:
            if first_step not in rules.FIRST_STEPS:
                raise RuleBroken("prevention.first_step_missing")
        case Signal.Answer.NOT_A_CONCERN:
            if reason_code not in rules.REASONS or not reason.strip():
                raise RuleBroken("prevention.no_reason")
        case Signal.Answer.SUPPORTED:
            if not supported_by.strip():
                raise RuleBroken("prevention.support_missing")
        case _:
            raise RuleBroken("prevention.answer_unknown")


@action(access.ANSWER, audit="prevention.signal.answered")
def answer(
    signal: Signal, *, by: Who, on: date, answer: str, reason_code: str = "", reason: str = "", first_step: str = "",
    supported_by: str = "",
) -> Signal:  # fmt: skip
    """A person's answer before the deadline; a concern opens the assessment."""
    _must_be_open(signal)
    _check(answer, reason_code, reason, first_step, supported_by)
    signal.state, signal.answer = Signal.State.ANSWERED, answer
    told = answer == Signal.Answer.NOT_A_CONCERN
    signal.reason_code, signal.reason = reason_code if told else "", reason.strip() if told else ""
    signal.first_step = first_step if answer == Signal.Answer.CONCERN else ""
    signal.supported_by = supported_by.strip()[:80] if answer == Signal.Answer.SUPPORTED else ""
    signal.answered_by_id, signal.answered_on = by.account_id, on
    signal.save()
    tell(signal, "answered", on=on, by=by, text=answer)
    if answer == Signal.Answer.CONCERN and by.account_id is not None:
        open_from_signal(signal, account_id=by.account_id, on=on)
    return signal


@action(access.HAND_ON, audit="prevention.signal.handed_on")
def hand_on(signal: Signal, *, by: Who, on: date, to: str = "school_coordinator", text: str = "") -> Signal:
    """Hands a signal to the school coordinator; the deadline stays."""
    _must_be_open(signal)
    if signal.handed_to:
        raise RuleBroken("prevention.already_handed")
    signal.handed_to = to
    signal.save()
    tell(signal, "handed", on=on, by=by, text=text)
    return signal


@action(access.ASK, audit="prevention.signal.requested")
def request_support(person: Person, *, by: Who, on: date, text: str) -> Signal:
    """The learner asked: an own request is a signal like any other and is answered by a person."""
    if not text.strip():
        raise RuleBroken("prevention.request_empty")
    signal = Signal(
        person=person, org_path=person.home_path, origin=Signal.Origin.OWN_REQUEST, level=WATCH,
        request_text=text.strip()[:400], noticed_on=on, due_on=on + timedelta(days=OWN_REQUEST_DAYS),
    )  # fmt: skip
    signal.save()
    tell(signal, "noticed", on=on, by=by)
    return signal
