"""Accounts, the audit chain, reads, denied attempts, links, jobs: the kernel's own records."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .records import PathField, Record
from .wall import Wall


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by their address in lower case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """A means to sign in. One person has one account; rights come from memberships only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    last_login = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_address_is_lower_case", condition=Q(email=models.functions.Lower("email"))
            )
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"


class Installation(models.Model):
    """One row: is this database a demonstration, and which day does it stand on."""

    mode = models.CharField(max_length=12, default="production")
    day = models.DateField(null=True)
    loaded_at = models.DateTimeField(null=True)
    seed = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="installation_is_demo_or_production", condition=Q(mode__in=["demo", "production"])
            ),
            models.CheckConstraint(name="there_is_one_installation", condition=Q(id=1)),
        ]


class AuditStream(models.Model):
    """The head of one chain of audit entries."""

    name = models.CharField(max_length=80, unique=True, db_collation="C")
    seq = models.BigIntegerField(default=0)
    head = models.BinaryField(default=b"")


class AuditEntry(models.Model):
    """What happened: who, as what, by which right, to which thing; append-only, hash-chained."""

    stream = models.CharField(max_length=80, db_collation="C")
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    event = models.CharField(max_length=80)
    right = models.CharField(max_length=80, default="")
    actor = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=60, default="")
    thing = models.CharField(max_length=60, default="")
    thing_uuid = models.UUIDField(null=True)
    person_id = models.BigIntegerField(null=True)
    org_path = PathField(default="")
    data = models.JSONField(default=dict)
    previous = models.BinaryField()
    hash = models.BinaryField()

    append_only = True
    wall = Wall(person="", open_insert=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="audit_entries_of_a_stream_are_counted")]
        indexes = [
            models.Index(fields=["org_path", "-id"]),
            models.Index(fields=["person_id", "-id"]),
            models.Index(fields=["thing_uuid"]),
        ]


class ReadEntry(models.Model):
    """Somebody was shown a person: when, on which page, on what ground. Append-only."""

    at = models.DateTimeField(db_default=Now())
    day = models.DateField()
    person_id = models.BigIntegerField()
    org_path = PathField()
    actor = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=60, default="")
    page = models.CharField(max_length=80)
    ground = models.CharField(max_length=80, default="")
    shown = models.PositiveIntegerField(default=1)

    append_only = True
    wall = Wall(link=True, open_insert=True)

    class Meta:
        indexes = [models.Index(fields=["person_id", "-id"]), models.Index(fields=["org_path", "-id"])]


class DeniedAttempt(models.Model):
    """Somebody tried what they may not; written outside the transaction that was rolled back."""

    at = models.DateTimeField(db_default=Now())
    day = models.DateField()
    actor = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True)
    right = models.CharField(max_length=80, default="")
    code = models.CharField(max_length=80)
    page = models.CharField(max_length=200, default="")
    org_path = PathField(default="")

    append_only = True
    wall = Wall(person="", open_insert=True)


class Link(models.Model):
    """A key for one act on one thing for one person outside, until a day. Only its hash is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.BinaryField(unique=True)
    purpose = models.CharField(max_length=60)
    person_id = models.BigIntegerField()
    subject = models.CharField(max_length=80, default="")
    recipient_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=5, default="en")
    not_before = models.DateField()
    expires_on = models.DateField()
    uses_left = models.PositiveIntegerField(default=1)
    revoked_on = models.DateField(null=True)
    issued_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    org_path = PathField()
    created_at = models.DateTimeField(db_default=Now())
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["person_id", "purpose"])]
        constraints = [
            models.CheckConstraint(
                name="link_ends_after_it_begins", condition=Q(expires_on__gte=models.F("not_before"))
            )
        ]


class Hold(Record):
    """A legal hold: identity is kept although its term is over; set by one person, confirmed by another."""

    person_id = models.BigIntegerField()
    org_path = PathField()
    ground = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField(null=True)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    wall = Wall(checks_person=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hold_is_confirmed_by_another_person",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("asked_by")),
            )
        ]


class Job(models.Model):
    """Long work: who asked, under which right, how far it is, how it ended. Arguments are ids only."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        REFUSED = "refused"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    right = models.CharField(max_length=80, default="")
    org_path = PathField()
    day = models.DateField()
    args = models.JSONField(default=dict)
    phase = models.CharField(max_length=60, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict)
    reference = models.CharField(max_length=16, default="")
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    wall = Wall(person="")

    class Meta:
        indexes = [models.Index(fields=["org_path", "-id"])]
