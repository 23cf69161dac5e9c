"""Imports: what came in, what was found, and which learners a file no longer names."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from mugur.access.records import Scoped
from mugur.access.wall import Wall
from mugur.organisations.models import Organisation

from .person import Person


class ImportBatch(Scoped):
    """One file brought in, or tried: its state, counts and report."""

    class State(models.TextChoices):
        SENT = "sent"
        READING = "reading"
        CHECKING = "checking"
        YOUR_TURN = "your_turn"
        BRINGING_IN = "bringing_in"
        DONE = "done"
        STOPPED = "stopped"
        FAILED = "failed"

    kind = models.CharField(max_length=20)
    source_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, default="")
    stored = models.CharField(max_length=80, default="")
    file_date = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENT)
    rows = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    job_uuid = models.UUIDField(null=True)
    account_id = models.BigIntegerField(null=True)
    day = models.DateField()
    created_at = models.DateTimeField(db_default=Now())

    wall = Wall(person="")

    class Meta:
        indexes = [models.Index(fields=["org_path", "-id"])]


class ImportFinding(Scoped):
    """One finding of a batch: where, what, by which rule, and how to mend it. Values are masked."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="findings")
    file = models.CharField(max_length=120)
    row = models.IntegerField(null=True)
    column = models.CharField(max_length=80, default="")
    field = models.CharField(max_length=80, default="")
    value = models.CharField(max_length=240, default="")
    rule = models.CharField(max_length=80)
    level = models.CharField(max_length=8)
    fix = models.CharField(max_length=240, default="")
    facts = models.JSONField(default=dict)
    decision = models.CharField(max_length=20, default="")

    wall = Wall(person="")
    app_may_delete = True

    class Meta:
        indexes = [models.Index(fields=["batch", "rule"])]


class MissingLearner(Scoped):
    """A learner whom the newest full file of the source no longer names; a person decides, nothing ends by itself."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="missing")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    decision = models.CharField(max_length=12, default="")
    decided_on = models.DateField(null=True)
    account_id = models.BigIntegerField(null=True)

    wall = Wall()


class TransferCase(Scoped):
    """One side of a personal code met at two bodies: a move, or one person twice; each side answers its own row.

    ``mark`` is common to both sides and tells neither who the other is. Nothing is merged by a match.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=32)
    scheme = models.CharField(max_length=20)
    found_on = models.DateField()
    answer = models.CharField(max_length=12, default="")
    answered_on = models.DateField(null=True)
    account_id = models.BigIntegerField(null=True)

    #: The importing side writes the row of the other side without ever seeing that person.
    wall = Wall(open_insert=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="side_of_a_case_is_known_once", fields=["mark", "person"])]
