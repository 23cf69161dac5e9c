"""Many rows at once: new ones by few statements, changed ones by one, all counted in the running batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from mugur.access.records import acting

SIZE = 2_000


def create(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Inserts new rows; their keys are known afterwards."""
    if rows:
        model._default_manager.bulk_create(rows, batch_size=SIZE)


def change(model: type[models.Model], rows: Iterable[models.Model], columns: Sequence[str]) -> int:
    """Writes these columns of rows that are there already, set-wise; returns how many."""
    changed = list(rows)
    if not changed:
        return 0
    now = acting(model.__name__)
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    table = connection.ops.quote_name(model._meta.db_table)
    sets = ", ".join(f"{f.column} = v.{f.column}" for f in fields)
    names = ", ".join(f.column for f in fields)
    arrays = ", ".join(f"%s::{_cast(f)}[]" for f in fields)
    sql = f"update {table} t set {sets} from unnest(%s::bigint[], {arrays}) v(id, {names}) where t.id = v.id"
    for at in range(0, len(changed), SIZE):
        part = changed[at : at + SIZE]
        values: list[list[Any]] = [[row.pk for row in part]]
        values += [[getattr(row, f.attname) for row in part] for f in fields]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
    label = model._meta.label_lower
    now.counts[label] = now.counts.get(label, 0) + len(changed)
    return len(changed)


def _cast(field: Any) -> str:
    kind = str(field.db_type(connection)).split(" COLLATE")[0].split("(")[0]
    return "text" if kind == "varchar" else kind
