"""Reads of persons leave a trace: viewer, page, ground, and every person a list has shown."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.db import connections

from .who import Who


@dataclass
class Reads:
    """The reads of one request, written once at its end."""

    who: Who
    page: str
    seen: dict[int, tuple[str, str]] = field(default_factory=dict)


CURRENT: ContextVar[Reads | None] = ContextVar("reads", default=None)


def shown(persons: Iterable[tuple[int, str]], *, ground: str = "") -> None:
    """These persons (id, organisation path) have been shown to whoever makes this request."""
    now = CURRENT.get()
    if now is None:
        return
    for person_id, path in persons:
        if ground or person_id not in now.seen:
            now.seen[person_id] = (path, ground or now.seen.get(person_id, ("", ""))[1])


def flush(reads: Reads, *, on: date, using: str = "default") -> int:
    """Writes one entry per person shown; returns how many."""
    if not reads.seen:
        return 0
    rows = [
        (
            on,
            pid,
            path,
            reads.who.label,
            reads.who.account_id,
            ",".join(reads.who.roles)[:60],
            reads.page,
            ground,
            len(reads.seen),
        )
        for pid, (path, ground) in sorted(reads.seen.items())
    ]
    with connections[using].cursor() as cursor:
        cursor.execute(
            "insert into access_readentry (day, person_id, org_path, actor, account_id, role, page, ground, shown)"
            " select * from unnest(%s::date[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[],"
            " %s::text[], %s::text[], %s::int[])",
            [list(column) for column in zip(*rows, strict=True)],
        )
    return len(rows)


def denied(who: Who, *, code: str, right: str, page: str, on: date, using: str = "default") -> None:
    """Logs a denied attempt; call it after the refused transaction has been rolled back."""
    path = who.held[0].path if who.held else ""
    with connections[using].cursor() as cursor:
        cursor.execute(
            'insert into access_deniedattempt (day, actor, account_id, "right", code, page, org_path)'
            " values (%s, %s, %s, %s, %s, %s, %s)",
            [on, who.label, who.account_id, right, code, page[:200], path],
        )
