"""Figures that were published, or shown for a demonstration, brought in with their source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from unicodedata import combining, normalize

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.organisations.models import Organisation

from . import access
from .models import FlowRow
from .rollup import COUNTS


@action(access.BRING_IN, audit="statistics.figures.brought_in")
def bring_in(
    country: Organisation, *, by: Who, on: date, school_year: str, rows: Iterable[Mapping[str, Any]], source: str
) -> Organisation:
    """Replaces the published figures of one school year of a country; every total must be the sum of its parts.

    A row names path, level, name, sort_key, area_code, takes_part, published and the counts.
    """
    made = [_row(row, school_year, source, on) for row in rows]
    if any(not row.path.startswith(country.path) for row in made):
        raise RuleBroken("statistics.other_country")
    _check_sums(made)
    old = FlowRow.objects.filter(path__startswith=country.path, school_year=school_year)
    old.filter(origin=FlowRow.Origin.PUBLICATION).delete()
    FlowRow.objects.bulk_create(made)
    return country


def _row(row: Mapping[str, Any], school_year: str, source: str, on: date) -> FlowRow:
    parts = str(row["path"]).rstrip(".").split(".")
    given = {name: row.get(name) for name in COUNTS}
    return FlowRow(
        path=row["path"], parent=".".join(parts[:-1]) + "." if len(parts) > 1 else "", level=row["level"],
        name=row["name"], sort_key=row.get("sort_key") or plain(str(row["name"])),
        area_code=row.get("area_code", ""), school_year=school_year, term=0, origin=FlowRow.Origin.PUBLICATION,
        takes_part=row.get("takes_part", True), published=list(row.get("published", ())),
        demonstration=row.get("demonstration", False), source=source, released_on=row.get("released_on"), as_of=on,
        **given,
    )  # fmt: skip


def plain(name: str) -> str:
    """A name without its signs, for an order that does not put Ādaži after Zilupe."""
    return "".join(c for c in normalize("NFKD", name.casefold()) if not combining(c))


def _check_sums(rows: list[FlowRow]) -> None:
    """A total that is not the sum of its parts could be read as a difference, so it is refused."""
    for row in rows:
        parts = [part for part in rows if part.parent == row.path]
        if not parts:
            continue
        for name in COUNTS[:-1]:
            whole = getattr(row, name)
            if whole is not None and whole != sum(getattr(part, name) or 0 for part in parts):
                raise RuleBroken("statistics.sum", place=row.name, step=name)
