"""Attendance, marks and incidents into the database: set-wise, in one transaction, the same file twice changes nothing.

A file goes through COPY into a staging table; its learners are those of the sending body only; what
breaks a rule is told with its line and stays out; the rest is compared and written by a few statements.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from mugur.access.who import Who
from mugur.lib.findings import Findings
from mugur.organisations.models import Organisation
from mugur.people import access as people
from mugur.people import imports
from mugur.people.imports import Answers, Report
from mugur.people.imports.report import Counts
from mugur.people.imports.roster import digest
from mugur.people.imports.source import hold
from mugur.people.models import ImportBatch
from mugur.people.roster import Options
from mugur.prevention.formats import FORMATS, Format
from mugur.prevention.formats_text import RULE_TEXTS, RULE_WHY
from mugur.prevention.streams import Prepared, prepare

from . import staging
from .attendance import TARGET as ATTENDANCE_TARGET
from .context import Context
from .facts import Load, Target
from .learners import who_is_there
from .marks import INCIDENTS_TARGET, marks_target

__all__ = ["load", "load_attendance", "load_incidents", "load_marks", "register"]

Told = Callable[[str, int, int], None]


def _target(kind: str, country: str) -> Target:
    return {"attendance": ATTENDANCE_TARGET, "incidents": INCIDENTS_TARGET}.get(kind) or marks_target(country)


def load(
    fmt: Format, path: Path | str, source: Organisation, *, by: Who, on: date, answers: Answers | None = None,
    dry_run: bool = False, made: ImportBatch | None = None, told: Told | None = None, name: str = "",
) -> Report:  # fmt: skip
    """Takes in the files of one kind; must run as the worker, inside a scope that covers the source.

    Raises RuleBroken while another import of the source runs, and NoRight without the right to import.
    """
    people.IMPORT.require(by, source)
    answers, path = answers or Answers(), Path(path)
    hold(source)
    staging.sweep(on)
    findings = Findings()
    options = Options(on=on, country=source.country.upper(), corrections=answers.corrections, accepted=answers.accepted)
    report = Report(fmt.name, source.path, name or path.name, dry_run, format=fmt.name, findings=findings)
    files = prepare(path, findings, format=fmt, encoding=answers.encoding, delimiter=answers.delimiter,
                    corrections=answers.corrections)  # fmt: skip
    if not files:
        report.stopped.append("nothing")
        return report
    made = made or ImportBatch(kind=fmt.name, source_org=source, org_path=source.path, day=on, account_id=by.account_id)
    made.file_name, made.sha256 = report.file[:200], made.sha256 or digest(path)
    with ExitStack() as stack:
        context = Context(fmt.name, source, on, options, findings, dry_run, made, by, stack)
        _take(context, files, report, told or (lambda phase, done, total: None))
    return report


def _take(context: Context, files: list[Prepared], report: Report, told: Told) -> None:
    """One file after the other, all in the caller's transaction; nothing is written unless something changes."""
    context.who = who_is_there(context.source, context.on)
    total, target = Counts(), _target(context.kind, context.source.country)
    report.counts, report.files = {context.kind: total}, len(files)
    for place, prepared in enumerate(files):
        told("checking" if context.dry_run else "writing", place, len(files))
        done = Load(target, context, prepared).run()
        report.rows += done.rows
        total.new += done.new
        total.changed += done.changed
        total.same += done.same
        total.waits += done.waits
    staging.drop(context.who)
    report.written = context.acting is not None
    if report.written:
        context.made.rows, context.made.counts = report.rows, {context.kind: total.as_json()}
        context.made.save()


def _loader(fmt: Format) -> Callable[..., Report]:
    def take(path: Path | str, source: Organisation, **more: Any) -> Report:
        return load(fmt, path, source, **more)

    return take


_attendance, _marks, _incidents = (_loader(FORMATS[kind]) for kind in ("attendance", "marks", "incidents"))


def load_attendance(path: Path | str, *, by: Who, on: date, source: Organisation, dry_run: bool = False) -> Report:
    """Takes in a file of attendance inside a scope that covers the source, as the worker."""
    return _attendance(path, source, by=by, on=on, dry_run=dry_run)


def load_marks(path: Path | str, *, by: Who, on: date, source: Organisation, dry_run: bool = False) -> Report:
    """Takes in a file of marks inside a scope that covers the source, as the worker."""
    return _marks(path, source, by=by, on=on, dry_run=dry_run)


def load_incidents(path: Path | str, *, by: Who, on: date, source: Organisation, dry_run: bool = False) -> Report:
    """Takes in a file of incidents inside a scope that covers the source, as the worker."""
    return _incidents(path, source, by=by, on=on, dry_run=dry_run)


def register() -> None:
    """Tells the imports of the room below which further kinds of files there are, and the words of their findings."""
    for kind, loader in (("attendance", _attendance), ("marks", _marks), ("incidents", _incidents)):
        imports.register(kind, loader, texts=RULE_TEXTS, why=RULE_WHY)
