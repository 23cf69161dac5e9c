"""Who acts: an account with its memberships on a day, a link for one act, or a named machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from .reach import Reach

Lookup = Callable[["Who", str], frozenset[int]]
_LOOKUPS: dict[str, Lookup] = {}


def register_lookup(name: str, lookup: Lookup) -> None:
    """An upper room tells how it finds the persons somebody is assigned or tied to."""
    _LOOKUPS[name] = lookup


@dataclass(frozen=True)
class Held:
    """One role held at one organisation on the day."""

    role: str
    path: str
    organisation_id: int
    since: date
    place: str = ""


@dataclass(frozen=True)
class Ticket:
    """What an opened link carries: one purpose, one person, one thing."""

    link_id: int
    purpose: str
    person_id: int
    subject: str
    language: str
    recipient_id: int | None = None


@dataclass
class Who:
    """The actor of a request or job; rights are asked of it, never stored in it."""

    on: date
    account_id: int | None = None
    account_uuid: UUID | None = None
    name: str = ""
    held: tuple[Held, ...] = ()
    link: Ticket | None = None
    machine: str = ""
    machine_paths: tuple[str, ...] = ()
    aal: int = 1
    _found: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict, repr=False)

    @property
    def is_somebody(self) -> bool:
        return bool(self.account_id or self.link or self.machine)

    @property
    def reach(self) -> Reach:
        """The union of all roles' paths: what the wall lets through. Rights are narrower."""
        if self.link is not None:
            return Reach(link=str(self.link.person_id))
        if self.machine:
            return Reach.of(self.machine_paths)
        return Reach.of(h.path for h in self.held)

    def paths(self, *roles: str) -> tuple[str, ...]:
        """The paths at which one of these roles is held."""
        return Reach.of(h.path for h in self.held if h.role in roles).paths

    def has(self, *roles: str) -> bool:
        return any(h.role in roles for h in self.held)

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(h.role for h in self.held))

    def persons(self, lookup: str, kind: str) -> frozenset[int]:
        """Ids of persons found by a registered lookup, asked once per actor."""
        key = (lookup, kind)
        if key not in self._found:
            self._found[key] = _LOOKUPS[lookup](self, kind)
        return self._found[key]

    @property
    def label(self) -> str:
        """A short stable name for logs: never a person's name."""
        if self.link is not None:
            return f"link:{self.link.link_id}"
        return f"machine:{self.machine}" if self.machine else f"account:{self.account_id}"


def machine(name: str, *, on: date, paths: tuple[str, ...]) -> Who:
    """A system job with its stated name and paths."""
    return Who(on=on, machine=name, machine_paths=paths, aal=2)


NOBODY_NAME = ""


def follow(thing: Any, at: str) -> Any:
    """The value at ``a__b__c`` of a loaded thing."""
    for part in at.split("__"):
        thing = getattr(thing, part)
    return thing
