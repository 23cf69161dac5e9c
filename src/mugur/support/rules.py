"""What one line of the ledger is worth, and until when it may be undone without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol
from uuid import UUID

#: Within this time whoever recorded a session may undo it without giving a reason.
UNDO = timedelta(minutes=10)
MISTAKE = "recorded by mistake"


@dataclass(frozen=True)
class Line:
    """One learner at one session; ``why_not`` is empty when the line counts."""

    person_id: int
    org_path: str
    present: bool
    planned_line: UUID | None = None
    why_not: str = ""

    @property
    def countable(self) -> bool:
        return not self.why_not


class Priced(Protocol):
    """What a measure says of its unit and its rate."""

    unit: str
    unit_minutes: int | None
    rate_cents: int | None


def units(measure: Priced, minutes: int) -> Decimal:
    """How many units of the measure so many minutes are; hours by the length of the measure's own hour."""
    if measure.unit != "hour":
        return Decimal(1)
    hour = measure.unit_minutes or 60
    return (Decimal(minutes) / hour).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def worth(measure: Priced, amount: Decimal, *, counts: bool) -> int | None:
    """Cents of so many units: nothing when they do not count, unknown while the rate is unknown."""
    if not counts:
        return 0
    if measure.rate_cents is None:
        return None
    return int((amount * measure.rate_cents).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def may_undo(recorded_at: datetime, at: datetime) -> bool:
    """True within ten minutes of recording."""
    return at - recorded_at <= UNDO
