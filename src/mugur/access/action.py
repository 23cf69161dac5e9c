"""A change is a function: verb, thing, then ``by`` and ``on``.

``@action(RIGHT, audit=…)`` opens the transaction, locks the row, checks the right and writes the
audit entry; forgetting is impossible, because a record refuses to be saved outside an action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import models, transaction

from mugur.lib.errors import OutOfReach

from . import chain
from .crypt import mac
from .keep import hashed_fields
from .records import ACTING, Acting
from .rights import Right
from .who import Who

P = ParamSpec("P")
T = TypeVar("T", bound=models.Model)
R = TypeVar("R")

ACTIONS: dict[str, tuple[Right, Callable[..., Any]]] = {}


def lock(thing: T) -> T:
    """The row itself, locked until the transaction ends; a row the wall hides is out of reach."""
    found = type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first()
    if found is None:
        raise OutOfReach("access.out_of_reach")
    return found


def action(
    right: Right, *, audit: str
) -> Callable[[Callable[Concatenate[Any, P], R]], Callable[Concatenate[Any, P], R]]:
    """Makes a verb of a room: right, lock, transaction and audit entry around it."""

    def wrap(verb: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
        if audit in ACTIONS:
            raise ValueError(f"two actions write the event {audit}")

        @wraps(verb)
        def run(thing: Any, *args: P.args, **kwargs: P.kwargs) -> R:
            by, on = kwargs["by"], kwargs["on"]
            assert isinstance(by, Who) and isinstance(on, date)
            with transaction.atomic():
                locked = lock(thing)
                right.require(by, locked)
                with _recording(audit) as acting:
                    result = verb(locked, *args, **kwargs)
                chain.write(_entry(acting, right, by, on, result if isinstance(result, models.Model) else locked))
            return result

        ACTIONS[audit] = (right, run)
        run.right, run.event = right, audit  # type: ignore[attr-defined]
        return run

    return wrap


@contextmanager
def _recording(event: str) -> Iterator[Acting]:
    acting = Acting(event)
    token = ACTING.set(acting)
    try:
        yield acting
    finally:
        ACTING.reset(token)


@contextmanager
def batch(event: str, *, by: Who, on: date, path: str, right: Right | None = None, **data: Any) -> Iterator[Acting]:
    """A set-wise load: everything written inside is one audit entry with counts per table."""
    with transaction.atomic(), _recording(event) as acting:
        acting.bulk = True
        yield acting
        counts = dict(acting.counts)
        for change in acting.changes:
            label = change["row"]._meta.label_lower
            counts[label] = counts.get(label, 0) + 1
        chain.write(
            chain.Entry(
                event=event, day=on, actor=by.label, account_id=by.account_id, right=right.name if right else "",
                role=",".join(by.roles), org_path=path, data={"counts": counts, **data},
            )
        )  # fmt: skip


def _entry(acting: Acting, right: Right, by: Who, on: date, thing: models.Model) -> chain.Entry:
    return chain.Entry(
        event=acting.event, day=on, actor=by.label, account_id=by.account_id, right=right.name,
        role=",".join(by.roles), thing=thing._meta.label_lower, thing_uuid=getattr(thing, "uuid", None),
        person_id=_person_of(thing), org_path=_path_of(thing),
        data={"changes": [_told(c) for c in acting.changes], **({"counts": acting.counts} if acting.counts else {})},
    )  # fmt: skip


def _person_of(thing: models.Model) -> int | None:
    if thing._meta.label_lower == "people.person":
        return thing.pk
    return getattr(thing, "person_id", None)


def _path_of(thing: models.Model) -> str:
    for name in ("org_path", "home_path", "path"):
        if value := getattr(thing, name, ""):
            return str(value)
    return ""


def _told(change: dict[str, Any]) -> dict[str, Any]:
    """One row's change for the log: plain values as they are, personal ones as keyed hashes."""
    row, before = change["row"], change["before"]
    model: Any = type(row)
    secret = hashed_fields(model)
    fields = {}
    for f in row._meta.concrete_fields:
        new = getattr(row, f.attname)
        if f.attname in ("id", "uuid") or (not change["new"] and before.get(f.attname) == new):
            continue
        old = None if change["new"] else before.get(f.attname)
        fields[f.attname] = [_plain(old, f.name in secret), _plain(new, f.name in secret)]
    return {"row": row._meta.label_lower, "uuid": str(getattr(row, "uuid", "") or row.pk), "fields": fields}


def _plain(value: Any, hide: bool) -> Any:
    if value is None or value == "":
        return value
    if hide:
        return "#" + mac("audit_hmac", repr(value).encode()).hex()[:16]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    return "#" + mac("audit_hmac", repr(value).encode()).hex()[:16]
