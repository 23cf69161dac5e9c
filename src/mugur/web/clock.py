"""The only place that reads the calendar. A demonstration stands on its own day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

_standing_day: Callable[[], date | None] = lambda: None  # noqa: E731


def stand_on(provider: Callable[[], date | None]) -> None:
    """Tells the clock where to ask for the day of a demonstration."""
    global _standing_day
    _standing_day = provider


def today() -> date:
    """The day on which everything is judged: the demonstration's, else the calendar's."""
    return _standing_day() or datetime.now(ZoneInfo(settings.MUGUR_ZONE)).date()


def now() -> datetime:
    """The moment for people: on the standing day the time of day runs on, in UTC."""
    real = datetime.now(UTC)
    standing = _standing_day()
    if standing is None:
        return real
    return datetime.combine(standing, time(real.hour, real.minute, real.second), UTC)


def seconds() -> float:
    """Seconds since 1970, for expiry of sessions and limits; never for law."""
    return datetime.now(UTC).timestamp()
