"""What comes with the product: the catalogue of measures, the published programmes, the indicators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connections

from mugur.access.reach import Reach, scope
from mugur.access.who import Who, machine
from mugur.fund import seed as programmes
from mugur.organisations.models import Organisation
from mugur.prevention import seed as indicators
from mugur.support import catalogue

WORLD = Reach.of(["lv.", "ro.", "hu.", "se.", "eu."])


def loader(on: date) -> Who:
    """The machine that loads a demonstration."""
    return machine("demo", on=on, paths=WORLD.paths)


@contextmanager
def everywhere(on: date) -> Iterator[Who]:
    """One transaction that reaches all countries, with the time that a load needs."""
    with scope(WORLD, on=on):
        with connections["default"].cursor() as cursor:
            cursor.execute("set local statement_timeout = 0")
            cursor.execute("set local idle_in_transaction_session_timeout = 0")
        yield loader(on)


def load(on: date) -> dict[str, int]:
    """Brings everything in that the product ships; gives the measures by their codes."""
    with everywhere(on) as who:
        latvia = Organisation.objects.get(path="lv.")
        measures = catalogue.load(latvia, by=who, on=on)
        indicators.load_indicator_sets(by=who, on=on)
        programmes.load_programmes(by=who, on=on)
        programmes.load_demonstration(by=who, on=on)
    return {code: measure.pk for code, measure in measures.items()}
