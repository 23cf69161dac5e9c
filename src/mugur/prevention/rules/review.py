"""What a review looks at: shares, hours, and what its decision means for the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

#: Days before the plan and before the review whose attendance is set side by side.
WINDOW = 28


@dataclass(frozen=True)
class Attendance:
    """Lessons that were possible and missed in one window; nothing recorded is no share, never full attendance."""

    possible: int
    missed: int

    @property
    def share(self) -> Decimal | None:
        """Attended lessons out of possible ones, 0–1; None when nothing was recorded."""
        if not self.possible:
            return None
        return (Decimal(self.possible - self.missed) / Decimal(self.possible)).quantize(Decimal("0.001"))


def windows(starts: date, held_on: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The four weeks before the plan began and the four weeks up to the review."""
    return (starts - timedelta(days=WINDOW), starts - timedelta(days=1)), (
        held_on - timedelta(days=WINDOW - 1),
        held_on,
    )


def planned_minutes(lines: list[tuple[str, Decimal, int | None]]) -> int:
    """Minutes of all planned meetings: (unit, units, minutes of a unit); money without meetings has none."""
    return sum(int(units * (minutes or 60)) for unit, units, minutes in lines if unit in ("session", "hour"))
