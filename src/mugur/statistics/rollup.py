"""Counts the flow anew from the record: schools by the facts, everything above by adding up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

from mugur.access.action import batch
from mugur.access.reach import Reach
from mugur.access.who import Who, machine
from mugur.organisations.models import Organisation
from mugur.prevention import facts

from . import access
from .models import FlowRow

COUNTS = (
    "identified", "answered", "on_time", "planned", "delivered", "reviewed", "enrolled", "left_known", "minutes",
)  # fmt: skip
Key = tuple[str, str, int]


def run(on: date, paths: Sequence[str], *, by: Who | None = None) -> int:
    """Replaces the record's rows at, under and above these paths, as known on the day; returns how many.

    It runs in the scope of its caller, which must reach the paths.
    """
    kept = Reach.of(paths).paths
    by = by or machine("rollup", on=on, paths=kept)
    bodies = {body.path: body for body in Organisation.objects.filter(kind__in=("state", "municipality", "school"))}
    for path in kept:
        if path in bodies:
            access.ROLL_UP.require(by, bodies[path])
    place = kept[0] if kept else "house."
    with batch("statistics.flow.counted", by=by, on=on, path=place, right=access.ROLL_UP) as acting:
        under = _schools(facts.flow(kept, on=on))
        schools = {path for path, body in bodies.items() if body.kind == "school"}
        rows = [_row(key, counts, bodies[key[0]], on) for key, counts in under.items() if key[0] in schools]
        FlowRow.objects.filter(Reach(kept).q("path"), origin=FlowRow.Origin.RECORD).delete()
        FlowRow.objects.bulk_create(rows)
        rows += _above(kept, bodies, on)
        acting.counts["statistics.flowrow"] = len(rows)
    return len(rows)


def _schools(found: Iterable[facts.Flow]) -> dict[Key, dict[str, int]]:
    """Each school's terms, and its whole years added up from them."""
    made: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for flow in found:
        counts = asdict(flow)
        for term in (flow.term, 0):
            into = made[flow.path, flow.school_year, term]
            for name in COUNTS:
                into[name] += counts[name]
    return made


def _row(key: Key, counts: dict[str, int], body: Organisation, on: date, *, invented: bool = False) -> FlowRow:
    path, school_year, term = key
    parts = path.rstrip(".").split(".")
    return FlowRow(
        path=path, parent=".".join(parts[:-1]) + "." if len(parts) > 1 else "", level=body.kind, name=body.name,
        sort_key=body.sort_key or body.name.casefold(), school_year=school_year, term=term,
        origin=FlowRow.Origin.RECORD, demonstration=body.synthetic or invented, as_of=on,
        area_code=body.source_id if body.source_system == "iso3166-2" else "", **counts,
    )  # fmt: skip


def _above(kept: Sequence[str], bodies: dict[str, Organisation], on: date) -> list[FlowRow]:
    """Municipalities and states above the paths, added up from the rows that are stored."""
    made: list[FlowRow] = []
    for kind, below in (("municipality", "school"), ("state", "municipality")):
        for path, body in bodies.items():
            if body.kind == kind and any(k.startswith(path) or path.startswith(k) for k in kept):
                made += _summed(body, below, on)
    return made


def _summed(body: Organisation, below: str, on: date) -> list[FlowRow]:
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    invented = False
    stored = FlowRow.objects.filter(Reach((body.path,)).q("path"), level=below, origin=FlowRow.Origin.RECORD)
    for row in stored:
        invented = invented or row.demonstration
        into = sums[body.path, row.school_year, row.term]
        for name in COUNTS:
            into[name] += getattr(row, name) or 0
    FlowRow.objects.filter(path=body.path, origin=FlowRow.Origin.RECORD).delete()
    made = [_row(key, counts, body, on, invented=invented) for key, counts in sums.items()]
    return FlowRow.objects.bulk_create(made)
