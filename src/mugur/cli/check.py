"""``mugur check``: is this installation what it should be; changes nothing."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from mugur.cli.postgres import Server
from mugur.cli.ready import Stopped, leave, platform, tell
from mugur.lib import keys
from mugur.lib.logins import ALL_ROLES, database_name, home

OLDEST_SERVER = 150000


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def check(as_json: bool) -> None:
    """Check configuration, keys and database; exit code 1 when something is to be mended.

    \b
    Examples:
      mugur check
      MUGUR_MODE=production mugur check --json
    """
    findings = [f"Key {name} is missing: mugur keys create" for name in keys.missing(home())]
    findings += list(_open_files(keys.keys_dir(home())))
    try:
        with platform() as server:
            for question in QUESTIONS:
                findings += list(question(server))
    except Stopped as stopped:
        findings.append(stopped.format_message())
    tell(findings or ["Everything is as it should be."], {"ok": not findings, "findings": findings}, wanted=as_json)
    leave(ok=not findings)


def _open_files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*")):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"{path} can be read by others: chmod 600 {path}"


def _version(server: Server) -> Iterator[str]:
    with server.connect() as connection:
        if connection.info.server_version < OLDEST_SERVER:
            yield f"PostgreSQL {connection.info.server_version // 10000} is too old; Mugur needs 15 or later."


def _roles(server: Server) -> Iterator[str]:
    """Nothing at run time is anybody special: no superuser, owner, bypass, membership, creation."""
    with server.connect(database_name()) as connection:
        rows = connection.execute(
            "select rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls,"
            " exists (select from pg_auth_members where member = r.oid),"
            " exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            "   where c.relowner = r.oid and n.nspname not like 'pg_%%'),"
            " has_schema_privilege(rolname, 'public', 'create'),"
            " has_database_privilege(rolname, current_database(), 'temporary')"
            " from pg_roles r where rolname = any(%s) order by rolname",
            [list(ALL_ROLES)],
        ).fetchall()
    names = ("superuser", "may create databases", "may create roles", "bypasses row security",
             "member of another role", "owns tables", "may create in public", "may make temporary tables")  # fmt: skip
    missing = set(ALL_ROLES) - {str(row[0]) for row in rows}
    yield from (f"The role {name} is missing: mugur setup-database" for name in sorted(missing))
    allowed = {
        "mugur_owner": {"owns tables", "may create in public", "may make temporary tables"},
        "mugur_backup": {"bypasses row security", "member of another role"},
    }
    for role, *marks in rows:
        special = {name for name, mark in zip(names, marks, strict=True) if mark} - allowed.get(str(role), set())
        yield from (f"The role {role} is too mighty: {name}." for name in sorted(special))


def _migrations(_server: Server) -> Iterator[str]:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connections["owner"].close()
    if missing:
        yield f"{len(missing)} migrations are not applied: mugur setup-database"


def _walls(_server: Server) -> Iterator[str]:
    """Every walled table forces row-level security and has the policies that its model declares."""
    from django.db import connections

    from mugur.access import wall

    with connections["owner"].cursor() as cursor:
        for model, declared in wall.walled():
            table = model._meta.db_table
            cursor.execute(
                "select relrowsecurity and relforcerowsecurity,"
                " array(select polname::text from pg_policy where polrelid = c.oid) from pg_class c"
                " where c.oid = to_regclass(%s)",
                [f'public."{table}"'],
            )
            forced, there = cursor.fetchone() or (False, [])
            wanted = set(
                wall.policies(
                    table,
                    declared,
                    append_only=bool(getattr(model, "append_only", False)),
                    may_delete=bool(getattr(model, "app_may_delete", False)),
                )
            )
            if not forced or wanted != set(there):
                yield f"The wall of {table} is not as its model says: mugur setup-database"
    connections["owner"].close()


def _chains(_server: Server) -> Iterator[str]:
    from mugur.access import chain

    for broken in chain.verify():
        yield f"The audit chain {broken.stream} does not verify at entry {broken.seq}: {broken.what}."


def _django(_server: Server) -> Iterator[str]:
    from django.conf import settings
    from django.core import checks

    for message in checks.run_checks(include_deployment_checks=settings.MUGUR_MODE == "production"):
        if message.level >= checks.WARNING and message.id not in settings.SILENCED_SYSTEM_CHECKS:
            yield f"{message.id}: {message.msg}"


def _embedded(server: Server) -> Iterator[str]:
    from django.conf import settings

    if settings.MUGUR_MODE == "production" and server.embedded is not None:
        yield "The embedded database is for demonstrations and for development; set DATABASE_URL to a server of yours."


QUESTIONS: tuple[Callable[[Server], Iterator[str]], ...] = (
    _version,
    _embedded,
    _roles,
    _migrations,
    _walls,
    _chains,
    _django,
)
