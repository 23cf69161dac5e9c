"""Every personal field has a reason and a term; the eraser and the privacy page are made from this.

A room's ``keep.py`` says one :class:`Keep` per personal model. A house test walks all models with a
wall: each of their fields is either kept here with a reason, or named ordinary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from django.apps import apps
from django.db import models

Then = Literal["erase", "delete", "keep"]


@dataclass(frozen=True)
class Term:
    """When the term of a row ends: counted from a date field, or from the end of the last enrolment."""

    sentence: str
    years: int
    after: str = "last_enrolment"


def years_after(field: str, years: int) -> Term:
    """So many years from 31 December of the year in which ``field`` lies."""
    return Term(f"{years} years after the end of the year of {field}", years, field)


@dataclass(frozen=True)
class Keep:
    """Why a model's personal fields exist, until when, and what happens then.

    Erased texts become a dash, so that “gives its reason” stays true; ``emptied`` ones become empty.
    """

    model: str
    personal: tuple[str, ...]
    reason: str
    source: str
    until: Term
    then: Then = "erase"
    ordinary: tuple[str, ...] = ()
    person_at: str = "person_id"
    special: bool = False
    emptied: tuple[str, ...] = ()


KEEPS: dict[str, Keep] = {}

#: Fields that identify a row or place it, never a person by themselves.
NEUTRAL = frozenset({"id", "uuid", "org_path", "home_path", "person", "pk"})


def keep(line: Keep) -> Keep:
    """Registers a line; a model has exactly one."""
    key = line.model.lower()
    if key in KEEPS:
        raise ValueError(f"two keep lines for {line.model}")
    KEEPS[key] = line
    return line


@lru_cache(maxsize=256)
def hashed_fields(model: Any) -> frozenset[str]:
    """Fields whose values enter the audit log as hashes only."""
    line = KEEPS.get(model._meta.label_lower)
    return frozenset(line.personal) if line else frozenset()


def unclaimed(model: type[models.Model]) -> list[str]:
    """Fields of a walled model that no line claims."""
    line = KEEPS.get(model._meta.label_lower)
    claimed = NEUTRAL | (set(line.personal) | set(line.ordinary) if line else set())
    return [f.name for f in model._meta.concrete_fields if f.name not in claimed]


Cleaner = Callable[[Any], Any]


def blank_value(field: models.Field[Any, Any]) -> Any:
    """What an erased field holds: null where it may, else the empty value of its type."""
    if field.null:
        return None
    if isinstance(field, models.DateField):
        return date(1, 1, 1)
    if isinstance(field, models.JSONField):
        return {} if field.default is dict else []
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField | models.DecimalField):
        return 0
    return ""


def lines() -> list[Keep]:
    """All lines in a stable order, for the privacy page and the eraser."""
    return [KEEPS[key] for key in sorted(KEEPS) if apps.is_installed(f"mugur.{key.split('.')[0]}")]
