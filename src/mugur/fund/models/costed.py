"""What something costs and who pays: whole cents of one currency, each of them perhaps unknown."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mugur.access.records import Record


class Costed(Record):
    """Total, Union and other money in whole cents. ``None`` is "not in the published record", never zero."""

    currency = models.CharField(max_length=3, default="", blank=True)
    total_cents = models.BigIntegerField(null=True)
    eu_cents = models.BigIntegerField(null=True)
    national_cents = models.BigIntegerField(null=True)
    eu_share = models.DecimalField(max_digits=11, decimal_places=10, null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_parts_add_up_to_the_total",
                condition=Q(total_cents__isnull=True) | Q(eu_cents__isnull=True) | Q(national_cents__isnull=True)
                | Q(total_cents=F("eu_cents") + F("national_cents")),
            ),
            models.CheckConstraint(
                name="%(class)s_eu_share_is_between_none_and_all",
                condition=Q(eu_share__isnull=True) | Q(eu_share__gte=0, eu_share__lte=1),
            ),
            models.CheckConstraint(
                name="%(class)s_amounts_name_their_currency",
                condition=~Q(currency="")
                | Q(total_cents__isnull=True, eu_cents__isnull=True, national_cents__isnull=True),
            ),
        ]  # fmt: skip
