"""Measures that a programme offers, and the ledger: what was given, to whom, when, by whom."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from mugur.access.models import Account
from mugur.access.records import PathField, Record, Scoped
from mugur.access.wall import Wall
from mugur.people.models import Group, Person


class Measure(Record):
    """A catalogue item: what it is, its unit and rate, its limits and the evidence behind it."""

    class Unit(models.TextChoices):
        SESSION = "session"
        HOUR = "hour"
        DAY = "day"
        MONTH = "month"
        RECEIPT = "receipt"

    class Tier(models.TextChoices):
        ALL = "all"
        GROUP = "group"
        INDIVIDUAL = "individual"

    code = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2, default="")
    names = models.JSONField()
    explains = models.JSONField(default=dict)
    kind = models.CharField(max_length=20, default="consultation")
    tier = models.CharField(max_length=12, choices=Tier.choices, default=Tier.INDIVIDUAL)
    unit = models.CharField(max_length=10, choices=Unit.choices)
    unit_minutes = models.PositiveIntegerField(null=True)
    rate_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="EUR")
    limit_cents = models.BigIntegerField(null=True)
    limit_per = models.CharField(max_length=12, default="")
    limit_units = models.IntegerField(null=True)
    evidence = models.JSONField(default=dict)
    restricted = models.BooleanField(default=False)
    source = models.CharField(max_length=240, default="")
    verified = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="measure_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            ),
        ]


class Session(Scoped):
    """One meeting of a measure, alone or with a group: the frame of its deliveries."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT)
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=120, default="")
    day = models.DateField()
    begins = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    place = models.CharField(max_length=80, default="")
    provider = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    planned = models.BooleanField(default=True)

    wall = Wall(person="")

    class Meta:
        indexes = [models.Index(fields=["org_path", "day"]), models.Index(fields=["provider", "day"])]
        constraints = [
            models.CheckConstraint(
                name="session_lasts_between_5_minutes_and_12_hours", condition=Q(minutes__gte=5) & Q(minutes__lte=720)
            )
        ]


class Delivery(Scoped):
    """One line of the ledger: append-only. A mistake is corrected by a line that reverses it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deliveries")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT)
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="lines")
    planned_line = models.UUIDField(null=True)
    day = models.DateField()
    minutes = models.PositiveIntegerField(default=0)
    units = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    cents = models.BigIntegerField(null=True)
    present = models.BooleanField()
    countable = models.BooleanField(default=True)
    why_not = models.CharField(max_length=40, default="")
    provider = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(max_length=200, default="")
    recorded_at = models.DateTimeField(db_default=Now())

    append_only = True
    wall = Wall(link=True, ties=("provider",))

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "day"]),
            models.Index(fields=["person", "day"]),
            models.Index(fields=["planned_line"]),
            models.Index(fields=["session"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_reversal_gives_its_reason", condition=Q(reverses__isnull=True) | ~Q(reason="")
            ),
            models.CheckConstraint(name="what_does_not_count_says_why", condition=Q(countable=True) | ~Q(why_not="")),
        ]


class Occupied(models.Model):
    """An hour of a learner taken by a delivery: nobody is supported twice in the same hour."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT)
    during = DateTimeRangeField()
    released = models.BooleanField(default=False)

    wall = Wall()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nobody_is_supported_twice_in_the_same_hour",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(released=False),
            )
        ]
