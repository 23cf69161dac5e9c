"""A roster from file to database: read, compare, tell; and, when asked, write."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mugur.access.who import Who
from mugur.organisations.models import Organisation
from mugur.people import access
from mugur.people.models import ImportBatch
from mugur.people.roster import Bundle, Options, read
from mugur.people.roster.values import read_date

from . import classes, existing, missing, numbers, persons, places, ties, writing
from .existing import Existing
from .report import Report
from .source import hold
from .spans import Planner
from .writing import Plan

Told = Callable[[str, int, int], None]
CodeException = Callable[[str], bool]
_code_exception: list[CodeException] = []


def allow_codes(exception: CodeException) -> None:
    """Lets numbers through that the law's check refuses; only a demonstration has a reason to."""
    _code_exception[:] = [exception]


@dataclass(frozen=True)
class Answers:
    """What a person has said about a file: corrected cells, findings accepted, stops confirmed, how to read it."""

    corrections: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    accepted: frozenset[tuple[str, int, str]] = frozenset()
    confirmed: frozenset[str] = frozenset()
    encoding: str = ""
    delimiter: str = ""


@dataclass
class Outcome:
    """The report for people and the plan behind it."""

    report: Report
    plan: Plan
    bundle: Bundle
    file_date: date | None


def look(
    path: Path, source: Organisation, *, on: date, answers: Answers, told: Told | None = None, name: str = ""
) -> Outcome:
    """Everything up to writing: all findings, all counts, every stop."""
    told = told or (lambda phase, done, total: None)
    told("reading", 0, 3)
    have = existing.load(source, on=on)
    options = _options(source, have, on, answers)
    bundle = read(path, options)
    told("checking", 1, 3)
    made = _plan(bundle, have, options)
    outcome = Outcome(_report(bundle, made, source, name or path.name), made, bundle, _date_of(bundle))
    _stops(outcome, source, answers)
    return outcome


def _options(source: Organisation, have: Existing, on: date, answers: Answers) -> Options:
    return Options(
        on=on, country=source.country.upper(), encoding=answers.encoding, delimiter=answers.delimiter,
        corrections=answers.corrections, accepted=answers.accepted, known=have.known,
        code_exception=_code_exception[0] if _code_exception else None,
        school_source_id=_own_id(source),
    )  # fmt: skip


def _own_id(source: Organisation) -> str:
    """For a file that names no school: the source itself, when it is one."""
    return (source.source_id or source.path) if source.kind == "school" else ""


def _plan(bundle: Bundle, have: Existing, options: Options) -> Plan:
    persons.too_long(bundle, options)
    placed = places.place(bundle, have)
    if have.source.kind == "school":
        placed.by_id.setdefault(_own_id(have.source), have.source)
    places.refuse_strangers(bundle, placed)
    persons.perhaps_known(bundle, have, options)
    persons.moved_away(bundle, have, options)
    people = persons.plan(bundle, have, placed)
    groups = classes.plan(bundle, have, placed)
    planner = Planner(bundle, have, placed, people, groups)
    spans, tied = planner.plan(), ties.Ties()
    ties.plan_guardians(bundle, have, people, tied)
    ties.plan_staff(planner.staff, have, people, groups, spans, tied)
    return Plan(have, placed, people, groups, spans, tied, numbers.plan(bundle, have, people),
                missing.plan(bundle, have, people, placed))  # fmt: skip


def _report(bundle: Bundle, plan: Plan, source: Organisation, name: str) -> Report:
    counts = {"orgs": plan.places.counts, "classes": plan.classes.counts, "persons": plan.people.counts,
              "enrolments": plan.spans.counts, "guardians": plan.ties.counts}  # fmt: skip
    return Report(
        kind="roster", source=source.path, file=name, dry_run=True, format=bundle.format, files=len(bundle.files),
        rows=bundle.rows_read, counts={kind: one for kind, one in counts.items() if one.total or one.ended},
        missing=len(plan.missing.persons), learners=plan.missing.learners,
        leaving=len(plan.missing.persons) + len(plan.spans.left), cases=len(plan.numbers.met), findings=bundle.findings,
        complete=bundle.mode("persons") == "bulk",
    )  # fmt: skip


def _date_of(bundle: Bundle) -> date | None:
    """The newest time stamp that the source itself put into the file."""
    stamps = max(
        (row.modified for rows in (bundle.persons, bundle.enrolments, bundle.classes) for row in rows), default=""
    )
    return read_date(stamps).value if stamps else None


def _stops(outcome: Outcome, source: Organisation, answers: Answers) -> None:
    report = outcome.report
    if not outcome.bundle.files or not report.rows:
        report.stopped.append("nothing")
        return
    if missing.too_many(report.leaving, report.learners):
        report.stopped.append("leaving")
    last = ImportBatch.objects.filter(
        org_path=source.path, kind="roster", file_date__isnull=False
    ).order_by("-file_date").values_list("file_date", flat=True).first()  # fmt: skip
    if last and outcome.file_date and outcome.file_date < last:
        report.stopped.append("older")
    report.stopped = [reason for reason in report.stopped if reason not in answers.confirmed]


def bring_in(
    path: Path, source: Organisation, *, by: Who, on: date, answers: Answers, dry_run: bool,
    made: ImportBatch | None = None, told: Told | None = None, name: str = "",
) -> Report:  # fmt: skip
    """Reads the file and writes what can come in, all of it or nothing; the same file again writes nothing.

    Must run inside a scope that covers the source. Raises RuleBroken while another import of the source runs.
    """
    access.IMPORT.require(by, source)
    if not dry_run:
        hold(source)
    outcome = look(path, source, on=on, answers=answers, told=told, name=name)
    report = outcome.report
    report.dry_run = dry_run
    if dry_run or report.stopped or outcome.plan.empty:
        return report
    if told:
        told("writing", 2, 3)
    made = made or ImportBatch(kind="roster", source_org=source, org_path=source.path, day=on, account_id=by.account_id)
    made.file_name, made.sha256 = (name or path.name)[:200], made.sha256 or digest(path)
    made.file_date, made.rows, made.state = outcome.file_date, report.rows, ImportBatch.State.DONE
    report.written = True
    made.counts = {kind: one.as_json() for kind, one in report.counts.items()}
    report.cases = writing.write(outcome.plan, made, by=by, on=on)
    return report


def digest(path: Path) -> str:
    """The SHA-256 of a file, or of the files of a folder in the order of their names."""
    total = hashlib.sha256()
    for part in sorted(path.iterdir()) if path.is_dir() else [path]:
        if part.is_file():
            with part.open("rb") as source:
                while chunk := source.read(1 << 20):
                    total.update(chunk)
    return total.hexdigest()
