"""Counts from notice to result, by place and school year: no person stands behind a row by name or number."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mugur.access.records import PathField


class FlowRow(models.Model):
    """The way from notice to result at one place in one school year; ``term`` 0 is the whole year.

    ``record`` rows are counted from this installation's own record; ``publication`` rows were published or
    brought in. Counts are exact here; what a reader is shown is decided by :mod:`mugur.statistics.protect`.
    """

    class Level(models.TextChoices):
        STATE = "state"
        MUNICIPALITY = "municipality"
        SCHOOL = "school"

    class Origin(models.TextChoices):
        RECORD = "record"
        PUBLICATION = "publication"

    path = PathField()
    parent = PathField(default="", blank=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=240, db_collation="C")
    area_code = models.CharField(max_length=20, default="", blank=True)
    school_year = models.CharField(max_length=9)
    term = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=12, choices=Origin.choices)
    takes_part = models.BooleanField(default=True)
    identified = models.PositiveIntegerField(null=True)
    answered = models.PositiveIntegerField(null=True)
    on_time = models.PositiveIntegerField(null=True)
    planned = models.PositiveIntegerField(null=True)
    delivered = models.PositiveIntegerField(null=True)
    reviewed = models.PositiveIntegerField(null=True)
    enrolled = models.PositiveIntegerField(null=True)
    left_known = models.PositiveIntegerField(null=True)
    minutes = models.PositiveBigIntegerField(null=True)
    published = models.JSONField(default=list)
    demonstration = models.BooleanField(default=False)
    source = models.CharField(max_length=400, default="", blank=True)
    released_on = models.DateField(null=True)
    as_of = models.DateField()

    app_may_delete = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="flow_of_a_place_and_time_is_counted_once", fields=["path", "school_year", "term", "origin"]
            ),
            models.CheckConstraint(name="flow_term_is_0_1_or_2", condition=Q(term__lte=2)),
            models.CheckConstraint(
                name="every_step_is_a_part_of_the_step_before",
                condition=Q(answered__lte=F("identified"), planned__lte=F("answered"), delivered__lte=F("planned"),
                            reviewed__lte=F("delivered"), enrolled__lte=F("reviewed"), on_time__lte=F("answered"))
                | Q(identified__isnull=True),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["parent", "school_year", "term"])]
