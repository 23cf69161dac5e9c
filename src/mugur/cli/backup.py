"""``mugur backup`` and ``mugur restore``: the whole database in one file, the keys kept apart."""

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mugur.cli.ready import FINDINGS, Stopped, leave, running_database, set_up_django, settle_mode, today
from mugur.cli.roles import database_exists, ensure_database
from mugur.cli.unprivileged import CannotStart, choose_binaries
from mugur.lib import keys
from mugur.lib.logins import Login, admin_login, database_name, home, login

KEYS_APART = (
    "This backup holds no keys. Without the keys of its installation (folder keys, or MUGUR_KEYS) "
    "sealed fields in it stay sealed. Keep the keys apart from it, under other hands."
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def backup(file: Path, as_json: bool) -> None:
    """Write the whole database to FILE, and what it is to FILE.about.json.

    \b
    Example:
      mugur backup /backups/mugur-2026-11-24.dump

    The file is PostgreSQL's custom format, readable by its owner alone.
    Keys are never in it. Uploaded files (MUGUR_HOME/files) are copied apart.
    """
    with running_database() as server:
        if not database_exists(server, database_name()):
            raise Stopped("There is no database yet.")
        _dump(login(home(), "backup"), file)
        about = _about(file, _counts(login(home(), "backup")))
    about_file(file).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    about_file(file).chmod(0o600)
    if as_json:
        click.echo(json.dumps(about, indent=2))
    else:
        click.echo(f"{file}: {about['bytes']} bytes, {about['rows']} rows in {about['tables']} tables. {KEYS_APART}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read a backup into an empty database; a database with tables is refused.

    \b
    Example:
      MUGUR_HOME=/srv/mugur-drill mugur restore /backups/mugur-2026-11-24.dump

    Put the keys of that installation into MUGUR_HOME/keys and its list of
    erased persons (erased.log) into MUGUR_HOME first: who was erased since the
    backup is then erased again. The audit chains are verified at the end.
    """
    _check_against_about(file)
    with running_database() as server:
        name = database_name()
        try:
            ensure_database(server, home(), name)
        except CannotStart as error:
            raise Stopped(str(error)) from error
        with server.connect(name) as connection:
            row = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
        if row and row[0]:
            click.echo(f"The database {name} is not empty; nothing was changed.", err=True)
            raise SystemExit(FINDINGS)
        _read(admin_login(home()).to(name), file)
        set_up_django()
        settle_mode(home())
        broken = _bring_up_to_date()
        rows = _counts(login(home(), "backup"))
    click.echo(f"Restored {sum(rows.values())} rows in {len(rows)} tables.")
    leave(ok=not broken)


def _bring_up_to_date() -> bool:
    """Tables, walls, erasures since the backup; True when an audit chain does not verify."""
    from mugur.access import chain
    from mugur.cli.setup import build_walls, migrate
    from mugur.people import erasure

    migrate()
    build_walls()
    if again := erasure.replay(today()):
        click.echo(f"{again} persons who had been erased since the backup were erased again.")
    broken = list(chain.verify())
    for each in broken:
        click.echo(f"The audit chain {each.stream} does not verify at entry {each.seq}: {each.what}.", err=True)
    return bool(broken)


def about_file(file: Path) -> Path:
    """The page beside a backup that says what it is."""
    return file.with_name(f"{file.name}.about.json")


def _dump(source: Login, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.part")
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    _program(
        source,
        *("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--exclude-table-data=staging.*"),
        *("--file", str(fresh)),
    )
    fresh.replace(file)


def _read(target: Login, file: Path) -> None:
    _program(
        target,
        *("pg_restore", "--no-owner", "--no-privileges", "--role=mugur_owner", "--exit-on-error"),
        *("--single-transaction", "--dbname", target.name, str(file.absolute())),
    )


def _program(at: Login, name: str, *arguments: str) -> None:
    """Run a client program of PostgreSQL on this database; its complaint becomes ours."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PGHOST": at.host,
        "PGPORT": str(at.port),
        "PGUSER": at.user,
        "PGPASSWORD": at.password,
        "PGDATABASE": at.name,
        **{f"PG{key.upper()}": value for key, value in at.options},
    }
    done = subprocess.run(
        [str(choose_binaries().folder / name), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stopped(f"{name} failed: {done.stderr.strip()}")


def _counts(reader: Login) -> Mapping[str, int]:
    import psycopg
    from psycopg import sql

    with psycopg.connect(**reader.conninfo()) as connection:  # type: ignore[arg-type]
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('public', 'vault') order by 1, 2"
        ).fetchall()
        counts = {}
        for schema, table in tables:
            row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table)))
            counts[f"{schema}.{table}"] = int((row.fetchone() or (0,))[0])
    return counts


def _about(file: Path, counts: Mapping[str, int]) -> dict[str, Any]:
    known = home()
    kids = {} if keys.missing(known) else {n: getattr(keys.load(known), n).kid for n in keys.NAMES}
    return {
        "what": "Backup of a Mugur database, PostgreSQL custom format",
        "keys": KEYS_APART,
        "short_names_of_the_keys": kids,
        "bytes": file.stat().st_size,
        "sha256": _sha256(file),
        "tables": len(counts),
        "rows": sum(counts.values()),
        "rows_by_table": dict(counts),
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _check_against_about(file: Path) -> None:
    if not about_file(file).exists():
        return
    about = json.loads(about_file(file).read_text(encoding="utf-8"))
    if about["sha256"] != _sha256(file):
        click.echo(f"{file} is not the file that {about_file(file).name} describes; nothing was changed.", err=True)
        raise SystemExit(FINDINGS)
    wanted = about["short_names_of_the_keys"]
    for name, kid in wanted.items():
        try:
            getattr(keys.load(home()), name).find(kid)
        except (KeyError, keys.KeysMissing) as error:
            click.echo(f"The key {name} ({kid}) of that installation is not in {keys.keys_dir(home())}.", err=True)
            raise SystemExit(FINDINGS) from error
