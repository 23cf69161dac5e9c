"""Days come in spans: closed ``[starts, ends]`` in forms and law, half-open inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Span:
    """From ``starts`` up to, not including, ``after``; ``None`` means still running."""

    starts: date
    after: date | None = None

    def __post_init__(self) -> None:
        if self.after is not None and self.after < self.starts:
            raise ValueError(f"a span ends before it starts: {self.starts} – {self.after}")

    @classmethod
    def closed(cls, starts: date, ends: date | None) -> Span:
        """The span whose last day inside is ``ends``."""
        return cls(starts, None if ends is None else ends + timedelta(days=1))

    @property
    def ends(self) -> date | None:
        """The last day inside, ``None`` while it runs."""
        return None if self.after is None else self.after - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.starts <= day and (self.after is None or day < self.after)

    def overlaps(self, other: Span) -> bool:
        """True when at least one day lies in both."""
        return (other.after is None or self.starts < other.after) and (self.after is None or other.starts < self.after)
