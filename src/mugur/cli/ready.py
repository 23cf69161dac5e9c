"""What commands share: exit codes, a running database, a Django that is set up, a way to report."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click

from mugur.cli.postgres import Server, ensure_server
from mugur.cli.unprivileged import CannotStart
from mugur.lib.keys import KeysMissing
from mugur.lib.logins import database_name, home

OK, FINDINGS, USAGE, CANNOT_START = 0, 1, 2, 3
SETTINGS = "mugur.site.settings"


class Stopped(click.ClickException):
    """Mugur cannot start; exit code 3."""

    exit_code = CANNOT_START

    def show(self, file: Any = None) -> None:
        click.echo(f"Mugur cannot start. {self.format_message()}", err=True)


@contextmanager
def running_database() -> Iterator[Server]:
    """The server of this home, started when needed and stopped at the end when nobody else uses it."""
    try:
        server = ensure_server(home())
    except (CannotStart, KeysMissing, OSError) as error:
        raise Stopped(str(error)) from error
    with server:
        yield server


def set_up_django() -> None:
    """Load settings and apps; a setting that production refuses ends the command with its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault("MUGUR_MODE", mode_of(home()))
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, KeysMissing) as error:
        raise Stopped(str(error)) from error


@contextmanager
def platform() -> Iterator[Server]:
    """Mugur, ready to work as a worker: database running and laid out, Django set up."""
    from mugur.cli.roles import database_exists

    os.environ["MUGUR_LOGIN"] = "worker"
    with running_database() as server:
        if not database_exists(server, database_name()):
            raise Stopped("The database is not laid out yet. Do that with: mugur setup-database")
        set_up_django()
        try:
            yield server
        finally:
            from django.db import connections

            connections.close_all()


def mode_of(at: Path) -> str:
    """What the home is for: ``demo`` or ``development`` when it was begun as such, else ``production``."""
    try:
        return (at / "mode").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return "production"


def settle_mode(at: Path) -> None:
    """Write down what the home is for; a home for one thing never becomes one for another."""
    from django.conf import settings

    found = at / "mode"
    if not found.exists():
        at.mkdir(parents=True, exist_ok=True)
        found.write_text(f"{settings.MUGUR_MODE}\n", encoding="ascii")
    elif mode_of(at) != settings.MUGUR_MODE:
        raise Stopped(f"{at} is a home for {mode_of(at)}, not for {settings.MUGUR_MODE}. Set MUGUR_HOME to another.")


def today() -> date:
    """The day on which the command acts: the platform's own clock."""
    from mugur.web import clock

    day: date = clock.today()
    return day


def tell(lines: Sequence[str], as_json: Any, *, wanted: bool) -> None:
    """Print a report for people, or as JSON for machines."""
    if wanted:
        click.echo(json.dumps(as_json, ensure_ascii=False, indent=2, default=str))
    else:
        for line in lines:
            click.echo(line)


def leave(*, ok: bool) -> NoReturn:
    """End the command: 0 when all is well, 1 when there are findings or a refusal."""
    sys.exit(OK if ok else FINDINGS)


def path_of_repository() -> Path:
    """Folder with package.json and node_modules beside the source, when run from a checkout."""
    return Path(__file__).resolve().parents[3]
