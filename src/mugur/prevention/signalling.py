"""One run of the indicators in force over whole paths, as of a day: results, signals and their events.

The facts are counted by the database in one scan per family. Running twice on a day changes nothing,
unless the facts have changed in between; then exactly what they change is written. People answer,
never the run.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import connections

from mugur.access.action import batch
from mugur.access.reach import Reach
from mugur.access.records import Acting
from mugur.access.who import Who, machine

from .indicators import formulas
from .indicators.windows import inside, school_weeks, terms, window
from .models import IndicatorRun, IndicatorVersion
from .rules.indicators import AT_LEAST, FORMULAS

STATEMENT = Path(__file__).with_name("indicators").joinpath("signals.sql").read_text(encoding="utf-8")
EVENT = "prevention.signals.run"
SHORT, LONG = 8, 45
FAMILIES: dict[str, Callable[..., str]] = {
    "attendance": formulas.attendance, "marks": formulas.marks, "incidents": formulas.incidents,
    "enrolment": formulas.enrolment,
}  # fmt: skip


@dataclass
class RunReport:
    """What a run found and changed: numbers of learners and signals, no names."""

    on: date
    paths: tuple[str, ...] = ()
    flagged: Counter[str] = field(default_factory=Counter)
    results: int = 0
    events: Counter[str] = field(default_factory=Counter)
    milliseconds: int = 0
    ok: bool = True

    @property
    def changes(self) -> int:
        return self.results + sum(self.events.values())

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "on": self.on.isoformat(), "paths": list(self.paths), "flagged": dict(sorted(self.flagged.items())),
            "results": self.results, "signals": dict(sorted(self.events.items())), "milliseconds": self.milliseconds,
        }  # fmt: skip

    def lines(self) -> list[str]:
        """The same for people at a terminal."""
        told = [f"Indicators of {self.on.isoformat()} for {', '.join(self.paths) or 'no organisation'}"]
        told += [f"  {code}: {count} learners at watch or act" for code, count in sorted(self.flagged.items())]
        said = ", ".join(f"{n} {kind}" for kind, n in sorted(self.events.items()))
        told.append(f"  signals: {said or 'no change'}")
        told.append(f"  {self.results} results kept, {self.milliseconds} ms")
        return told


def run(on: date, paths: Sequence[str], *, by: Who | None = None, using: str = "default") -> RunReport:
    """Runs every indicator in force on ``on`` for the schools at or under ``paths``.

    To be called inside a scope that reaches the paths. One audit entry says what was written.
    """
    report = RunReport(on, Reach.of(paths).paths)
    began = time.perf_counter()
    if report.paths:
        actor = by or machine("signals", on=on, paths=report.paths)
        with batch(EVENT, by=actor, on=on, path=report.paths[0]) as acting, connections[using].cursor() as cursor:
            _run(cursor, report)
            _count(acting, report)
    report.milliseconds = round((time.perf_counter() - began) * 1000)
    return report


SETTINGS = (("work_mem", "128MB"), ("statement_timeout", "30min"), ("enable_nestloop", "off"))


@contextmanager
def _planned_for_sets(cursor: Any) -> Iterator[None]:
    """Whole tables are joined here by hash; what the planner was told is taken back at the end.

    Without this the planner takes the measurements for a handful of rows and joins them row by row.
    """
    cursor.execute("select " + ", ".join(f"current_setting('{name}')" for name, _ in SETTINGS))
    before = cursor.fetchone()
    for name, value in SETTINGS:
        cursor.execute("select set_config(%s, %s, true)", [name, value])
    yield
    for (name, _), value in zip(SETTINGS, before, strict=True):
        cursor.execute("select set_config(%s, %s, true)", [name, value])


def _run(cursor: Any, report: RunReport) -> None:
    cursor.execute("select nextval(pg_get_serial_sequence('prevention_indicatorrun', 'id'))")
    number = cursor.fetchone()[0]
    with _planned_for_sets(cursor):
        for country in _by_country(report.paths):
            _country(cursor, report, country, number)
    if report.changes:
        counts = {key: report.as_json()[key] for key in ("flagged", "results", "signals")}
        IndicatorRun(
            id=number, uuid=uuid5(NAMESPACE_URL, f"mugur:indicators:{number}:{report.on}"), on=report.on,
            org_path=report.paths[0], counts=counts,
        ).save(force_insert=True)  # fmt: skip


def _by_country(paths: Sequence[str]) -> list[tuple[str, ...]]:
    """Calendars and terms are those of a country, so each country is looked at by itself."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        found[path.split(".")[0]].append(path)
    return [tuple(found[country]) for country in sorted(found)]


def _count(acting: Acting, report: RunReport) -> None:
    acting.counts["prevention.indicatorresult"] = report.results
    for kind, count in report.events.items():
        acting.counts[f"prevention.signalevent.{kind}"] = count


def versions(on: date, paths: Sequence[str]) -> list[IndicatorVersion]:
    """Versions in force on the day that apply to some school at or under the paths, the programme's first."""
    rows = IndicatorVersion.objects.filter(starts__lte=on, approved_on__isnull=False).select_related("definition")
    kept = [
        v for v in rows.order_by("definition__code", "scope_path", "-number")
        if (v.ends is None or v.ends >= on)
        and any(v.scope_path.startswith(p) or p.startswith(v.scope_path) for p in paths)
    ]  # fmt: skip
    return list({(v.definition_id, v.scope_path): v for v in reversed(kept)}.values())[::-1]


def in_force(on: date, path: str) -> dict[str, list[IndicatorVersion]]:
    """Versions in force on the day for a path, above or below it, by code of the indicator; the widest first."""
    found: dict[str, list[IndicatorVersion]] = {}
    for version in versions(on, (path,)):
        found.setdefault(version.definition.code, []).append(version)
    return found


def _shape(version: IndicatorVersion) -> str:
    return FORMULAS[version.definition.formula].family


def cuts_of(
    cursor: Any, found: Sequence[IndicatorVersion], *, on: date, paths: Sequence[str]
) -> dict[str, list[formulas.Cut]]:
    """Per family what has to be measured: each definition once, with the loosest of its cuts."""
    weeks = [int(v.parameters.get("school_weeks", 0)) for v in found]
    count = LONG if max(weeks, default=0) > SHORT else SHORT
    mondays = school_weeks(cursor, on=on, paths=paths, count=count) if any(weeks) else []
    cuts: dict[str, list[formulas.Cut]] = defaultdict(list)
    for definition_id in dict.fromkeys(v.definition_id for v in found):
        own = [v for v in found if v.definition_id == definition_id]
        base = own[0]
        days = window(base.parameters, base.window_days, on=on, mondays=mondays)
        cuts[_shape(base)].append(
            formulas.Cut(definition_id, base.definition.formula, base.direction, _loosest(own), days, base.parameters)
        )
    return cuts


def _loosest(own: Sequence[IndicatorVersion]) -> Decimal:
    every = [cut for v in own for cut in (v.watch, v.act) if cut is not None]
    return min(every) if own[0].direction == AT_LEAST else max(every)


def _country(cursor: Any, report: RunReport, paths: tuple[str, ...], number: int) -> None:
    on = report.on
    found = versions(on, paths)
    cuts = cuts_of(cursor, found, on=on, paths=paths)
    codes = {v.definition_id: v.definition.code for v in found}
    term = terms(cursor, on=on, paths=paths) if "marks" in cuts else ("", "")
    for family, build in FAMILIES.items():
        wanted = cuts.get(family, [])
        more = {"terms": term} if family == "marks" else {}
        measured = build(wanted, on=on, paths=paths, **more) if wanted else ""
        if not measured:
            continue
        statement = STATEMENT.format(
            family=measured, signal_paths=inside("s.org_path", paths), school_paths=inside("o.path", paths),
            enrolled_paths=inside("e.org_path", paths),
        )  # fmt: skip
        given = {"on": on, "run": number, "definitions": [cut.definition_id for cut in wanted],
                 "term": term[0], "term_before": term[1]}  # fmt: skip
        cursor.execute(statement, given)
        flagged, kept, events = cursor.fetchone()
        report.flagged.update({codes[int(key)]: count for key, count in json.loads(flagged).items()})
        report.results += kept
        report.events.update(json.loads(events))
