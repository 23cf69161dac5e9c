"""``mugur setup-database``: roles, database, tables, the second wall; safe to repeat."""

import json
import os
from pathlib import Path

import click

from mugur.cli.postgres import Server
from mugur.cli.ready import Stopped, running_database, set_up_django, settle_mode
from mugur.cli.roles import ensure_database
from mugur.cli.unprivileged import CannotStart
from mugur.lib.logins import database_name, home


@click.command("setup-database")
def setup_database() -> None:
    """Create the roles, the database and its tables, or bring them up to date.

    \b
    Example:
      DATABASE_URL=postgresql://admin@db.example/mugur mugur setup-database
    """
    with running_database() as server:
        made = lay_out(server)
    click.echo(f"The database is ready. {made} migrations were applied." if made else "The database is up to date.")


def lay_out(server: Server) -> int:
    """Bring roles, tables, rights and walls up to date; the number of migrations applied."""
    name = database_name()
    try:
        ensure_database(server, home(), name)
    except CannotStart as error:
        raise Stopped(str(error)) from error
    set_up_django()
    settle_mode(home())
    applied = migrate()
    if applied or not _walls_stand():
        build_walls()
    refuse_the_wrong_database()
    return applied


def refuse_the_wrong_database() -> None:
    """Invented and real persons never meet: a demonstration's database serves nothing else, and the reverse."""
    from django.conf import settings

    from mugur.access.models import Installation
    from mugur.people.models import Person

    holds_demo = Installation.objects.using("owner").filter(mode="demo").exists()
    if holds_demo and settings.MUGUR_MODE != "demo":
        raise Stopped("This database holds a demonstration. Use an empty one for real persons.")
    if settings.MUGUR_MODE == "demo" and Person.objects.using("wide").filter(synthetic=False).exists():
        raise Stopped("This database holds persons who are not invented. A demonstration needs one of its own.")


def migrate() -> int:
    """Apply the migrations that the database lacks, as its owner; how many they were."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    owner = connections["owner"]
    executor = MigrationExecutor(owner)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    owner.close()
    return len(missing)


def build_walls() -> None:
    """Write grants and row-level security from the models, and remember from which source."""
    from django.db import connections

    from mugur.access import wall

    wall.build("owner")
    with connections["owner"].cursor() as cursor:
        cursor.execute("comment on schema public is " + f"'{json.dumps({'wall': _source_of_walls()})}'")
    connections["owner"].close()


def _walls_stand() -> bool:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("select obj_description('public'::regnamespace)")
        said = cursor.fetchone()[0]
    connections["owner"].close()
    return str(said) == json.dumps({"wall": _source_of_walls()})


def _source_of_walls() -> str:
    """A mark that changes when a model or the wall's own code changes."""
    import hashlib

    mark = hashlib.sha256()
    package = Path(__file__).resolve().parents[1]
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if "tests" not in parts and ("models" in parts or parts[0] == "access"):
            mark.update(os.fsencode(path.name) + b"\0" + path.read_bytes())
    return mark.hexdigest()[:16]
