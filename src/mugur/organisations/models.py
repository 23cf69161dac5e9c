"""The tree of bodies: state, region, municipality, school and the rest; places; memberships."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mugur.access.models import Account
from mugur.access.records import PathField, Record


class Organisation(Record):
    """A body in the tree. ``path`` ends in a dot and starts with the parent's path."""

    class Kind(models.TextChoices):
        STATE = "state"
        REGION = "region"
        MUNICIPALITY = "municipality"
        SCHOOL = "school"
        EMPLOYER = "employer"
        INFORMATION_POINT = "information_point"
        CULTURAL_CENTRE = "cultural_centre"
        NGO = "ngo"
        PROVIDER = "provider"
        RECEIVING_PARTNER = "receiving_partner"
        OTHER = "other"

    path = PathField(unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, default="", blank=True)
    names = models.JSONField(default=dict, blank=True)
    sort_key = models.CharField(max_length=240, default="", db_collation="C")
    area = models.ForeignKey("Area", null=True, on_delete=models.PROTECT)
    school_type = models.CharField(max_length=20, default="", blank=True)
    takes_part_since = models.DateField(null=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    source_system = models.CharField(max_length=40, default="")
    source_id = models.CharField(max_length=120, default="")
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_path_ends_in_a_dot", condition=Q(path__regex=r"^([a-z0-9]+[.])+$")
            ),
            models.CheckConstraint(
                name="organisation_ends_after_it_starts",
                condition=Q(ends__isnull=True) | Q(starts__isnull=True) | Q(ends__gte=F("starts")),
            ),
            models.UniqueConstraint(
                name="organisation_of_a_source_is_known_once",
                fields=["source_system", "source_id", "country"],
                condition=~Q(source_id=""),
            ),
        ]
        indexes = [models.Index(fields=["kind", "path"])]

    def __str__(self) -> str:
        return self.name

    @property
    def org_path(self) -> str:
        """The tree's own path: an organisation is responsible for itself."""
        return self.path


class OrganisationIdentifier(Record):
    """A national or fund number of a body, with its scheme and span."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=30)
    value = models.CharField(max_length=60)
    source = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="organisation_number_is_unique_in_its_scheme", fields=["scheme", "value"])
        ]


class Area(models.Model):
    """A territorial unit: NUTS, LAU, municipality or settlement, with the span in which it existed."""

    country = models.CharField(max_length=2)
    scheme = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    tile_row = models.SmallIntegerField(null=True)
    tile_col = models.SmallIntegerField(null=True)
    population = models.IntegerField(null=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    source = models.CharField(max_length=240, default="")
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="area_code_is_unique_in_its_scheme", fields=["scheme", "code"])]


class Site(Record):
    """One physical place of an organisation; not the web site."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=240, default="")
    postcode = models.CharField(max_length=12, default="")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)


class Membership(Record):
    """An account's role in an organisation for a time; rights come from nothing else."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40)
    starts = models.DateField()
    ends = models.DateField(null=True)
    given_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            ),
            models.CheckConstraint(
                name="nobody_gives_a_role_to_themselves", condition=Q(given_by__isnull=True) | ~Q(given_by=F("account"))
            ),
        ]
        indexes = [models.Index(fields=["account", "starts"])]

    @property
    def org_path(self) -> str:
        return self.organisation.path
