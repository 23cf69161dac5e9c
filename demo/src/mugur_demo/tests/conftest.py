"""The demonstration, loaded once for all tests of this folder into a database of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from mugur.cli.postgres import FAST_AND_LOSABLE, ensure_server
from mugur.cli.roles import copy_database, drop_database


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """A copy of the tests' database under another name; every alias leads there meanwhile."""
    home, usual = Path(os.environ["MUGUR_HOME"]), os.environ["MUGUR_DATABASE"]
    own = f"{usual}_{name}"
    with ensure_server(home, settings=FAST_AND_LOSABLE) as server:
        connections.close_all()
        copy_database(server, usual, own)
        _point(own)
        try:
            yield
        finally:
            _point(usual)
            drop_database(server, own)


def _point(name: str) -> None:
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name


@contextmanager
def demonstration(name: str) -> Iterator[list[str]]:
    """One load into a database of its own; what it said."""
    from mugur.people.imports import allow_codes, roster
    from mugur_demo import load
    from mugur_demo.codes import lv_demo

    said: list[str] = []
    allow_codes(lv_demo)
    with own_database(name):
        load.load(day=None, tell=said.append)
        yield said
    roster._code_exception.clear()


@pytest.fixture(scope="module")
def loaded(django_db_setup: Any, django_db_blocker: Any) -> Iterator[list[str]]:
    """The demonstration of the default day."""
    with django_db_blocker.unblock(), demonstration("demo") as said:
        yield said
