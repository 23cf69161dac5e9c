"""Shapes of the pages of imports: what is found, grouped by reason; what would happen; where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mugur.access.models import Job
from mugur.access.who import Who
from mugur.organisations import roles
from mugur.organisations.models import Organisation
from mugur.people import access
from mugur.people.models import ImportBatch, ImportFinding, MissingLearner
from mugur.web import formats

from . import words
from .report import kind_words, stop_words

State = ImportBatch.State
SHOWN = 12
RUNNING = (State.SENT, State.READING, State.CHECKING, State.BRINGING_IN)


@dataclass(frozen=True)
class Group:
    """Findings that one answer can settle."""

    key: str
    count: int
    title: str
    rule: str
    rows: list[dict[str, Any]]
    more: int
    fix: str
    take: str
    accept: str
    cells: list[tuple[int, str]]
    open: bool


@dataclass
class Level:
    """All groups of one gravity."""

    title: str
    mark: str
    aside: str
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class BatchPage:
    """One import, whatever its state."""

    batch: ImportBatch
    title: str
    lead: str
    steps: list[tuple[str, str, str]]
    levels: list[Level]
    notes: list[str]
    left_out: int
    table: list[dict[str, Any]]
    together: dict[str, int]
    need: int
    bringable: int
    brought: bool
    stops: list[tuple[str, str]]
    missing: int
    missing_share: float
    cases: int
    running: bool
    failed: bool
    reference: str
    refused: str
    job: Job | None
    phase: str
    may_change: bool


def kind_name(batch: ImportBatch, language: str) -> str:
    """What was sent and when: “Roster of 21 November”."""
    day = formats.long_day(batch.file_date or batch.day, language)
    return {
        "roster": _("Roster of %(day)s"),
        "attendance": _("Attendance of %(day)s"),
        "marks": _("Marks of %(day)s"),
        "incidents": _("Incidents of %(day)s"),
    }.get(batch.kind, _("File of %(day)s")) % {"day": day}


def state_chip(batch: ImportBatch, job: Job | None = None) -> tuple[str, str]:
    """The state in a word, and its tone."""
    if job is not None and job.state in (Job.State.FAILED, Job.State.REFUSED):
        return pgettext("import", "failed"), "danger"
    return {
        State.SENT: (pgettext("import", "sent"), "neutral"),
        State.READING: (pgettext("import", "being read"), "info"),
        State.CHECKING: (pgettext("import", "being read"), "info"),
        State.YOUR_TURN: (pgettext("import", "your turn"), "warning"),
        State.BRINGING_IN: (pgettext("import", "coming in"), "info"),
        State.DONE: (pgettext("import", "brought in"), "success"),
        State.STOPPED: (pgettext("import", "stopped"), "danger"),
        State.FAILED: (pgettext("import", "nothing came in"), "neutral"),
    }[State(batch.state)]


def batch_page(batch: ImportBatch, job: Job | None, *, who: Who, language: str, refused: str = "") -> BatchPage:
    """Everything the page of one import shows."""
    findings = list(ImportFinding.objects.filter(batch=batch).order_by("file", "row", "column", "id"))
    levels, left_out = _levels(findings)
    table, together = _table(batch, left_out)
    lost = job is not None and job.state in (Job.State.FAILED, Job.State.REFUSED)
    running = batch.state in RUNNING and not lost
    report = batch.report
    need = max(0, together["waits"])
    return BatchPage(
        batch=batch, title=_title(batch, need, running, lost, language),
        lead=_lead(batch, running, lost, language),
        steps=_steps(batch, running, lost, job, language), levels=levels,
        notes=[words.title(one) for one in findings if one.level == "note" and not one.facts.get("accepted")],
        left_out=left_out, table=table, together=together, need=need,
        bringable=_bringable(report, together), brought=bool(report.get("brought")), stops=_stops(report),
        missing=int(report.get("missing", 0)), missing_share=_share(report), cases=int(report.get("cases", 0)),
        running=running, failed=lost, reference=job.reference if job else "", refused=refused, job=job,
        phase=_phase(job),
        may_change=access.CHANGE_BATCH.allows(who, batch) and batch.state not in (State.DONE, State.FAILED),
    )  # fmt: skip


def _share(report: dict[str, Any]) -> float:
    return int(report.get("missing", 0)) / int(report["learners"]) if report.get("learners") else 0.0


def _stops(report: dict[str, Any]) -> list[tuple[str, str]]:
    leaving, learners = int(report.get("leaving", 0)), int(report.get("learners", 0))
    percent = f"{100 * leaving / learners:.1f}" if learners else "0"
    facts = {"leaving": leaving, "learners": learners, "percent": percent}
    return [(reason, stop_words(reason) % facts) for reason in report.get("stopped", ())]


def _levels(findings: Iterable[ImportFinding]) -> tuple[list[Level], int]:
    grouped: dict[tuple[str, str, str], list[ImportFinding]] = {}
    left_out: set[tuple[str, int]] = set()
    for one in findings:
        if one.decision == "left_out":
            left_out.add((one.file, one.row or 0))
        elif one.level != "note":
            grouped.setdefault((one.level, one.rule, str(one.facts.get("together", ""))), []).append(one)
    made = []
    for level, name, mark in (
        ("error", _("Cannot come in like this"), "stop"),
        ("warning", _("To be answered"), "look"),
    ):
        mine = [(key, rows) for key, rows in grouped.items() if key[0] == level]
        if mine:
            rows = len({(one.file, one.row) for _, found in mine for one in found})
            made.append(Level(name, mark, _aside(rows, len(mine))))
            mine.sort(key=lambda item: (-len(item[1]), item[0][1]))
            made[-1].groups = [_group(key, found, place == 0) for place, (key, found) in enumerate(mine)]
    return made, len(left_out)


def _aside(rows: int, reasons: int) -> str:
    row_text = ngettext("%(count)s row", "%(count)s rows", rows) % {"count": rows}
    reason_text = ngettext("%(count)s reason", "%(count)s reasons", reasons) % {"count": reasons}
    return _("%(rows)s, %(reasons)s") % {"rows": row_text, "reasons": reason_text}


def _group(key: tuple[str, str, str], found: list[ImportFinding], first: bool) -> Group:
    one, count = found[0], len(found)
    rows = [
        {"file": f.file, "row": f.row or "", "column": f.column, "value": f.value, "proposed": f.fix}
        for f in found[:SHOWN]
    ]
    cells = [(f.pk, _("%(file)s, row %(row)s: %(value)s") % {"file": f.file, "row": f.row, "value": f.value or "–"})
             for f in found[:200] if f.row and f.column]  # fmt: skip
    take = words.take_button(one, count) if all(f.fix for f in found) else ""
    return Group(
        key="|".join(key), count=count, title=words.title(one), rule=words.why(one), rows=rows, more=count - len(rows),
        fix=words.hint(one), take=take, accept=words.accept_button(one, count), cells=cells, open=first,
    )  # fmt: skip


def _table(batch: ImportBatch, left_out: int) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """What will happen, by kind and together."""
    rows, together = [], dict.fromkeys(("new", "changed", "same", "waits", "ended"), 0)
    for kind, one in batch.counts.items():
        rows.append({"kind": kind_words(kind), **one})
        for name in together:
            together[name] += int(one.get(name, 0))
    together["waits"] = max(0, together["waits"] - left_out)
    return rows, together


def _bringable(report: dict[str, Any], together: dict[str, int]) -> int:
    """How many rows the button brings in: after a first time only when a new answer changes something."""
    if report.get("brought") and (report.get("written") or not together["new"] + together["changed"]):
        return 0
    return together["new"] + together["changed"] + together["same"]


def _title(batch: ImportBatch, need: int, running: bool, lost: bool, language: str) -> str:
    name, rows = kind_name(batch, language), formats.number(batch.rows, language)
    if lost or batch.state == State.FAILED:
        return _("Nothing came in")
    if running:
        return (_("Bringing in: %(name)s") if batch.state == State.BRINGING_IN else _("Checking: %(name)s")) % {
            "name": name
        }
    if batch.state == State.DONE:
        return _("Brought in: %(name)s") % {"name": name}
    if batch.report.get("stopped"):
        return _("Stopped: %(name)s") % {"name": name}
    counted = ngettext("%(rows)s row read, %(need)s need you", "%(rows)s rows read, %(need)s need you", batch.rows)
    return counted % {"rows": rows, "need": formats.number(need, language)}


def _lead(batch: ImportBatch, running: bool, lost: bool, language: str) -> str:
    if running:
        return _("You can leave this page. When it is done it stands under Imports.")
    if lost or batch.state == State.FAILED:
        return _("Nothing of this file has been written.")
    if batch.report.get("brought") or batch.state == State.DONE:
        return _("What could come in has come in, all at once.")
    name = kind_name(batch, language)
    return _("Dry run: %(name)s. Nothing has been written yet.") % {"name": name}


def _steps(batch: ImportBatch, running: bool, lost: bool, job: Job | None, language: str) -> list[tuple[str, str, str]]:
    report, rows = batch.report, formats.number(batch.rows, language)
    checked = bool(batch.counts)
    files = int(report.get("files", 0))
    sent = formats.short_day(batch.day, language)
    if files:
        counted = ngettext("%(count)s file, %(day)s", "%(count)s files, %(day)s", files)
        sent = counted % {"count": files, "day": sent}
    whole = _("complete") if report.get("complete", True) else _("changes only")
    read = _("%(format)s, %(whole)s") % {"format": report.get("format") or batch.kind, "whole": whole}
    coming = batch.state == State.BRINGING_IN
    done = batch.state == State.DONE
    now = "stopped" if lost or batch.state == State.FAILED or report.get("stopped") else "now"
    return [
        (_("Sent"), sent, "done"),
        (pgettext("step of an import", "Read"), read if checked else "",
         "done" if checked else ("now" if running else now)),
        (_("Checked"), _("%(count)s rows") % {"count": rows} if checked else _("rules, classes, doubles"),
         "done" if checked else ""),
        (_("You decide"), _until(batch, language), "done" if coming or done else (now if checked else "")),
        (_("Brought in"), _came_in(batch, language), "done" if done else ("now" if coming and not lost else "")),
    ]  # fmt: skip


def _came_in(batch: ImportBatch, language: str) -> str:
    if not batch.report.get("brought"):
        return _("all at once or not at all")
    done = sum(int(one.get("new", 0)) + int(one.get("changed", 0)) for one in batch.report["brought"].values())
    counted = ngettext("%(count)s row changed something", "%(count)s rows changed something", done)
    return counted % {"count": formats.number(done, language)}


def _until(batch: ImportBatch, language: str) -> str:
    from datetime import timedelta

    if batch.state in (State.DONE, State.FAILED):
        return ""
    return formats.until(batch.day + timedelta(days=14), language)


def _phase(job: Job | None) -> str:
    return {
        "reading": _("The files are being read; nothing has been written."),
        "checking": _("Everything is being compared; nothing has been written."),
        "writing": _("What can come in is coming in, all at once or not at all."),
    }.get(job.phase if job else "", _("The work waits for its turn; nothing has been written."))


def sources(who: Who) -> list[Organisation]:
    """Bodies for which the account may send files."""
    return list(Organisation.objects.filter(path__in=who.paths(roles.DATA_STEWARD)).order_by("path"))


def batches(who: Who) -> list[tuple[ImportBatch, str, str]]:
    """The newest imports with their state."""
    found = list(access.SEE_BATCH.reachable(who).select_related("source_org").order_by("-pk")[:50])
    jobs = {job.uuid: job for job in Job.objects.filter(uuid__in=[one.job_uuid for one in found if one.job_uuid])}
    return [(one, *state_chip(one, jobs.get(one.job_uuid) if one.job_uuid else None)) for one in found]


def missing_learners(who: Who) -> list[tuple[MissingLearner, str]]:
    """Learners about whom somebody has to say what became of them, with their school, the longest first."""
    open_ones = access.DECIDE_MISSING.reachable(who).filter(decision="")
    rows = list(open_ones.select_related("person").order_by("since", "person__sort_key")[:200])
    schools = dict(Organisation.objects.filter(path__in={one.org_path for one in rows}).values_list("path", "name"))
    return [(one, schools.get(one.org_path, "")) for one in rows]
