"""Assessment and support plan: what was found, what is agreed, by whom it was approved."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from mugur.access.models import Account
from mugur.access.records import Scoped
from mugur.access.wall import Wall
from mugur.organisations.models import Organisation
from mugur.people.models import Consent, Group, Person
from mugur.people.models.school import DayRange
from mugur.support.models import Measure

from .notice import Signal


class Assessment(Scoped):
    """The talk after a confirmed signal: strengths and the learner's view first, then the risks."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessments")
    signal = models.ForeignKey(Signal, null=True, on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=8, default="open")
    strengths = models.TextField(default="", blank=True)
    learner_view = models.TextField(default="", blank=True)
    risks = models.JSONField(default=list)
    level = models.CharField(max_length=8, default="", blank=True)
    next_step = models.CharField(max_length=20, default="", blank=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    wall = Wall(link=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-opened_on"]), models.Index(fields=["org_path", "state"])]


class SupportPlan(Scoped):
    """One learner's plan of one school and term; what it says stands in its versions."""

    class State(models.TextChoices):
        DRAFT = "draft"
        IN_FORCE = "in_force"
        SUSPENDED = "suspended"
        CLOSED = "closed"
        VOID = "void"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plans")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    term = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    signal = models.ForeignKey(Signal, null=True, on_delete=models.PROTECT, related_name="plans")
    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.PROTECT, related_name="plans")
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField()
    closed_on = models.DateField(null=True)
    closure = models.CharField(max_length=20, default="", blank=True)
    reason = models.CharField(max_length=240, default="", blank=True)

    wall = Wall(link=True, link_writes=True, ties=("provider", "succession"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_ends_after_it_starts", condition=Q(ends__gte=F("starts"))),
            models.UniqueConstraint(name="plan_of_a_learner_is_numbered", fields=["person", "number"]),
            ExclusionConstraint(
                name="one_plan_at_a_time_per_learner",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        DayRange("starts", "ends", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state__in=["void", "closed"]),
            ),
        ]
        indexes = [
            models.Index(fields=["org_path", "state", "ends", "id"]),
            models.Index(fields=["state", "ends", "id"]),
            models.Index(fields=["person", "-starts"]),
        ]


class PlanVersion(Scoped):
    """What a plan says in one version; approval binds to its hash, the old one runs until the new one is approved."""

    class State(models.TextChoices):
        DRAFT = "draft"
        AT_HEAD = "at_head"
        AT_MUNICIPALITY = "at_municipality"
        APPROVED = "approved"
        RETURNED = "returned"
        SUPERSEDED = "superseded"
        WITHDRAWN = "withdrawn"

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="versions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    strengths = models.TextField(default="", blank=True)
    learner_words = models.TextField(default="", blank=True)
    summary = models.TextField(default="", blank=True)
    hash = models.CharField(max_length=64, default="", blank=True)
    total_cents = models.BigIntegerField(default=0)
    change_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    exceptions = models.JSONField(default=list)
    application = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    returned_comment = models.CharField(max_length=400, default="", blank=True)

    wall = Wall(link=True, link_writes=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_versions_are_numbered", fields=["plan", "number"]),
            models.UniqueConstraint(
                name="one_version_of_a_plan_is_in_force", fields=["plan"], condition=Q(state="approved")
            ),
            models.UniqueConstraint(
                name="one_version_of_a_plan_is_being_agreed",
                fields=["plan"],
                condition=Q(state__in=["draft", "at_head", "at_municipality", "returned"]),
            ),
            models.CheckConstraint(
                name="a_submitted_version_has_its_hash",
                condition=Q(state__in=["draft", "returned", "withdrawn"]) | ~Q(hash=""),
            ),
        ]
        indexes = [models.Index(fields=["org_path", "state", "due_on"]), models.Index(fields=["person"])]


class Goal(Scoped):
    """A goal under its risk: from where to where, until when. ``line`` is the same through all versions."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="goals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    line = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField(default=0)
    risk = models.CharField(max_length=30)
    risk_text = models.CharField(max_length=240, default="", blank=True)
    text = models.CharField(max_length=240)
    measured_by = models.CharField(max_length=40, default="", blank=True)
    baseline = models.CharField(max_length=40, default="", blank=True)
    target = models.CharField(max_length=40, default="", blank=True)
    due = models.DateField(null=True)

    wall = Wall(link=True)
    app_may_delete = True

    class Meta:
        constraints = [models.UniqueConstraint(name="goal_line_stands_once_in_a_version", fields=["version", "line"])]


class PlannedMeasure(Scoped):
    """A measure for a goal: how much, by whom, from when to when, for what money."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="measures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    goal_line = models.UUIDField()
    line = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField(default=0)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT)
    detail = models.CharField(max_length=160, default="", blank=True)
    units = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    cents = models.BigIntegerField(default=0)
    provider = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    provider_name = models.CharField(max_length=120, default="", blank=True)
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT)
    when = models.CharField(max_length=80, default="", blank=True)
    starts = models.DateField()
    ends = models.DateField()
    restricted = models.BooleanField(default=False)
    reason = models.CharField(max_length=240, default="", blank=True)
    paid_elsewhere = models.CharField(max_length=120, default="", db_default="", blank=True)

    wall = Wall(link=True, ties=("provider",))
    app_may_delete = True

    class Meta:
        constraints = [
            models.UniqueConstraint(name="measure_line_stands_once_in_a_version", fields=["version", "line"]),
            models.CheckConstraint(name="planned_measure_ends_after_it_starts", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(name="planned_measure_costs_nothing_or_more", condition=Q(cents__gte=0)),
        ]
        indexes = [models.Index(fields=["line"]), models.Index(fields=["provider"]), models.Index(fields=["group"])]


class Approval(Scoped):
    """A decision of one level on exactly one version, bound to its hash. Append-only; never by the author."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=14)
    decision = models.CharField(max_length=8)
    comment = models.CharField(max_length=400, default="", blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    version_hash = models.CharField(max_length=64)
    lines = models.JSONField(default=list)
    change_cents = models.BigIntegerField(default=0)
    day = models.DateField()
    decided_at = models.DateTimeField(db_default=Now())

    append_only = True
    wall = Wall()

    class Meta:
        constraints = [
            models.CheckConstraint(name="nobody_approves_a_plan_they_wrote", condition=~Q(account=F("author"))),
            models.CheckConstraint(
                name="approval_level_is_school_or_municipality", condition=Q(level__in=["school", "municipality"])
            ),
            models.CheckConstraint(
                name="approval_decides_approve_or_return", condition=Q(decision__in=["approve", "return"])
            ),
            models.CheckConstraint(name="a_returned_plan_says_why", condition=Q(decision="approve") | ~Q(comment="")),
            models.UniqueConstraint(
                name="a_level_approves_a_fingerprint_once",
                fields=["version", "level", "version_hash"],
                condition=Q(decision="approve"),
            ),
        ]
        indexes = [models.Index(fields=["org_path", "-day"]), models.Index(fields=["person"])]
