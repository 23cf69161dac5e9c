"""The worker's one task: do a job that a room declared."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mugur.access.jobs import perform
from mugur.web import clock


@app.task(name="mugur.job")
def run(job_id: int, path: str) -> None:
    """Performs the job under its requester's rights of today."""
    perform(job_id, path, clock.today())
