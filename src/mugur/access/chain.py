"""The audit chain: each entry's hash binds it to the one before, under a key outside the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connections

from .crypt import mac

_MOMENT: ContextVar[datetime | None] = ContextVar("moment", default=None)


@contextmanager
def at_moment(moment: datetime) -> Iterator[None]:
    """Entries written inside carry this time: a seed's rows carry the story's time only."""
    token = _MOMENT.set(moment)
    try:
        yield
    finally:
        _MOMENT.reset(token)


@dataclass(frozen=True)
class Entry:
    """One audit entry before it is chained."""

    event: str
    day: date
    actor: str
    account_id: int | None = None
    right: str = ""
    role: str = ""
    thing: str = ""
    thing_uuid: UUID | None = None
    person_id: int | None = None
    org_path: str = ""
    data: dict[str, Any] | None = None


def stream_of(path: str) -> str:
    """Chains run per country and second level, so that writers rarely wait for each other."""
    parts = path.split(".")
    return ".".join(parts[:2]) + "." if len(parts) > 2 else (path or "house.")


def canonical(stream: str, seq: int, at: datetime, entry: Entry) -> bytes:
    """The bytes that are hashed: every field, in one order."""
    fields = [
        stream, seq, at.isoformat(), entry.day.isoformat(), entry.event, entry.right, entry.actor,
        entry.account_id, entry.role, entry.thing, str(entry.thing_uuid or ""), entry.person_id,
        entry.org_path, entry.data or {},
    ]  # fmt: skip
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def write(entry: Entry, using: str = "default") -> None:
    """Appends one entry to its stream, holding the stream's row until the transaction ends."""
    stream = stream_of(entry.org_path)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "insert into access_auditstream (name, seq, head) values (%s, 0, '') on conflict (name) do nothing",
            [stream],
        )
        cursor.execute(
            "select seq, head, clock_timestamp() from access_auditstream where name = %s for update", [stream]
        )
        seq, head, now = cursor.fetchone()
        at = _MOMENT.get() or now
        seq, previous = seq + 1, bytes(head)
        digest = mac("audit_hmac", previous, canonical(stream, seq, at, entry))
        cursor.execute(
            "insert into access_auditentry (stream, seq, at, day, event, \"right\", actor, account_id, role, thing,"
            " thing_uuid, person_id, org_path, data, previous, hash)"
            " values (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
            [stream, seq, at, entry.day, entry.event, entry.right, entry.actor, entry.account_id, entry.role,
             entry.thing, entry.thing_uuid, entry.person_id, entry.org_path,
             json.dumps(entry.data or {}, ensure_ascii=False), previous, digest],
        )  # fmt: skip
        cursor.execute("update access_auditstream set seq = %s, head = %s where name = %s", [seq, digest, stream])


@dataclass(frozen=True)
class Broken:
    """Where a chain does not verify."""

    stream: str
    seq: int
    what: str


def verify(using: str = "wide") -> Iterator[Broken]:
    """Walks every chain: changed, missing, reordered and cut-off entries are each found."""
    with connections[using].cursor() as cursor:
        cursor.execute("select name, seq, head from access_auditstream order by name")
        heads = cursor.fetchall()
    for stream, count, head in heads:
        yield from _verify_stream(stream, count, bytes(head), using)


def _verify_stream(stream: str, count: int, head: bytes, using: str) -> Iterator[Broken]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            'select seq, at, day, event, "right", actor, account_id, role, thing, thing_uuid, person_id, org_path,'
            " data::text, previous, hash from access_auditentry where stream = %s order by seq", [stream],
        )  # fmt: skip
        yield from walk(stream, count, head, cursor.fetchall())


def walk(stream: str, count: int, head: bytes, rows: Iterable[Sequence[Any]]) -> Iterator[Broken]:
    """Checks the entries of one stream in their order against each other and against its head."""
    previous, expected = b"", 0
    for seq, at, day, event, right, actor, account, role, thing, thing_uuid, person, path, data, prev, digest in rows:
        expected += 1
        if seq != expected:
            yield Broken(stream, expected, "missing")
            return
        entry = Entry(event, day, actor, account, right, role, thing, thing_uuid, person, path, json.loads(data))
        wanted = mac("audit_hmac", previous, canonical(stream, seq, at, entry))
        if bytes(prev) != previous or bytes(digest) != wanted:
            yield Broken(stream, seq, "changed")
            return
        previous = bytes(digest)
    if expected != count or previous != head:
        yield Broken(stream, expected + 1, "cut off")
