"""Money is whole cents of one currency; never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Money:
    """An amount in the smallest unit of ``currency`` (ISO 4217)."""

    cents: int
    currency: str

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot add {self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.cents + other.cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.cents - other.cents, self.currency)

    @property
    def amount(self) -> Decimal:
        """The amount in whole units with two decimals."""
        return (Decimal(self.cents) / 100).quantize(Decimal("0.01"))


def cents(text: str | Decimal) -> int:
    """Whole cents of a decimal text such as ``12317352.15``."""
    return int((Decimal(text) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share(part_cents: int, whole_cents: int) -> Decimal:
    """The share of a part in a whole, 0–1 with ten decimals; a whole of zero has share zero."""
    if whole_cents == 0:
        return Decimal(0)
    return (Decimal(part_cents) / Decimal(whole_cents)).quantize(Decimal("0.0000000001"))
