"""An operation as it was published, with its partners, targets, days, notes and versions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mugur.access.records import Record
from mugur.organisations.models import Organisation

from .costed import Costed
from .programme import Portfolio, Programme


class Operation(Costed):
    """A project selected under a programme. ``code`` stands verbatim; ``key`` is the part that is unique."""

    class ParticipantMode(models.TextChoices):
        INDIVIDUAL = "individual"
        ESTIMATE = "target_group_estimate"
        NONE = "none"

    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=120, default="", blank=True)
    key = models.CharField(max_length=60, unique=True)
    acronym = models.CharField(max_length=40, default="", blank=True)
    names = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="operations")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="operations")
    owner = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="operations_owned")
    call = models.CharField(max_length=20, default="", blank=True)
    priority = models.CharField(max_length=20, default="", blank=True)
    area = models.CharField(max_length=20, default="", blank=True)
    policy_objective = models.CharField(max_length=20, default="", blank=True)
    specific_objective = models.CharField(max_length=20, default="", blank=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    participant_mode = models.CharField(max_length=24, choices=ParticipantMode.choices)
    participants = models.PositiveIntegerField(null=True)
    country = models.CharField(max_length=2)
    nuts = models.CharField(max_length=5, default="", blank=True)
    region = models.CharField(max_length=80, default="", blank=True)
    postcode = models.CharField(max_length=12, default="", blank=True)
    place = models.CharField(max_length=80, default="", blank=True)
    intervention_types = models.JSONField(default=list)
    secondary_themes = models.JSONField(default=dict)
    strategic_importance = models.BooleanField(null=True)
    links = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    source = models.CharField(max_length=200, default="")
    verified = models.BooleanField(default=False)
    public_since = models.DateField(null=True)
    search_text = models.TextField(default="", blank=True)

    class Meta(Costed.Meta):
        ordering = ["portfolio__position", "key"]
        constraints = [
            *Costed.Meta.constraints,
            models.CheckConstraint(
                name="operation_ends_after_it_starts",
                condition=Q(ends__isnull=True) | Q(starts__isnull=True) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="operation_without_participants_counts_none",
                condition=~Q(participant_mode="none") | Q(participants__isnull=True) | Q(participants=0),
            ),
            models.UniqueConstraint(
                name="operation_code_is_known_once", fields=["programme", "code"], condition=~Q(code="")
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["country", "programme"])]

    def __str__(self) -> str:
        return self.code or self.slug


class Partnership(Record):
    """A body's part in an operation; ``name`` alone where the body is not in the tree."""

    class Role(models.TextChoices):
        LEAD = "lead"
        PARTNER = "partner"
        SCHOOL = "school"
        MEMBER = "member"

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="partnerships")
    name = models.CharField(max_length=200, default="", blank=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    place = models.CharField(max_length=80, default="", blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="partnership_names_a_body", condition=Q(organisation__isnull=False) | ~Q(name="")
            ),
            models.UniqueConstraint(
                name="partner_has_one_part_in_an_operation",
                fields=["operation", "organisation", "role"], condition=Q(organisation__isnull=False),
            ),
        ]  # fmt: skip


class Target(Record):
    """What was promised and what is reached. ``missing`` happened but cannot be counted yet.

    A target belongs to one operation, or to a portfolio when it was published for all its operations.
    """

    operation = models.ForeignKey(Operation, null=True, on_delete=models.PROTECT, related_name="targets")
    portfolio = models.ForeignKey(Portfolio, null=True, on_delete=models.PROTECT, related_name="targets")
    code = models.CharField(max_length=20, default="", blank=True)
    names = models.JSONField(default=dict)
    target = models.PositiveIntegerField()
    reached = models.PositiveIntegerField(null=True)
    milestone = models.PositiveIntegerField(null=True)
    milestone_on = models.DateField(null=True)
    missing = models.PositiveIntegerField(default=0)
    missing_hidden = models.BooleanField(default=False)
    counted_on = models.DateField(null=True)
    persons = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="target_belongs_to_an_operation_or_to_a_portfolio",
                condition=Q(operation__isnull=False, portfolio__isnull=True)
                | Q(operation__isnull=True, portfolio__isnull=False),
            ),
            models.CheckConstraint(
                name="hidden_missing_persons_carry_no_number", condition=Q(missing_hidden=False) | Q(missing=0)
            ),
            models.CheckConstraint(
                name="target_of_persons_hides_one_to_four_missing",
                condition=Q(persons=False) | Q(missing=0) | Q(missing__gte=5),
            ),
            models.CheckConstraint(
                name="target_of_persons_hides_one_to_four_reached",
                condition=Q(persons=False) | Q(reached__isnull=True) | Q(reached=0) | Q(reached__gte=5),
            ),
        ]  # fmt: skip


class OperationDay(Record):
    """A dated fact or decision of an operation: first learners, evaluation opened, closed."""

    class Kind(models.TextChoices):
        EVENT = "event"
        IN_SERVICE = "in_service"
        FOLLOW_UP_CLOSED = "follow_up_closed"
        EVALUATION_OPENED = "evaluation_opened"
        EVALUATION_CLOSED = "evaluation_closed"

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="days")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    day = models.DateField()
    names = models.JSONField(default=dict, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["day", "id"]
        constraints = [models.UniqueConstraint(name="operation_day_is_told_once", fields=["operation", "kind", "day"])]


class OperationNote(Record):
    """What a rule noticed in the published record, kept beside the fact it is about."""

    class Level(models.TextChoices):
        WARNING = "warning"
        NOTE = "note"

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="notes")
    rule = models.CharField(max_length=40)
    level = models.CharField(max_length=8, choices=Level.choices)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="rule_is_noted_once", fields=["operation", "rule"])]


class OperationVersion(Record):
    """What was changed in a published record, and when; a correction stays marked for ever."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    day = models.DateField()
    changes = models.JSONField(default=dict)
    correction = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)

    append_only = True

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="versions_of_an_operation_are_counted", fields=["operation", "number"])
        ]
