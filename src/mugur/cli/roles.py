"""The database's roles and who may do what before a single table exists.

Rights on tables are given by ``mugur.access.wall`` after every migration; here
is what lies outside of tables: who may connect, create, take their time.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

from mugur.cli.postgres import Server
from mugur.cli.unprivileged import CannotStart
from mugur.lib.logins import ADMIN, ALL_ROLES, make_passwords

OWNER = "mugur_owner"
LIMITS = {
    "mugur_app": {"statement_timeout": "5s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"},
    "mugur_wide": {"statement_timeout": "30s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"},
    "mugur_vault": {"statement_timeout": "5s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"},
    "mugur_worker": {"statement_timeout": "10min", "lock_timeout": "30s"},
    "mugur_erase": {"statement_timeout": "10min", "lock_timeout": "30s"},
    "mugur_owner": {"lock_timeout": "5s"},
    "mugur_backup": {"default_transaction_read_only": "on"},
}
# Functions that let an intruder wait, or keep files in the database.
NOT_FOR_EVERYBODY = (
    "pg_sleep(double precision)",
    "pg_sleep_for(interval)",
    "pg_sleep_until(timestamp with time zone)",
    "lo_create(oid)",
    "lo_creat(integer)",
    "lo_from_bytea(oid, bytea)",
    "lo_get(oid)",
    "lo_put(oid, bigint, bytea)",
    "lo_open(oid, integer)",
    "lo_unlink(oid)",
)


def ensure_roles(server: Server, home: Path) -> None:
    """Create the logins with the passwords of this home and set their limits; safe to repeat."""
    passwords = make_passwords(home)
    with server.connect("postgres") as connection:
        known = {row[0] for row in connection.execute("select rolname from pg_roles")}
        for role in ALL_ROLES:
            _ensure_role(connection, role, passwords[role], "alter" if role in known else "create")
        # Only a superuser may give this away; elsewhere the backup reads what the walls' grants let it read.
        with suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute("grant pg_read_all_data to mugur_backup")


def _ensure_role(
    connection: "psycopg.Connection[tuple[object, ...]]", role: str, password: str, verb: Literal["create", "alter"]
) -> None:
    try:
        connection.execute(
            sql.SQL(f"{verb} role {{}} login password {{}} nosuperuser nocreatedb nocreaterole {{}}").format(
                sql.Identifier(role),
                sql.Literal(password),
                sql.SQL("bypassrls" if role == "mugur_backup" else "nobypassrls"),
            )
        )
    except psycopg.errors.InsufficientPrivilege as error:
        raise CannotStart(
            "The user of DATABASE_URL may not create roles. Let an administrator create "
            f"{', '.join(ALL_ROLES)} and give their addresses as MUGUR_APP_URL, MUGUR_OWNER_URL and so on."
        ) from error
    for name, value in LIMITS.get(role, {}).items():
        connection.execute(
            sql.SQL("alter role {} set {} = {}").format(sql.Identifier(role), sql.Identifier(name), sql.Literal(value))
        )


def ensure_database(server: Server, home: Path, name: str) -> None:
    """Create the roles and the database, owned by its owner and closed to everybody else; safe to repeat."""
    ensure_roles(server, home)
    with server.connect("postgres") as connection:
        if connection.execute("select from pg_database where datname = %s", [name]).fetchone() is None:
            _create(connection, name, "template0")
        _close(connection, name)
    with server.connect(name) as connection:
        for statement in _inside(connection):
            connection.execute(statement)


def copy_database(server: Server, template: str, name: str) -> None:
    """Make a fresh database that is a copy of another, which nobody may be using."""
    drop_database(server, name)
    with server.connect("postgres") as connection:
        _create(connection, name, template)
        _close(connection, name)


def rename_database(server: Server, old: str, new: str) -> None:
    """Give a database that nobody is using another name."""
    with server.connect("postgres") as connection:
        connection.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(old), sql.Identifier(new)))


def database_names(server: Server, beginning: str) -> list[str]:
    """Names of the server's databases that begin like this, the oldest first."""
    with server.connect("postgres") as connection:
        found = connection.execute("select datname from pg_database order by oid").fetchall()
    return [str(row[0]) for row in found if str(row[0]).startswith(beginning)]


def database_exists(server: Server, name: str) -> bool:
    """True when the server has a database of this name."""
    with server.connect("postgres") as connection:
        return connection.execute("select from pg_database where datname = %s", [name]).fetchone() is not None


def drop_database(server: Server, name: str) -> None:
    """Delete a database, ending the sessions in it."""
    with server.connect("postgres") as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _create(connection: "psycopg.Connection[tuple[object, ...]]", name: str, like: str) -> None:
    if connection.info.user != ADMIN:  # on a server of others the creator must be able to become the owner
        connection.execute(
            sql.SQL("grant {} to {}").format(sql.Identifier(OWNER), sql.Identifier(connection.info.user))
        )
    connection.execute(
        sql.SQL("create database {} owner {} template {} encoding 'UTF8'").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(like)
        )
    )


def _close(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    others = sql.SQL(", ").join(sql.Identifier(role) for role in ALL_ROLES if role != OWNER)
    connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    connection.execute(sql.SQL("grant connect, create, temporary on database {} to {}").format(database, owner))
    connection.execute(sql.SQL("grant connect on database {} to {}").format(database, others))


def _inside(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[sql.SQL | sql.Composed]:
    yield sql.SQL("alter schema public owner to mugur_owner")
    yield sql.SQL("revoke all on schema public from public")
    for role in ALL_ROLES:
        if role != OWNER:
            yield sql.SQL("grant usage on schema public to {}").format(sql.Identifier(role))
    row = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    if row and row[0]:  # only a superuser may take the system's own functions away
        for signature in NOT_FOR_EVERYBODY:
            yield sql.SQL(f"revoke execute on function pg_catalog.{signature} from public")
