"""Dated law: a value with a unit, a source and the day from which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

V = TypeVar("V")


class NotInForce(LookupError):
    """Asked for a day before the first dated value."""


@dataclass(frozen=True)
class Dated(Generic[V]):
    """One rule through time; no bare number of a regulation stands in code."""

    label: str
    unit: str
    source: str
    values: Mapping[date, V]
    verified: bool = True

    def on(self, day: date) -> V:
        """The value in force on ``day``; raises :class:`NotInForce` before the first one."""
        known = [start for start in self.values if start <= day]
        if not known:
            raise NotInForce(f"{self.label}: nothing in force on {day.isoformat()}")
        return self.values[max(known)]
