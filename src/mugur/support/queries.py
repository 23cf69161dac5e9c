"""Questions to the ledger: what stands, how much of a planned line is used, what was given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from psycopg.types.range import TimestamptzRange

from .models import Delivery, Measure, Occupied, Session


def standing() -> QuerySet[Delivery]:
    """Lines that stand: neither a reversal nor reversed."""
    return Delivery.objects.filter(reverses__isnull=True, reversed_by__isnull=True)


def used(lines: Collection[UUID]) -> dict[UUID, Decimal]:
    """Units counted so far for each planned line."""
    if not lines:
        return {}
    rows = (
        standing().filter(planned_line__in=lines, countable=True, present=True)
        .values("planned_line").annotate(total=Sum("units"))
    )  # fmt: skip
    return {row["planned_line"]: row["total"] for row in rows if row["planned_line"] is not None}


def span(begins: datetime, minutes: int) -> TimestamptzRange:
    """The time a session takes, without its last moment: the next one may begin then."""
    return TimestamptzRange(begins, begins + timedelta(minutes=minutes), "[)")


def taken(person_ids: Iterable[int], begins: datetime, minutes: int) -> list[int]:
    """Learners who already have support in this time."""
    during = span(begins, minutes)
    rows = Occupied.objects.filter(person_id__in=list(person_ids), released=False, during__overlap=during)
    return sorted(rows.values_list("person_id", flat=True))


def recorded(sessions: Collection[int]) -> dict[int, datetime]:
    """When the newest standing line of each session was recorded."""
    rows = standing().filter(session_id__in=sessions).order_by("recorded_at").values_list("session_id", "recorded_at")
    return dict(rows)


def in_force(on: date, country: str = "") -> QuerySet[Measure]:
    """The catalogue on a day."""
    rows = Measure.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on), starts__lte=on)
    return rows.filter(Q(country=country) | Q(country="")) if country else rows


def present_counts(sessions: Collection[int]) -> dict[int, tuple[int, int]]:
    """Who was there and how many lines stand, for each session."""
    rows = (
        standing().filter(session_id__in=sessions).values("session_id")
        .annotate(all=Count("id"), here=Count("id", filter=Q(present=True)))
    )  # fmt: skip
    return {row["session_id"]: (row["here"], row["all"]) for row in rows}


def sessions_of(provider_id: int, first: date, last: date) -> list[Session]:
    """A provider's sessions in a span of days, in the order of the timetable."""
    rows = Session.objects.filter(provider_id=provider_id, day__gte=first, day__lte=last)
    return list(rows.select_related("measure", "group").order_by("begins", "id"))
