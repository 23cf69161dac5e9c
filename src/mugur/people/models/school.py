"""A learner at a school for a time: enrolment, groups, and the staff responsible for them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from mugur.access.models import Account
from mugur.access.records import Scoped
from mugur.access.wall import Wall
from mugur.organisations.models import Organisation

from .person import Person


class DayRange(Func):
    """``daterange(starts, ends, '[]')``: closed days as a range the database can compare."""

    function = "daterange"
    output_field = DateRangeField()


class Enrolment(Scoped):
    """A learner's registration at a school, with entry, exit and destination."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=20, default="")
    school_year = models.CharField(max_length=9, default="")
    programme = models.CharField(max_length=120, default="")
    repeats = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True)
    exit_reason = models.CharField(max_length=30, default="")
    destination = models.CharField(max_length=120, default="")
    voided_on = models.DateField(null=True)
    void_reason = models.CharField(max_length=200, default="")

    wall = Wall(link=True, ties=("succession",))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enrolment_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            ),
            ExclusionConstraint(
                name="one_enrolment_at_a_time_per_person_and_school",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("school", RangeOperators.EQUAL),
                    (
                        DayRange("starts", "ends", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(voided_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["org_path", "ends"]), models.Index(fields=["person", "-starts"])]


class Group(Scoped):
    """A class or another set of learners of a school in a school year."""

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, default="class")
    title = models.CharField(max_length=80)
    grade = models.CharField(max_length=20, default="")
    school_year = models.CharField(max_length=9, default="")
    source_id = models.CharField(max_length=120, default="")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)

    wall = Wall(person="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="group_of_a_school_is_known_once", fields=["school", "source_id"], condition=~Q(source_id="")
            )
        ]
        indexes = [models.Index(fields=["org_path", "school_year", "title"])]


class GroupMembership(Scoped):
    """A learner in a group for a span."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="groups")
    starts = models.DateField()
    ends = models.DateField(null=True)

    wall = Wall()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="group_membership_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            ),
            models.UniqueConstraint(name="group_member_is_counted_once", fields=["group", "person", "starts"]),
        ]
        indexes = [models.Index(fields=["person", "-starts"])]


class Assignment(Scoped):
    """Staff of a learner or a group: class teacher, teacher (opens nothing), case team, provider of a measure."""

    class Kind(models.TextChoices):
        CLASS_TEACHER = "class_teacher"
        TEACHER = "teacher"
        CASE_TEAM = "case_team"
        PROVIDER = "provider"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="assignments")
    staff = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="assignments")
    starts = models.DateField()
    ends = models.DateField(null=True)

    wall = Wall(checks_person=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_names_a_group_or_a_learner", condition=Q(group__isnull=False) ^ Q(person__isnull=False)
            ),
            models.CheckConstraint(
                name="assignment_names_staff_or_account", condition=Q(account__isnull=False) | Q(staff__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["account", "kind"]),
            models.Index(fields=["person"]),
            models.Index(fields=["group"]),
        ]
