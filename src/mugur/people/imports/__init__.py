"""Imports: what schools and registers send, compared with what is there, told, and brought in whole or not at all.

``run`` is the door of commands and tests. Rooms above people bring their own kinds of files with ``register``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mugur.access.reach import Reach, scope
from mugur.access.who import Who, machine
from mugur.lib.errors import RuleBroken
from mugur.organisations.models import Organisation

from . import roster
from .report import TEXTS, WHY, Report
from .roster import Answers, allow_codes
from .source import find_source

__all__ = ["Answers", "Report", "allow_codes", "load", "loaders", "register", "run"]

#: Called inside the source's scope: (path, source, by=, on=, answers=, dry_run=, made=, told=, name=) -> Report.
Loader = Callable[..., Report]
_LOADERS: dict[str, Loader] = {"roster": roster.bring_in}


def register(kind: str, loader: Loader, *, texts: Mapping[str, str], why: Mapping[str, str]) -> None:
    """A room tells how it takes in a kind of file, and the words of its rules; the kind is the word of the command."""
    _LOADERS[kind] = loader
    TEXTS.update(texts)
    WHY.update(why)


def loaders() -> dict[str, Loader]:
    """Every kind of file that can come in."""
    return dict(_LOADERS)


def load(kind: str, path: Path, source: Organisation, **more: Any) -> Report:
    """Takes in one file inside a scope that the caller has opened."""
    loader = _LOADERS.get(kind)
    if loader is None:
        raise RuleBroken("people.import_kind", kind=kind)
    return loader(path, source, **more)


def run(
    kind: str, path: Path | str, *, on: date, dry_run: bool = False, source: str = "", by: Who | None = None,
    answers: Answers | None = None,
) -> Report:  # fmt: skip
    """Takes in one file for the body at the path ``source``, in a scope of its own, and tells the outcome.

    Must run as the worker. Without ``by`` the import itself is the actor.
    """
    body = find_source(source)
    actor = by or machine("import", on=on, paths=(body.path,))
    with scope(Reach.of([body.path]), on=on):
        return load(kind, Path(path), body, by=actor, on=on, answers=answers or Answers(), dry_run=dry_run)
