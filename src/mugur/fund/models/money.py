"""Lines of money beneath the published sums: who pays, for what, how certain."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mugur.access.records import Record

from .operation import Operation
from .programme import Portfolio


class BudgetLine(Record):
    """An amount by source and certainty. ``category`` is empty for the sum of all categories.

    Lines marked ``demonstration`` are invented for the demonstration and never published as a fact.
    """

    class Source(models.TextChoices):
        UNION = "union"
        NATIONAL = "national"
        OWN = "own"
        NATIONAL_AND_OWN = "national_and_own"

    class Certainty(models.TextChoices):
        PLANNED = "planned"
        SPENT = "spent"
        PROVEN = "proven"

    operation = models.ForeignKey(Operation, null=True, on_delete=models.PROTECT, related_name="lines")
    portfolio = models.ForeignKey(Portfolio, null=True, on_delete=models.PROTECT, related_name="lines")
    category = models.CharField(max_length=40, default="", blank=True)
    source = models.CharField(max_length=20, choices=Source.choices)
    certainty = models.CharField(max_length=10, choices=Certainty.choices)
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="budget_line_belongs_to_an_operation_or_to_a_portfolio",
                condition=Q(operation__isnull=False, portfolio__isnull=True)
                | Q(operation__isnull=True, portfolio__isnull=False),
            ),
            models.CheckConstraint(name="budget_line_is_not_negative", condition=Q(cents__gte=0)),
            models.UniqueConstraint(
                name="budget_line_of_an_operation_is_told_once",
                fields=["operation", "category", "source", "certainty"], condition=Q(operation__isnull=False),
            ),
            models.UniqueConstraint(
                name="budget_line_of_a_portfolio_is_told_once",
                fields=["portfolio", "category", "source", "certainty"], condition=Q(portfolio__isnull=False),
            ),
        ]  # fmt: skip
