"""Indicators authored by people, their results with the inputs that triggered them, and signals."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from mugur.access.models import Account
from mugur.access.records import PathField, Record, Scoped
from mugur.access.wall import Wall
from mugur.people.models import Person
from mugur.prevention.rules.indicators import ALLOWED, check_inputs


class Level(models.TextChoices):
    WATCH = "watch"
    ACT = "act"


class IndicatorDefinition(Record):
    """What is looked at; ``formula`` names one of the formulas of :mod:`mugur.prevention.indicators`."""

    code = models.CharField(max_length=40, unique=True)
    formula = models.CharField(max_length=40)
    names = models.JSONField()
    explains = models.JSONField(default=dict)
    unit = models.CharField(max_length=20)
    country = models.CharField(max_length=2, default="")


class IndicatorVersion(Record):
    """The cuts of an indicator from a day on, for the programme or stricter for one school."""

    definition = models.ForeignKey(IndicatorDefinition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    scope_path = PathField()
    watch = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    act = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    direction = models.CharField(max_length=8, default="at_least")
    window_days = models.PositiveIntegerField()
    minimum = models.PositiveIntegerField(default=0)
    grows_by = models.DecimalField(max_digits=8, decimal_places=2, default=4)
    answer_days = models.PositiveIntegerField(default=7)
    parameters = models.JSONField(default=dict)
    inputs = models.JSONField(default=list)
    legal_basis = models.CharField(max_length=240)
    source = models.CharField(max_length=240, default="")
    verified = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True)
    made_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="version_of_an_indicator_is_numbered", fields=["definition", "scope_path", "number"]
            ),
            models.CheckConstraint(
                name="indicator_direction_is_at_least_or_below", condition=Q(direction__in=["at_least", "below"])
            ),
            models.CheckConstraint(name="indicator_has_a_cut", condition=Q(watch__isnull=False) | Q(act__isnull=False)),
            models.CheckConstraint(
                name="indicator_is_approved_by_another_person",
                condition=Q(approved_by__isnull=True) | Q(made_by__isnull=True) | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="indicator_version_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            ),
            models.CheckConstraint(
                name="indicator_reads_only_what_it_may", condition=Q(inputs__contained_by=list(ALLOWED))
            ),
        ]

    @property
    def org_path(self) -> str:
        return self.scope_path

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_inputs(self.inputs)
        super().save(*args, **kwargs)


class IndicatorRun(Record):
    """One set-wise run over the facts of some paths, as of a day."""

    on = models.DateField()
    org_path = PathField()
    counts = models.JSONField(default=dict)
    milliseconds = models.IntegerField(default=0)
    ran_at = models.DateTimeField(db_default=Now())


class IndicatorResult(models.Model):
    """A learner at or beyond a cut on a day, with the inputs; below the cuts nothing is kept."""

    run = models.ForeignKey(IndicatorRun, on_delete=models.PROTECT, related_name="results")
    version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    on = models.DateField()
    level = models.CharField(max_length=6, choices=Level.choices)
    value = models.DecimalField(max_digits=8, decimal_places=2)
    inputs = models.JSONField(default=dict)

    append_only = True
    wall = Wall()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="result_of_a_run_is_known_once", fields=["run", "version", "person"])
        ]
        indexes = [models.Index(fields=["org_path", "on"]), models.Index(fields=["person", "on"])]


class ObservationSheet(Scoped):
    """What a teacher noticed without any data system: yes/no signs and a sentence."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    day = models.DateField()
    signs = models.JSONField(default=list)
    text = models.CharField(max_length=400, default="", blank=True)

    wall = Wall(link=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-day"]), models.Index(fields=["org_path", "-day"])]


class Signal(Scoped):
    """Something that a person has to look at and answer before a day."""

    class Origin(models.TextChoices):
        RULE = "rule"
        OBSERVATION = "observation"
        OWN_REQUEST = "own_request"
        GUARDIAN = "guardian"

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        WITHDRAWN = "withdrawn"

    class Answer(models.TextChoices):
        CONCERN = "concern"
        NOT_A_CONCERN = "not_a_concern"
        SUPPORTED = "supported"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signals")
    origin = models.CharField(max_length=12, choices=Origin.choices)
    definition = models.ForeignKey(IndicatorDefinition, null=True, on_delete=models.PROTECT)
    version = models.ForeignKey(IndicatorVersion, null=True, on_delete=models.PROTECT)
    sheet = models.ForeignKey(ObservationSheet, null=True, on_delete=models.PROTECT)
    level = models.CharField(max_length=6, choices=Level.choices)
    value = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    inputs = models.JSONField(default=dict)
    request_text = models.CharField(max_length=400, default="", blank=True)
    noticed_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=14, choices=Answer.choices, default="", blank=True)
    reason_code = models.CharField(max_length=30, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    first_step = models.CharField(max_length=40, default="", blank=True)
    supported_by = models.CharField(max_length=80, default="", blank=True)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)
    handed_to = models.CharField(max_length=30, default="", blank=True)
    objected_on = models.DateField(null=True)
    reopened_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    wall = Wall(link=True, link_writes=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answered_signal_has_a_person_and_a_day",
                condition=Q(state="answered", answered_by__isnull=False, answered_on__isnull=False) & ~Q(answer="")
                | ~Q(state="answered"),
            ),
            models.CheckConstraint(
                name="not_a_concern_gives_its_reason",
                condition=~Q(answer="not_a_concern") | (~Q(reason_code="") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="already_supported_names_what_supports", condition=~Q(answer="supported") | ~Q(supported_by="")
            ),
            models.UniqueConstraint(
                name="one_open_signal_per_learner_and_indicator",
                fields=["person", "definition"],
                condition=Q(state="open", definition__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["org_path", "state", "due_on", "id"]),
            models.Index(fields=["state", "due_on", "id"]),
            models.Index(fields=["person", "-noticed_on"]),
        ]


class SignalEvent(models.Model):
    """What happened to a signal: noticed, grew, answered, handed on, reopened, withdrawn, objected. Append-only."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    day = models.DateField()
    kind = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    text = models.CharField(max_length=400, default="")
    account_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    append_only = True
    wall = Wall(link=True, link_writes=True)

    class Meta:
        indexes = [models.Index(fields=["signal", "id"]), models.Index(fields=["person", "day"])]
