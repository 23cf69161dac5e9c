"""Record: the base of every audited row. It is written inside an action or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.db import models


class NakedWrite(RuntimeError):
    """A row was written outside an action: nothing else writes."""


@dataclass
class Acting:
    """What the running action or batch has written so far."""

    event: str
    changes: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    bulk: bool = False


ACTING: ContextVar[Acting | None] = ContextVar("acting", default=None)


def acting(what: str) -> Acting:
    """The running action, or a refusal to write."""
    now = ACTING.get()
    if now is None:
        raise NakedWrite(f"{what} is written outside an action")
    return now


class RecordSet(models.QuerySet[Any]):
    """Bulk writes count in the running action; they are refused outside one."""

    def update(self, **kwargs: Any) -> int:
        now = acting(self.model.__name__)
        done = super().update(**kwargs)
        now.counts[self.model._meta.label_lower] = now.counts.get(self.model._meta.label_lower, 0) + done
        return done

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        now = acting(self.model.__name__)
        rows = super().bulk_create(objs, *args, **kwargs)
        label = self.model._meta.label_lower
        now.counts[label] = now.counts.get(label, 0) + len(rows)
        return rows

    def delete(self) -> tuple[int, dict[str, int]]:
        acting(self.model.__name__)
        return super().delete()


class Record(models.Model):
    """An audited row with a public random id. ``audit_hashed`` fields enter the log as hashes only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = RecordSet.as_manager()

    audit_hashed: ClassVar[frozenset[str]] = frozenset()
    append_only: ClassVar[bool] = False

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **more: Any) -> Self:
        row = super().from_db(db, field_names, values, **more)
        row._loaded = dict(zip(field_names, values, strict=False))
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        now = acting(type(self).__name__)
        new = self._state.adding
        super().save(*args, **kwargs)
        now.changes.append({"row": self, "new": new, "before": {} if new else dict(getattr(self, "_loaded", {}))})
        self._loaded = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields}

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NakedWrite(f"{type(self).__name__} is never deleted; end it or void it")


class PathField(models.CharField):
    """An organisation path in the C collation, so that a prefix is a range of the index."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)


class Scoped(Record):
    """A row of an organisation: ``org_path`` is the body responsible for it."""

    org_path = PathField()

    class Meta:
        abstract = True
