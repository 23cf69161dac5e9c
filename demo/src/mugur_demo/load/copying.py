"""Rows by COPY: as the tables' owner, in one transaction, with one audit entry for each table.

Row-level security stands in the way of COPY even for the owner of a table, because Mugur forces it. The owner may
lift the force for the length of the transaction; nobody else can see the tables meanwhile, and a failure brings
everything back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from json import dumps
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Model

from mugur.access import chain
from mugur.access.wall import walled

CHUNK = 20_000
ACTOR = "machine:demo"


class Desk:
    """The owner's desk: a cursor, the day of the story, and what has been copied so far."""

    def __init__(self, cursor: Any, day: date) -> None:
        self.cursor = cursor
        self.day = day
        self.counts: dict[str, int] = {}

    def copy(self, model: type[Model], columns: str, rows: Iterable[Sequence[Any]], *, path: str = "lv.") -> int:
        """Copies rows into the model's table and writes the batch's audit entry; returns how many."""
        table = model._meta.db_table
        more = _defaults(model, columns.split())
        tail = tuple(more.values())
        count = self.copy_into(f'"{table}"', " ".join([*columns.split(), *more]), ((*row, *tail) for row in rows))
        self.cursor.execute(f"""select setval(s, greatest((select coalesce(max(id), 1) from "{table}"), 1))
            from pg_get_serial_sequence('"{table}"', 'id') s where s is not null""") if _has_id(model) else None
        self.counts[table] = self.counts.get(table, 0) + count
        self.audit(f"demo.load.{model._meta.model_name}", path, {model._meta.label_lower: count})
        return count

    def copy_into(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
        """Copies rows as text; values are written by :func:`cell`."""
        count = 0
        names = ", ".join(f'"{name}"' for name in columns.split())
        with self.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
            lines: list[str] = []
            for row in rows:
                lines.append("\t".join([cell(value) for value in row]))
                if len(lines) == CHUNK:
                    stream.write("\n".join(lines) + "\n")
                    count += len(lines)
                    lines.clear()
            if lines:
                stream.write("\n".join(lines) + "\n")
        return count + len(lines)

    def copy_lines(self, table: str, columns: str, lines: Iterator[str], count: int) -> int:
        """Copies blocks of finished lines; for the largest tables, whose cells need no escaping."""
        names = ", ".join(f'"{name}"' for name in columns.split())
        with self.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
            for block in lines:
                stream.write(block)
        return count

    def audit(self, event: str, path: str, counts: dict[str, int]) -> None:
        """One entry in the chain for a batch of the mass."""
        moment = datetime.combine(self.day, time(4, 0), UTC)
        with chain.at_moment(moment):
            chain.write(chain.Entry(event=event, day=self.day, actor=ACTOR, org_path=path, data={"counts": counts}),
                        using="owner")  # fmt: skip

    @contextmanager
    def bare(self, model: type[Model]) -> Iterator[None]:
        """The table without indexes and keys while much is copied into it; they are built anew at the end."""
        table = model._meta.db_table
        self.cursor.execute("set constraints all immediate")
        self.cursor.execute("set constraints all deferred")
        self.cursor.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass"
            " and contype in ('p', 'u', 'f', 'x') order by contype = 'f', contype <> 'p', conname", [table],
        )  # fmt: skip
        keys = self.cursor.fetchall()
        self.cursor.execute(
            "select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid"
            " where i.indrelid = %s::regclass and not exists (select from pg_constraint k where k.conindid = c.oid)"
            " order by 1", [table],
        )  # fmt: skip
        indexes = self.cursor.fetchall()
        for name, _ in keys:
            self.cursor.execute(f'alter table "{table}" drop constraint "{name}"')
        for name, _ in indexes:
            self.cursor.execute(f'drop index "{name}"')
        yield
        for name, body in keys:
            self.cursor.execute(f'alter table "{table}" add constraint "{name}" {body}')
        for _, body in indexes:
            self.cursor.execute(body.replace(" ON ONLY ", " ON "))


def _defaults(model: type[Model], given: list[str]) -> dict[str, Any]:
    """Columns that no row gives, with what the model puts there; the database has no defaults of its own."""
    made: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.column is None or field.column in given or field.primary_key or field.null or field.has_db_default():
            continue
        value = field.get_default()
        made[field.column] = dumps(value) if isinstance(value, dict | list) else value
    return made


def _has_id(model: type[Model]) -> bool:
    return any(field.name == "id" for field in model._meta.concrete_fields)


def cell(value: Any) -> str:
    """One value as COPY's text format reads it."""
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, str):
        if "\\" in value or "\t" in value or "\n" in value:
            return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


@contextmanager
def owners_desk(day: date) -> Iterator[Desk]:
    """One transaction as the owner, in which the force of row-level security is lifted and put back."""
    tables = [model._meta.db_table for model, _ in walled()]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        cursor.execute("set local maintenance_work_mem = '256MB'")
        cursor.execute("set local work_mem = '64MB'")
        for table in tables:
            cursor.execute(f'alter table "{table}" no force row level security')
        yield Desk(cursor, day)
        # Keys are looked at before the walls stand again.
        cursor.execute("set constraints all immediate")
        for table in tables:
            cursor.execute(f'alter table "{table}" force row level security')
