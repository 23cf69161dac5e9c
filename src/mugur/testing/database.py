"""The tests' database: built once as owner, copied per run, copied again after a test that committed."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase

from mugur.cli.postgres import FAST_AND_LOSABLE, Server, ensure_server
from mugur.cli.roles import (
    copy_database,
    database_exists,
    database_names,
    drop_database,
    ensure_database,
    ensure_roles,
    rename_database,
)
from mugur.testing import ROOT

TEMPLATE = "mugur_template_"
RUN = "mugur_test_"
KEPT = 8
SHAPING = ("migrations", "access", "lib", "models")


@contextmanager
def test_database() -> Iterator[Server]:
    """A fresh database for this run, under the name that the settings already have."""
    home, name = Path(os.environ["MUGUR_HOME"]), os.environ["MUGUR_DATABASE"]
    with ensure_server(home, settings=FAST_AND_LOSABLE) as server:
        template = _template(server, home)
        _sweep(server)
        copy_database(server, template, name)
        usual = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
        TransactionTestCase._fixture_teardown = lambda self: renew(server, template, name)  # type: ignore[attr-defined]
        try:
            yield server
        finally:
            TransactionTestCase._fixture_teardown = usual  # type: ignore[attr-defined]
            connections.close_all()
            drop_database(server, name)


def renew(server: Server, template: str, name: str) -> None:
    """Bring the run's database back to the template: ledgers refuse to be emptied, and rightly."""
    connections.close_all()
    copy_database(server, template, name)


def shape_of_the_database(root: Path = ROOT) -> str:
    """A short mark that changes with everything that shapes the tables and their rights."""
    mark = hashlib.sha256()
    for tree in (root / "src", root / "demo" / "src"):
        for path in sorted(tree.rglob("*.py")):
            parts = path.relative_to(tree).with_suffix("").parts
            if "tests" not in parts and (set(SHAPING) & set(parts) or parts[-1] in ("settings", "roles")):
                mark.update(b"/".join(part.encode() for part in parts) + b"\0" + path.read_bytes())
    mark.update((root / "requirements.lock").read_bytes())
    return mark.hexdigest()[:12]


def _template(server: Server, home: Path) -> str:
    name = TEMPLATE + shape_of_the_database()
    with open(home / ".template.lock", "a", encoding="utf-8") as hold:
        fcntl.flock(hold, fcntl.LOCK_EX)
        if database_exists(server, name):
            ensure_roles(server, home)
            return name
        for old in database_names(server, TEMPLATE)[:-KEPT]:  # the youngest may be in use by runs beside this one
            drop_database(server, old)
        drop_database(server, f"{TEMPLATE}building")
        building = f"{TEMPLATE}building"
        ensure_database(server, home, building)
        _migrate(building)
        rename_database(server, building, name)
    return name


def _migrate(name: str) -> None:
    from mugur.access import wall

    owner = connections["owner"]
    usual = owner.settings_dict["NAME"]
    owner.close()
    owner.settings_dict["NAME"] = name
    try:
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        wall.build("owner")
    finally:
        owner.close()
        owner.settings_dict["NAME"] = usual


def _sweep(server: Server) -> None:
    """Delete the databases of runs that were killed."""
    for name in database_names(server, RUN):
        pid = int(name.removeprefix(RUN).split("_")[0])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            drop_database(server, name)
        except PermissionError:
            continue
