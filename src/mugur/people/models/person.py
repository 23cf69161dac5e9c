"""A person, once; guardians and organisations connected to the person for a span."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from mugur.access.records import PathField, Record, Scoped
from mugur.access.wall import Wall
from mugur.organisations.models import Organisation


class Person(Record):
    """A human being in the register; ``home_path`` is the body responsible for the record."""

    class Kind(models.TextChoices):
        LEARNER = "learner"
        GUARDIAN = "guardian"
        STAFF = "staff"

    home_path = PathField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=240, db_collation="C")
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, default="", blank=True)
    language = models.CharField(max_length=5, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    protected = models.BooleanField(default=False)
    account_id = models.BigIntegerField(null=True)
    source_org = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    source_id = models.CharField(max_length=120, default="")
    synthetic = models.BooleanField(default=False)
    erased_on = models.DateField(null=True)

    wall = Wall(path="home_path", person="id", link=True, ties=("provider", "host", "adviser", "partner", "succession"))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="person_has_one_home", fields=["id", "home_path"]),
            models.UniqueConstraint(
                name="person_of_a_source_is_known_once",
                fields=["source_org", "source_id"],
                condition=Q(source_org__isnull=False) & ~Q(source_id=""),
            ),
            models.UniqueConstraint(
                name="account_belongs_to_one_person", fields=["account_id"], condition=Q(account_id__isnull=False)
            ),
            models.CheckConstraint(name="person_sex_is_f_m_n_or_unknown", condition=Q(sex__in=["f", "m", "n", ""])),
        ]
        indexes = [
            models.Index(fields=["home_path", "kind", "sort_key", "id"], name="person_by_home"),
            models.Index(fields=["kind", "sort_key", "id"], name="person_by_name"),
        ]

    @property
    def person_id(self) -> int:
        return int(self.pk)

    @property
    def org_path(self) -> str:
        return self.home_path

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def age_on(self, day: date) -> int | None:
        """Full years on ``day``; born on 29 February counts from 1 March in other years."""
        if self.birth_date is None:
            return None
        before = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before

    def is_adult_on(self, day: date) -> bool:
        age = self.age_on(day)
        return age is not None and age >= 18


class Tie(Record):
    """An organisation connected to a person otherwise than by home: provider, host, adviser, partner."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties")
    home_path = PathField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    kind = models.CharField(max_length=20)
    starts = models.DateField()
    ends = models.DateField(null=True)

    #: Seen from both ends, opened only from the home end; asking the person here would recurse.
    wall = Wall(also_path="home_path", write_path="home_path", checks_person=False)

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "kind"]),
            models.Index(fields=["person"]),
            models.Index(fields=["home_path"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="tie_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            )
        ]


class Guardianship(Scoped):
    """A guardian of a learner for a span, with what the guardian may do; restrictions win at once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wards")
    kind = models.CharField(max_length=20, default="parent")
    legal_basis = models.CharField(max_length=120, default="")
    may_view = models.BooleanField(default=True)
    may_sign = models.BooleanField(default=True)
    restricted_on = models.DateField(null=True)
    starts = models.DateField()
    ends = models.DateField(null=True)

    wall = Wall(link=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="guardianship_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            ),
            models.CheckConstraint(name="nobody_is_their_own_guardian", condition=~Q(person=F("guardian"))),
        ]
        indexes = [models.Index(fields=["guardian"])]

    def runs_on(self, day: date) -> bool:
        """True while the guardianship runs and no restriction stands."""
        ended = self.ends is not None and day > self.ends
        restricted = self.restricted_on is not None and day >= self.restricted_on
        return self.starts <= day and not ended and not restricted


class Document(Scoped):
    """An uploaded paper: checked, encrypted on disk under a random name, served only through a right."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80)
    kid = models.CharField(max_length=16, default="")
    state = models.CharField(max_length=12, default="quarantined")
    uploaded_at = models.DateTimeField(db_default=Now())
    account_id = models.BigIntegerField(null=True)

    wall = Wall(link=True, link_writes=True)


class Consent(Scoped):
    """A guardian's or adult learner's application, agreement, question or objection, with its method."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    answer = models.CharField(max_length=12)
    signer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=12)
    method = models.CharField(max_length=12)
    about = models.CharField(max_length=80, default="")
    text_hash = models.CharField(max_length=64, default="")
    comment = models.TextField(default="", blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT)
    given_on = models.DateField()
    given_at = models.DateTimeField(db_default=Now())
    until = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    wall = Wall(link=True, link_writes=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose"]), models.Index(fields=["about"])]
        constraints = [
            models.CheckConstraint(
                name="consent_answer_is_agree_ask_or_object", condition=Q(answer__in=["agree", "ask", "object"])
            )
        ]
