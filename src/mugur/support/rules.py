"""What one line of the ledger is worth, and until when it may be undone without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from .models import Measure

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


def units(measure: Measure, minutes: int) -> Decimal:
    """How many units of the measure so many minutes are; hours by the length of the measure's own hour."""
    if measure.unit != Measure.Unit.HOUR:
        return Decimal(1)
    hour = measure.unit_minutes or 60
    return (Decimal(minutes) / hour).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def worth(measure: Measure, amount: Decimal, *, counts: bool) -> int | None:
    """Cents of so many units: nothing when they do not count, unknown while the rate is unknown."""
    if not counts:
        return 0
    if measure.rate_cents is None:
        return None
    return int((amount * measure.rate_cents).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def may_undo(recorded_at: datetime, at: datetime) -> bool:
    """True within ten minutes of recording."""
    return at - recorded_at <= UNDO


def local(moment: datetime) -> datetime:
    """The same moment on the wall clock of the place."""
    return moment.astimezone(ZoneInfo(settings.MUGUR_ZONE))


def wall(moment: datetime) -> datetime:
    """The wall clock's reading without a zone, for showing as it is."""
    return local(moment).replace(tzinfo=None)


def clock_text(begins: datetime, minutes: int) -> str:
    """The hours of a session as they stand in the timetable: 15:10–16:10."""
    ends = begins + timedelta(minutes=minutes)
    return f"{local(begins):%H:%M}–{local(ends):%H:%M}"
