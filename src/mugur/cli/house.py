"""Changes from the command line: in the name of the job ``setup``, within a scope, in the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, NoReturn

import click

from mugur.cli.ready import FINDINGS, platform, today


@contextmanager
def changing(event: str, path: str = "") -> Iterator[date]:
    """A change that no action of a room covers, as one audit entry of the job ``setup``."""
    with platform():
        from mugur.access.action import batch
        from mugur.access.reach import scope
        from mugur.access.who import machine

        on = today()
        who = machine("setup", on=on, paths=(path,) if path else ())
        with refusals_told(), scope(who.reach, on=on), batch(event, by=who, on=on, path=path):
            yield on


@contextmanager
def acting_at(path: str) -> Iterator[tuple[Any, Any, date]]:
    """The body at this path, the job that acts there, the day; a refusal ends with its reason."""
    with platform():
        from mugur.access.reach import scope
        from mugur.access.who import machine
        from mugur.organisations.models import Organisation

        on = today()
        who = machine("setup", on=on, paths=(path,))
        with refusals_told(), scope(who.reach, on=on):
            body = Organisation.objects.filter(path=path).first()
            if body is None:
                refuse(f"There is no organisation with the path {path}")
            yield body, who, on


@contextmanager
def refusals_told() -> Iterator[None]:
    """A refusal of the platform becomes its sentence and exit code 1."""
    from mugur.lib.errors import Refusal

    try:
        yield
    except (Refusal, ValueError) as error:
        refuse(_sentence(error))


def _sentence(error: Exception) -> str:
    from importlib import import_module

    from mugur.lib.errors import Refusal

    if not isinstance(error, Refusal):
        return str(error)
    texts = import_module(f"mugur.{error.code.split('.')[0]}.refusals").REFUSALS
    return str(texts.get(error.code, error.code)) % error.facts


def refuse(sentence: str) -> NoReturn:
    """Say why not, and end with exit code 1."""
    click.echo(sentence, err=True)
    raise SystemExit(FINDINGS)
