"""An objection to what was noticed: both sides, for the head and for the family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mugur.access.reads import shown
from mugur.people.models import Consent
from mugur.prevention.models import Signal, SignalEvent


@dataclass(frozen=True)
class ObjectionPage:
    """What was noticed, what the school answered, what the family says, what was decided."""

    signal: Signal
    name: Any
    words: tuple[Consent, ...]
    events: tuple[SignalEvent, ...]
    decided: SignalEvent | None
    open: bool
    noticed_on: date


def objection_page(signal: Signal) -> ObjectionPage:
    """The shape of an objection."""
    words = Consent.objects.filter(about=f"signal:{signal.uuid}", purpose="signal").order_by("-pk")
    events = tuple(SignalEvent.objects.filter(signal=signal).order_by("pk"))
    told = [e for e in events if e.kind in ("objected", "kept", "upheld")]
    decided = told[-1] if told and told[-1].kind != "objected" else None
    shown([(signal.person_id, signal.org_path)])
    name = signal.definition.names if signal.definition else None
    return ObjectionPage(
        signal,
        name,
        tuple(words),
        events,
        decided,
        signal.objected_on is not None and decided is None,
        signal.noticed_on,
    )
