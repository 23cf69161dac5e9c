"""Long work of imports: reading and bringing in, by the worker, under the rights of whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from mugur.access.jobs import long_work, progress
from mugur.access.models import Job
from mugur.access.who import Who

from . import access, actions


def _told(work: Job) -> Callable[[str, int, int], None]:
    return lambda phase, done, total: progress(work, phase=phase, done=done, total=total)


@long_work("people.import.check", access.CHANGE_BATCH)
def check(work: Job, by: Who) -> dict[str, Any]:
    """Reads a file and keeps its findings."""
    batch = access.CHANGE_BATCH.fetch(by, pk=work.args["batch"])
    actions.check(batch, by=by, on=by.on, told=_told(work))
    return {"url": reverse("people:import_batch", kwargs={"uuid": batch.uuid})}


@long_work("people.import.bring", access.CHANGE_BATCH)
def bring(work: Job, by: Who) -> dict[str, Any]:
    """Brings in what can come in."""
    batch = access.CHANGE_BATCH.fetch(by, pk=work.args["batch"])
    actions.bring_in(batch, by=by, on=by.on, told=_told(work))
    return {"url": reverse("people:import_batch", kwargs={"uuid": batch.uuid})}
