"""Moments on the wall clock of the place where support is given."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


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
