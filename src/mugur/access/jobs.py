"""Long work: written down in the caller's transaction, done by the worker under the requester's rights.

Arguments are ids only. The worker resolves the requester anew when it begins, so that a right revoked
in between ends the job as refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

import structlog
from django.db import connections
from django.db.models.functions import Now

from mugur.lib.errors import NoRight, Refusal

from .models import Account, Job
from .reach import Reach, scope
from .rights import Own, Right
from .who import Who

log = structlog.get_logger("mugur.jobs")
Work = Callable[[Job, Who], dict[str, Any]]
KINDS: dict[str, tuple[Right, Work]] = {}

SEE = Right("access.job.see", "access.Job", (Own("account_id"),), meaning="See the progress of one's own long work")


def long_work(kind: str, right: Right) -> Callable[[Work], Work]:
    """Declares long work of a room; ``right`` is checked again when it runs."""

    def wrap(work: Work) -> Work:
        KINDS[kind] = (right, work)
        return work

    return wrap


def ask(kind: str, *, by: Who, path: str, on: date, total: int = 0, **args: Any) -> Job:
    """Writes the job down and wakes the worker when this transaction commits."""
    from procrastinate.contrib.django import app

    right, _ = KINDS[kind]
    made = Job.objects.create(
        kind=kind, account_id=by.account_id, right=right.name, org_path=path, day=on, args=args, total=total
    )
    app.configure_task("mugur.job", lock=f"{kind}:{path}").defer(job_id=made.pk, path=path)
    return made


def progress(work: Job, *, phase: str, done: int, total: int) -> None:
    """Says how far the job is, outside its transaction, so that the page can see it."""
    with connections["worker"].cursor() as cursor:
        cursor.execute("select set_config('app.paths', %s, false)", [work.org_path])
        try:
            cursor.execute(
                "update access_job set phase = %s, done = %s, total = %s where id = %s", [phase, done, total, work.pk]
            )
        finally:
            cursor.execute("select set_config('app.paths', '', false)")


Resolve = Callable[[Account, date], Who]
_resolve: list[Resolve] = []


def resolve_with(resolve: Resolve) -> None:
    """The upper room that knows memberships tells how a requester is resolved."""
    _resolve[:] = [resolve]


def perform(job_id: int, path: str, on: date) -> None:
    """Runs one job under the rights its requester has at this moment."""
    house = Reach.of([path])
    with scope(house, on=on):
        Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING)
        work = Job.objects.get(pk=job_id)
    account = Account.objects.filter(pk=work.account_id or 0, is_active=True).first()
    by = _resolve[0](account, on) if account else Who(on=on)
    right, do = KINDS[work.kind]
    state, report, mark = Job.State.DONE, {}, ""
    try:
        if not right.held(by):
            raise NoRight("access.no_right", right=right.name)
        with scope(by.reach, on=on):
            report = do(work, by)
    except Refusal as refusal:
        state, report = (
            Job.State.REFUSED,
            {"code": refusal.code, "facts": {k: str(v) for k, v in refusal.facts.items()}},
        )
    except Exception:
        mark = secrets.token_hex(4).upper()
        state = Job.State.FAILED
        log.exception("job failed", reference=mark, kind=work.kind)
    with scope(house, on=on):
        Job.objects.filter(pk=job_id).update(state=state, report=report, reference=mark, ended_at=Now())
