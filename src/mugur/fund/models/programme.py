"""Funds, their programmes, and the portfolios whose operations are published together."""

from __future__ import annotations

from django.db import models

from mugur.access.records import Record

from .costed import Costed


class Fund(Record):
    """A fund of the European Union. One fund in two periods is two rows, because its codes differ."""

    code = models.CharField(max_length=20, unique=True)
    short_name = models.CharField(max_length=20)
    names = models.JSONField(default=dict)
    period = models.CharField(max_length=9, default="", blank=True)

    def __str__(self) -> str:
        return self.code


class Programme(Record):
    """What a fund pays in one country in one period. ``cci`` stands exactly as it was published."""

    code = models.CharField(max_length=40, unique=True)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="programmes")
    country = models.CharField(max_length=2)
    names = models.JSONField(default=dict)
    cci = models.CharField(max_length=15, default="", blank=True)
    cci_note = models.CharField(max_length=40, default="", blank=True)
    source = models.CharField(max_length=200, default="")
    verified = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class Portfolio(Costed):
    """Operations that are led, and may be published, as one: a card of the front page.

    Its money is what was published for all its operations together; no operation owns a part of it.
    """

    slug = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField()
    names = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    regions = models.JSONField(default=dict)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="portfolios")
    figure = models.PositiveIntegerField(null=True)
    figure_names = models.JSONField(default=dict)
    codes = models.CharField(max_length=120, default="", blank=True)
    source = models.CharField(max_length=200, default="")
    verified = models.BooleanField(default=False)

    class Meta(Costed.Meta):
        ordering = ["position"]

    def __str__(self) -> str:
        return self.slug
