"""Scales: from numbers and days to places in a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10


@dataclass(frozen=True)
class Scale:
    """A straight scale from a range of values to a range of places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        width = (self.high - self.low) or 1
        return self.start + (value - self.low) / width * (self.end - self.start)


@dataclass(frozen=True)
class Days:
    """A scale of days."""

    first: date
    last: date
    start: float
    end: float

    def __call__(self, day: date) -> float:
        whole = (self.last - self.first).days or 1
        return self.start + (day - self.first).days / whole * (self.end - self.start)

    def held(self, day: date) -> float:
        """The place of a day, not beyond the ends of the picture."""
        return min(self.end, max(self.start, self(day)))


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values that cover a range, in about this many steps."""
    width = (high - low) or 1
    rough = width / about
    power = 10 ** floor(log10(rough))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= rough - 1e-9)
    at, top = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    count = round((top - at) / step)
    return [round(at + i * step, 10) for i in range(count + 1)]


def months(first: date, last: date) -> Iterator[date]:
    """The first day of every month that begins in a range."""
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)
