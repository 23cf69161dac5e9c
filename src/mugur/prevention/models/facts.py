"""What schools' registers say: attendance, marks, incidents. Loaded set-wise, never typed here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from mugur.access.records import PathField
from mugur.access.wall import Wall
from mugur.people.models import Person


class AttendanceFact(models.Model):
    """Lessons of one learner on one day, or in the week that begins on it; partitioned by school year.

    ``pattern`` tells the lessons one by one where the school records them: ``.`` there, ``U``
    unexcused, ``E`` excused, ``L`` late. A missing row means not recorded, never present.
    """

    pk = models.CompositePrimaryKey("person_id", "day")
    person_id = models.BigIntegerField()
    org_path = PathField()
    day = models.DateField()
    days = models.SmallIntegerField(default=1)
    possible = models.SmallIntegerField()
    excused = models.SmallIntegerField(default=0)
    unexcused = models.SmallIntegerField(default=0)
    late = models.SmallIntegerField(default=0)
    pattern = models.CharField(max_length=12, default="", blank=True)
    batch_id = models.BigIntegerField(null=True)

    wall = Wall(checks_person=False)

    class Meta:
        managed = False
        db_table = "prevention_attendancefact"


class AttendanceChange(models.Model):
    """A later file said something else: what stood there before. Append-only."""

    person_id = models.BigIntegerField()
    org_path = PathField()
    day = models.DateField()
    possible = models.SmallIntegerField()
    excused = models.SmallIntegerField()
    unexcused = models.SmallIntegerField()
    late = models.SmallIntegerField()
    batch_id = models.BigIntegerField(null=True)
    replaced_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    append_only = True
    wall = Wall(checks_person=False)

    class Meta:
        indexes = [models.Index(fields=["person_id", "day"])]


class MarkFact(models.Model):
    """A mark of a learner in a subject: of a term, or single; ``scale`` 10, 5 or 100; exempt is not failed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    subject = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, default="term")
    term = models.CharField(max_length=8)
    day = models.DateField()
    mark = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    scale = models.CharField(max_length=4)
    exempt = models.BooleanField(default=False)
    batch_id = models.BigIntegerField(null=True)

    wall = Wall(checks_person=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="mark_of_a_day_is_known_once", fields=["person", "term", "kind", "subject", "day"]
            ),
            models.CheckConstraint(
                name="mark_lies_on_its_scale",
                condition=Q(mark__isnull=True)
                | Q(scale="10", mark__gte=1, mark__lte=10)
                | Q(scale="5", mark__gte=1, mark__lte=5)
                | Q(scale="100", mark__gte=0, mark__lte=100),
            ),
            models.CheckConstraint(
                name="mark_is_missing_only_when_exempt", condition=Q(mark__isnull=False) | Q(exempt=True)
            ),
        ]
        indexes = [models.Index(fields=["org_path", "term", "kind"])]


class Incident(models.Model):
    """An incident: its category only, no free text; serious ones are marked."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    day = models.DateField()
    category = models.CharField(max_length=30)
    serious = models.BooleanField(default=False)
    count = models.PositiveSmallIntegerField(default=1)
    batch_id = models.BigIntegerField(null=True)

    wall = Wall(checks_person=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="incident_of_a_day_and_kind_is_known_once", fields=["person", "day", "category"]
            ),
            models.CheckConstraint(name="incident_happened_at_least_once", condition=Q(count__gte=1)),
        ]
        indexes = [models.Index(fields=["org_path", "day"])]
