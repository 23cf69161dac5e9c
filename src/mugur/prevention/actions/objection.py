"""A family objects to what was noticed; the head decides, never the one who noticed it."""

from __future__ import annotations

from datetime import date

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.people.models import Consent
from mugur.prevention.access import family
from mugur.prevention.access import plan as access
from mugur.prevention.models import Signal, SignalEvent

DECIDED = ("kept", "upheld")


def is_open(signal: Signal) -> bool:
    """True while an objection waits for the head."""
    if signal.objected_on is None:
        return False
    last = signal.events.filter(kind__in=["objected", *DECIDED]).order_by("-pk").first()
    return last is None or last.kind == "objected"


@action(family.OBJECT, audit="prevention.signal.objected")
def object_to(signal: Signal, *, by: Who, on: date, words: str) -> Signal:
    """An objection by link: as large as a consent, kept word for word, answered by the head."""
    if not words.strip():
        raise RuleBroken("prevention.reason_missing")
    if is_open(signal):
        raise RuleBroken("prevention.already_objected")
    assert by.link is not None
    signed_as = "learner" if by.link.recipient_id in (None, signal.person_id) else "guardian"
    Consent(
        person_id=signal.person_id, org_path=signal.org_path, purpose="signal", answer="object",
        signer_id=by.link.recipient_id or signal.person_id, signed_as=signed_as, method="link",
        about=f"signal:{signal.uuid}", comment=words.strip()[:2000], given_on=on,
    ).save()  # fmt: skip
    _tell(signal, "objected", on, "", None)
    signal.objected_on = on
    signal.save()
    return signal


@action(access.DECIDE_OBJECTION, audit="prevention.signal.objection_decided")
def decide(signal: Signal, *, by: Who, on: date, keep: bool, reason: str) -> Signal:
    """The head keeps what was noticed, or withdraws it; the family reads the reason."""
    if not is_open(signal):
        raise RuleBroken("prevention.no_objection")
    if not reason.strip():
        raise RuleBroken("prevention.reason_missing")
    _tell(signal, "kept" if keep else "upheld", on, reason.strip()[:400], by.account_id)
    if not keep:
        signal.state = Signal.State.WITHDRAWN
        signal.save()
    return signal


def _tell(signal: Signal, kind: str, on: date, text: str, account_id: int | None) -> None:
    SignalEvent(
        signal=signal, person_id=signal.person_id, org_path=signal.org_path, day=on, kind=kind, value=signal.value,
        text=text, account_id=account_id,
    ).save()  # fmt: skip
