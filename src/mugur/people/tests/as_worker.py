"""Tests that import as the worker does: with the worker's login, and transactions that really end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def the_worker() -> Iterator[None]:
    """The default connection signs in as mugur_worker until the end; only where a test owns its transactions."""
    default, worker = connections["default"], connections["worker"]
    before = {name: default.settings_dict[name] for name in ("USER", "PASSWORD")}
    default.close()
    default.settings_dict.update({name: worker.settings_dict[name] for name in before})
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(before)
