"""What happens to imports and to learners whom a file no longer names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from mugur.access import jobs
from mugur.access.action import action
from mugur.access.models import Job
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.organisations.models import Organisation

from . import access, imports
from .imports import store
from .imports.report import Report
from .models import Enrolment, ImportBatch, ImportFinding, MissingLearner

State = ImportBatch.State
Told = Callable[[str, int, int], None]
#: Rosters up to this size are read while the person waits; everything else is work for the worker.
AT_ONCE = 1_000_000
DAYS_TO_ANSWER = 14


@action(access.IMPORT, audit="people.batch.sent")
def send(
    source: Organisation, *, by: Who, on: date, kind: str, name: str, stored: str, sha256: str, size: int
) -> ImportBatch:
    """Takes a file that has been sent and is sealed under ``stored``; it is read at once or by the worker."""
    if kind not in imports.loaders():
        raise RuleBroken("people.import_kind", kind=kind)
    made = ImportBatch(
        kind=kind, source_org=source, org_path=source.path, file_name=store.plain_name(name), stored=stored,
        sha256=sha256, account_id=by.account_id, day=on, state=State.SENT, report={"size": size},
    )  # fmt: skip
    made.save()
    return made


def at_once(batch: ImportBatch) -> bool:
    """True when the file is small and needs nothing that only the worker has."""
    return batch.kind == "roster" and int(batch.report.get("size", AT_ONCE)) < AT_ONCE


@action(access.CHANGE_BATCH, audit="people.batch.checked")
def check(batch: ImportBatch, *, by: Who, on: date, told: Told | None = None) -> ImportBatch:
    """Reads and compares the file and keeps all findings; nothing of the file is written."""
    with store.opened(batch) as path:
        report = _load(batch, path, by, on, dry_run=True, told=told)
    _keep_report(batch, report)
    batch.state = State.STOPPED if "nothing" in report.stopped else State.YOUR_TURN
    batch.job_uuid = None
    batch.save()
    return batch


def _load(batch: ImportBatch, path: Any, by: Who, on: date, *, dry_run: bool, told: Told | None) -> Report:
    return imports.load(
        batch.kind, path, batch.source_org, by=by, on=on, answers=store.answers_of(batch), dry_run=dry_run,
        made=None if dry_run else batch, told=told, name=batch.file_name,
    )  # fmt: skip


def _keep_report(batch: ImportBatch, report: Report) -> None:
    told = report.as_json()
    told.pop("findings")
    batch.rows, batch.counts = report.rows, told["counts"]
    kept = {key: batch.report[key] for key in ("size", "brought") if key in batch.report}
    batch.report = {**told, **kept}
    left_out = set(
        ImportFinding.objects.filter(batch=batch, decision="left_out").values_list("file", "row", "column", "rule")
    )
    ImportFinding.objects.filter(batch=batch).delete()
    rows = [
        ImportFinding(
            batch=batch, org_path=batch.org_path, file=one.file[:120], row=one.row, column=one.column[:80],
            field=one.field[:80], value=one.value[:240], rule=one.rule, level=one.level, fix=one.fix[:240],
            facts=dict(one.facts), decision="left_out" if one.key in left_out else "",
        )
        for one in report.findings
    ]  # fmt: skip
    ImportFinding.objects.bulk_create(rows, batch_size=2_000)


@action(access.CHANGE_BATCH, audit="people.batch.answered")
def answer(
    batch: ImportBatch, *, by: Who, on: date, verb: str, findings: Iterable[ImportFinding], value: str = ""
) -> ImportBatch:
    """Answers findings together: take the proposals, call them right as they are, correct one, or leave rows out."""
    _must_wait_for_answers(batch)
    rows, said = list(findings), store.answers_of(batch)
    if verb == "leave":
        ImportFinding.objects.filter(pk__in=[one.pk for one in rows]).update(decision="left_out")
        return batch
    if verb == "take":
        fixes = {(one.file, one.row or 0, one.column): one.fix for one in rows if one.fix}
        said = replace(said, corrections={**said.corrections, **fixes})
    elif verb == "correct":
        cells = {(one.file, one.row or 0, one.column): value for one in rows}
        said = replace(said, corrections={**said.corrections, **cells})
    elif verb == "accept":
        said = replace(said, accepted=said.accepted | {(one.file, one.row or 0, one.rule) for one in rows})
    else:
        raise RuleBroken("people.import_answer")
    batch.decisions = store.seal_answers(batch, said)
    batch.save()
    return batch


@action(access.CHANGE_BATCH, audit="people.batch.encoding_chosen")
def choose_encoding(batch: ImportBatch, *, by: Who, on: date, encoding: str) -> ImportBatch:
    """Reads the file with the encoding that a person names."""
    _must_wait_for_answers(batch)
    batch.decisions = store.seal_answers(batch, replace(store.answers_of(batch), encoding=encoding))
    batch.save()
    return batch


def _must_wait_for_answers(batch: ImportBatch) -> None:
    if batch.state not in (State.YOUR_TURN, State.STOPPED) and not failed(batch):
        raise RuleBroken("people.import_state")


def failed(batch: ImportBatch) -> bool:
    """True when the worker has given up reading or bringing in: nothing was written, and it can be tried again."""
    job = job_of(batch) if batch.state in (State.READING, State.BRINGING_IN) else None
    return job is not None and job.state in (Job.State.FAILED, Job.State.REFUSED)


@action(access.CHANGE_BATCH, audit="people.batch.asked")
def ask(batch: ImportBatch, *, by: Who, on: date, what: str) -> ImportBatch:
    """Gives the reading or the bringing in to the worker, under the rights that its person has then."""
    if batch.state != State.SENT:
        _must_wait_for_answers(batch)
    batch.state = State.READING if what == "check" else State.BRINGING_IN
    job = jobs.ask(f"people.import.{what}", by=by, path=batch.org_path, on=on, total=3, batch=batch.pk)
    batch.job_uuid = job.uuid
    batch.save()
    return batch


@action(access.CHANGE_BATCH, audit="people.batch.confirmed")
def confirm(batch: ImportBatch, *, by: Who, on: date, reasons: frozenset[str]) -> ImportBatch:
    """Says that a stop was seen and the file counts all the same."""
    _must_wait_for_answers(batch)
    said = store.answers_of(batch)
    batch.decisions = store.seal_answers(batch, replace(said, confirmed=said.confirmed | reasons))
    batch.save()
    return batch


@action(access.CHANGE_BATCH, audit="people.batch.brought_in")
def bring_in(batch: ImportBatch, *, by: Who, on: date, told: Told | None = None) -> ImportBatch:
    """Writes every row that can come in, all at once or not at all; rows that wait stay on the page."""
    with store.opened(batch) as path:
        report = _load(batch, path, by, on, dry_run=False, told=told)
    if report.stopped:
        raise RuleBroken("people.import_stopped")
    brought = batch.report.get("brought", {})
    _keep_report(batch, report)
    batch.report["brought"] = {
        kind: {key: brought.get(kind, {}).get(key, 0) + number for key, number in one.items() if key != "waits"}
        for kind, one in batch.counts.items()
    }
    batch.job_uuid = None
    if report.waiting:
        batch.state = State.YOUR_TURN
    else:
        _end(batch, State.DONE)
    batch.save()
    return batch


@action(access.CHANGE_BATCH, audit="people.batch.closed")
def close(batch: ImportBatch, *, by: Who, on: date) -> ImportBatch:
    """Ends an import; what was not answered stays out, and the file is deleted."""
    if batch.state in (State.DONE, State.FAILED):
        raise RuleBroken("people.import_state")
    _end(batch, State.DONE if batch.report.get("brought") else State.FAILED)
    batch.save()
    return batch


def _end(batch: ImportBatch, state: str) -> None:
    """The file, the answers and all but the notes go when an import ends; the report stays."""
    name = batch.stored
    batch.state, batch.stored, batch.decisions = state, "", {}
    transaction.on_commit(lambda: store.forget(name))


def close_forgotten(source: Organisation, *, by: Who, on: date) -> int:
    """Ends imports of the body that nobody has answered for a fortnight; returns how many."""
    access.IMPORT.require(by, source)
    waiting = (State.SENT, State.YOUR_TURN, State.STOPPED)
    old = ImportBatch.objects.filter(
        org_path=source.path, state__in=waiting, day__lt=on - timedelta(days=DAYS_TO_ANSWER)
    )
    return len([close(one, by=by, on=on) for one in old if access.CHANGE_BATCH.allows(by, one)])


@action(access.DECIDE_MISSING, audit="people.missing.decided")
def decide(
    missing: MissingLearner, *, by: Who, on: date, decision: str, left_on: date | None = None, reason: str = "",
    destination: str = "",
) -> MissingLearner:  # fmt: skip
    """Says what became of a learner: still here, or left on a day for a reason and a destination."""
    if missing.decision:
        raise RuleBroken("people.missing_decided")
    if decision in ("left", "moved"):
        last = left_on or on
        running = Enrolment.objects.select_for_update().filter(
            Q(ends__isnull=True) | Q(ends__gte=last), person_id=missing.person_id, org_path=missing.org_path,
            voided_on__isnull=True,
        )  # fmt: skip
        for one in running:
            if one.starts > last:
                raise RuleBroken("people.missing_day", starts=one.starts.isoformat())
            one.ends, one.exit_reason, one.destination = last, reason or decision, destination[:120]
            one.save()
    elif decision != "here":
        raise RuleBroken("people.import_answer")
    missing.decision, missing.decided_on, missing.account_id = decision, on, by.account_id
    missing.save()
    return missing


def job_of(batch: ImportBatch) -> Job | None:
    """The work that reads or brings in the file now."""
    return Job.objects.filter(uuid=batch.job_uuid).first() if batch.job_uuid else None
