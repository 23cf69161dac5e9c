"""Reach: where somebody may stand on a day, and the transaction that carries it to the database.

Paths end in a dot and compare in the C collation, so that a path is a range: ``lv.m07.`` reaches
``[lv.m07., lv.m07/)``. The database computes the bounds itself (``reach_bounds()``) and raises when
no scope is set; see docs/decisions/0002-reach-and-the-second-wall.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db import connections, transaction
from django.db.models import Q

PATH = re.compile(r"^([a-z0-9]+\.)+$")


def upper(path: str) -> str:
    """The first text after every path that starts with ``path``."""
    return path[:-1] + "/"


@dataclass(frozen=True)
class Reach:
    """Disjoint paths, or exactly one person by link; nothing else."""

    paths: tuple[str, ...] = ()
    link: str = ""

    @classmethod
    def of(cls, paths: Iterable[str]) -> Reach:
        """The reach of these paths; a path inside a kept one adds nothing."""
        kept: list[str] = []
        for path in sorted(set(paths)):
            if not PATH.match(path):
                raise ValueError(f"not a path: {path!r}")
            if not kept or not path.startswith(kept[-1]):
                kept.append(path)
        return cls(tuple(kept))

    def q(self, at: str) -> Q:
        """The same paths as literal ranges on the column ``at``; nothing when there are none."""
        parts = [Q(**{f"{at}__gte": p, f"{at}__lt": upper(p)}) for p in self.paths]
        return reduce(or_, parts) if parts else Q(pk__in=[])

    def covers(self, path: str) -> bool:
        """True when ``path`` lies at or under one of the paths."""
        return any(path.startswith(p) for p in self.paths)


NOWHERE = Reach()


def _carry(using: str, reach: Reach, on: date) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select set_config('app.paths', %s, true), set_config('app.link', %s, true),"
            " set_config('app.today', %s, true)",
            ["|".join(reach.paths) or "-", reach.link, on.isoformat()],
        )


@contextmanager
def scope(reach: Reach, *, on: date, using: str = "default") -> Iterator[None]:
    """One transaction that reaches exactly ``reach``; it cannot be nested and ends with it."""
    with transaction.atomic(using=using, durable=True):
        _carry(using, reach, on)
        yield
    if connections[using].in_atomic_block:  # only under a test's own outer transaction
        with connections[using].cursor() as cursor:
            cursor.execute("select set_config('app.paths', '', true), set_config('app.link', '', true)")
