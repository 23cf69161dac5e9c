"""The second wall: row-level security generated from the models, after every migration, as owner.

A model says ``wall = Wall(...)``; this module writes grants and policies so that a query that forgot
its right still returns nothing. It is idempotent, and a house test compares models and catalogue.
Pattern and figures: docs/decisions/0002-reach-and-the-second-wall.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import Model

ACTORS = "mugur_app, mugur_worker"
PERSON = "people_person"

BOUNDS = """
create or replace function reach_bounds() returns text[] language plpgsql stable parallel safe
set search_path = pg_catalog as $$
declare s text := current_setting('app.paths', true);
begin
  if coalesce(s, '') = '' then raise exception 'no scope is set' using errcode = '42501'; end if;
  return (select coalesce(array_agg(b order by b collate "C"), '{}')
          from (select distinct p from unnest(string_to_array(s, '|')) p where p ~ '^([a-z0-9]+[.])+$') x,
               lateral (values (p), (left(p, -1) || '/')) v(b));
end $$;
revoke all on function reach_bounds() from public;
grant execute on function reach_bounds() to mugur_app, mugur_worker, mugur_wide, mugur_erase;
"""


@dataclass(frozen=True)
class Wall:
    """How rows of a model are reached: by path, by the person of a link, by a tie of these kinds."""

    path: str = "org_path"
    person: str = "person_id"
    link: bool = False
    link_writes: bool = False
    ties: tuple[str, ...] = ()
    checks_person: bool = True
    open_insert: bool = False
    also_path: str = ""
    write_path: str = ""


def _in_path(column: str) -> str:
    return f"width_bucket({column}, (select reach_bounds())) % 2 = 1"


def _linked(column: str) -> str:
    return f"{column} = (select nullif(current_setting('app.link', true), '')::bigint)"


def _tied(column: str, kinds: tuple[str, ...]) -> str:
    today = "(select nullif(current_setting('app.today', true), '')::date)"
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        f"exists (select from people_tie t where t.person_id = {column} and t.kind in ({listed})"
        f" and t.starts <= {today} and (t.ends is null or t.ends >= {today}) and {_in_path('t.org_path')})"
    )


def reading(table: str, wall: Wall) -> str:
    """The USING condition of reads: a CASE, whose first branch is the path."""
    column = f"{table}.{wall.person}" if wall.person else ""
    parts = [f"case when {_in_path(wall.path)} then true"]
    if wall.also_path:
        parts.append(f"when {_in_path(wall.also_path)} then true")
    if wall.link:
        parts.append(f"when {_linked(column)} then true")
    parts.append(f"else {_tied(column, wall.ties) if wall.ties else 'false'} end")
    return " ".join(parts)


def writing(table: str, wall: Wall) -> str:
    """The condition of writes: own path, or exactly the person of the link where the room says so."""
    link = f" when {_linked(wall.person)} then true" if wall.link_writes else ""
    return f"case when {_in_path(wall.write_path or wall.path)} then true{link} else false end"


def inserting(table: str, wall: Wall) -> str:
    """Writes, and the person must be visible: a key to an invisible row is refused."""
    if wall.open_insert:
        return "true"
    if wall.person and wall.checks_person and table != PERSON:
        return f"({writing(table, wall)}) and exists (select from {PERSON} p where p.id = {table}.{wall.person})"
    return writing(table, wall)


def policies(table: str, wall: Wall, *, append_only: bool, may_delete: bool = False) -> dict[str, str]:
    """Name → statement of every policy the table must have."""
    made = {
        "reach_select": f"for select to {ACTORS} using ({reading(table, wall)})",
        "reach_insert": f"for insert to {ACTORS} with check ({inserting(table, wall)})",
        "wide_select": "for select to mugur_wide using (true)",
        "erase_all": "for all to mugur_erase using (true) with check (true)",
        "backup_all": "for select to mugur_backup using (true)",
    }
    if not append_only:
        made["reach_update"] = (
            f"for update to {ACTORS} using ({writing(table, wall)}) with check ({writing(table, wall)})"
        )
    if may_delete:
        made["reach_delete"] = f"for delete to {ACTORS} using ({writing(table, wall)})"
    return made


def walled() -> Iterator[tuple[type[Model], Wall]]:
    """Every model with a wall, in a stable order."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.db_table):
        wall = getattr(model, "wall", None)
        if isinstance(wall, Wall):
            yield model, wall


def _partitions(cursor: Any, table: str) -> list[str]:
    cursor.execute("select inhrelid::regclass::text from pg_inherits where inhparent = %s::regclass", [table])
    return [row[0] for row in cursor.fetchall()]


def _raise_wall(cursor: Any, model: type[Model], wall: Wall) -> None:
    table = model._meta.db_table
    append_only = bool(getattr(model, "append_only", False))
    may_delete = bool(getattr(model, "app_may_delete", False))
    cursor.execute(f'alter table "{table}" alter column {wall.path} set statistics 1000')
    for name in [table, *_partitions(cursor, table)]:
        cursor.execute(f"alter table {name} enable row level security")
        cursor.execute(f"alter table {name} force row level security")
        cursor.execute("select polname from pg_policy where polrelid = %s::regclass", [name])
        for (old,) in cursor.fetchall():
            cursor.execute(f'drop policy "{old}" on {name}')
        if name == table:
            for policy, body in policies(table, wall, append_only=append_only, may_delete=may_delete).items():
                cursor.execute(f"create policy {policy} on {name} {body}")
        else:
            cursor.execute(f"revoke all on {name} from mugur_app, mugur_worker, mugur_wide, mugur_erase")


def _grant(cursor: Any, model: type[Model]) -> None:
    table = model._meta.db_table
    if not model._meta.managed and not getattr(model, "wall", None):
        return
    verbs = "select, insert" if getattr(model, "append_only", False) else "select, insert, update"
    if getattr(model, "app_may_delete", False) or model._meta.app_label not in OURS:
        verbs += ", delete"
    cursor.execute(f'revoke all on "{table}" from public, mugur_app, mugur_worker, mugur_wide, mugur_erase')
    cursor.execute(f'grant {verbs} on "{table}" to mugur_app, mugur_worker')
    cursor.execute(f'grant select on "{table}" to mugur_wide, mugur_backup')
    cursor.execute(f'grant select, insert, update, delete on "{table}" to mugur_erase')


OURS = {"access", "web", "organisations", "people", "fund", "support", "prevention", "statistics"}


def build(using: str = "owner") -> None:
    """Grants and policies for every model and schema; run after migrate, as the owner."""
    with connections[using].cursor() as cursor:
        cursor.execute("select set_config('search_path', 'public', false)")
        cursor.execute(BOUNDS)
        cursor.execute("revoke create on schema public from public")
        cursor.execute("grant usage on schema public to mugur_app, mugur_worker, mugur_wide, mugur_erase, mugur_backup")
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.proxy and not getattr(model, "in_vault", False):
                _grant(cursor, model)
        cursor.execute("grant usage, select on all sequences in schema public to mugur_app, mugur_worker, mugur_erase")
        cursor.execute("grant select on all tables in schema public to mugur_backup")
        cursor.execute("grant select on all sequences in schema public to mugur_backup")
        for model, wall in walled():
            _raise_wall(cursor, model, wall)
        _queue(cursor)
        _cache(cursor)
        _vault(cursor)
        _staging(cursor)


def _queue(cursor: Any) -> None:
    """The job queue's own tables and functions: web defers, the worker fetches."""
    cursor.execute("select tablename from pg_tables where schemaname = 'public' and tablename like 'procrastinate_%'")
    for (table,) in cursor.fetchall():
        cursor.execute(f'grant select, insert, update, delete on "{table}" to mugur_app, mugur_worker')


def _cache(cursor: Any) -> None:
    """The shared cache of limits: one small table of Django's database cache."""
    cursor.execute(
        "create table if not exists web_cache (cache_key varchar(255) primary key, value text not null,"
        " expires timestamptz not null)"
    )
    cursor.execute("create index if not exists web_cache_expires on web_cache (expires)")
    cursor.execute("grant select, insert, update, delete on web_cache to mugur_app, mugur_worker")


def _vault(cursor: Any) -> None:
    """The vault's schema belongs to its own login; nobody else reads it."""
    cursor.execute("select 1 from pg_namespace where nspname = 'vault'")
    if not cursor.fetchone():
        return
    cursor.execute("revoke all on schema vault from public, mugur_app, mugur_worker, mugur_wide")
    cursor.execute("revoke all on all tables in schema vault from public, mugur_app, mugur_worker, mugur_wide")
    cursor.execute("grant usage on schema vault to mugur_vault, mugur_erase, mugur_backup")
    cursor.execute("grant select, insert, update on all tables in schema vault to mugur_vault")
    cursor.execute("grant select, update, delete on all tables in schema vault to mugur_erase")
    cursor.execute("grant usage, select on all sequences in schema vault to mugur_vault, mugur_backup")
    cursor.execute("grant select on all tables in schema vault to mugur_backup")


def _staging(cursor: Any) -> None:
    """Staging is the worker's alone: it makes a table for the raw rows of a batch and drops it at its end."""
    cursor.execute("create schema if not exists staging")
    cursor.execute("revoke all on schema staging from public, mugur_app")
    cursor.execute("grant usage, create on schema staging to mugur_worker")
    cursor.execute("grant select, insert, update, delete on all tables in schema staging to mugur_worker")
