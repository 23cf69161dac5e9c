"""The Latvian catalogue of measures: what a school may put into a plan, with unit, limit and evidence.

Rates and limits of the regulation could not be read in full: a rate stays unknown until a person enters
it with its source, and the limits here are a demonstration's own. Nothing in it is marked verified.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from mugur.access.action import batch
from mugur.access.who import Who
from mugur.organisations.models import Organisation

from . import access
from .models import Measure

FILE = Path(__file__).with_name("measures_lv.json")


def rows() -> Iterator[dict[str, Any]]:
    """The catalogue as it stands in the file."""
    yield from json.loads(FILE.read_text(encoding="utf-8"))["measures"]


def load(country: Organisation, *, by: Who, on: date) -> dict[str, Measure]:
    """Brings the catalogue in, once; a measure that is already there keeps what a person entered."""
    access.CHANGE_MEASURE.require(by, country)
    known = {measure.code: measure for measure in Measure.objects.all()}
    fields = {f.name for f in Measure._meta.concrete_fields}
    with batch("support.catalogue.loaded", by=by, on=on, path=country.path, right=access.CHANGE_MEASURE):
        for row in rows():
            if row["code"] not in known:
                made = Measure(**{k: v for k, v in row.items() if k in fields}, starts=date(2017, 3, 1))
                made.save()
                known[made.code] = made
    return known
