"""A right is declared once in its room and used four ways: boolean, list, buttons, printed table.

Grants only add; none forbids. Each grant is a sentence for the public table and a condition, read
twice from the same paths and ids: as a query (``q``) and as a test in Python (``holds``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from mugur.lib.errors import NoRight, OutOfReach

from .reach import Reach
from .who import Who, follow


class Grant(Protocol):
    @property
    def sentence(self) -> str: ...
    def q(self, who: Who) -> Q | None: ...
    def holds(self, who: Who, thing: Any) -> bool: ...


@dataclass(frozen=True)
class Member:
    """Whoever holds this role at or above the organisation the thing belongs to."""

    role: str
    at: str = "org_path"

    @property
    def sentence(self) -> str:
        return f"{self.role} of the organisation ({self.at})"

    def q(self, who: Who) -> Q | None:
        paths = who.paths(self.role)
        return Reach(paths).q(self.at) if paths else None

    def holds(self, who: Who, thing: Any) -> bool:
        return any(follow(thing, self.at).startswith(p) for p in who.paths(self.role))


@dataclass(frozen=True)
class Found:
    """Whoever is connected to the person by a dated record: class, case team, tie."""

    lookup: str
    kind: str
    at: str = "person_id"

    @property
    def sentence(self) -> str:
        return f"{self.kind} of the learner, while the assignment runs ({self.at})"

    def q(self, who: Who) -> Q | None:
        ids = who.persons(self.lookup, self.kind) if who.account_id else frozenset()
        return Q(**{f"{self.at}__in": sorted(ids)}) if ids else None

    def holds(self, who: Who, thing: Any) -> bool:
        return bool(who.account_id) and follow(thing, self.at) in who.persons(self.lookup, self.kind)


def Assigned(kind: str, at: str = "person_id") -> Found:
    """Class teacher or case team: an assignment to the learner or to the learner's group."""
    return Found("assigned", kind, at)


def Tied(kind: str, at: str = "person_id") -> Found:
    """An organisation tied to the person for a span (provider, host, adviser)."""
    return Found("tied", kind, at)


@dataclass(frozen=True)
class ByLink:
    """Whoever opened a link of one of these purposes for exactly this person."""

    purposes: tuple[str, ...]
    at: str = "person_id"

    @property
    def sentence(self) -> str:
        return f"holder of an open link ({', '.join(self.purposes)})"

    def q(self, who: Who) -> Q | None:
        if who.link is None or who.link.purpose not in self.purposes:
            return None
        return Q(**{self.at: who.link.person_id})

    def holds(self, who: Who, thing: Any) -> bool:
        return (
            who.link is not None and who.link.purpose in self.purposes and follow(thing, self.at) == who.link.person_id
        )


@dataclass(frozen=True)
class Own:
    """Whoever made the thing or is the account it is about."""

    at: str = "account_id"

    @property
    def sentence(self) -> str:
        return f"the account itself ({self.at})"

    def q(self, who: Who) -> Q | None:
        return Q(**{self.at: who.account_id}) if who.account_id else None

    def holds(self, who: Who, thing: Any) -> bool:
        return who.account_id is not None and follow(thing, self.at) == who.account_id


@dataclass(frozen=True)
class AnyMember:
    """Any signed-in account with a running membership (reference data only)."""

    roles: tuple[str, ...] = ()
    sentence: str = "any account with a running membership"

    def q(self, who: Who) -> Q | None:
        return Q() if self._is(who) else None

    def holds(self, who: Who, thing: Any) -> bool:
        return self._is(who)

    def _is(self, who: Who) -> bool:
        return bool(who.held) and (not self.roles or who.has(*self.roles))


@dataclass(frozen=True)
class Public:
    """Everybody, without signing in (published records only)."""

    sentence: str = "everybody"

    def q(self, who: Who) -> Q | None:
        return Q()

    def holds(self, who: Who, thing: Any) -> bool:
        return True


@dataclass(frozen=True)
class Machine:
    """A named system job within its stated paths."""

    name: str
    at: str = "org_path"

    @property
    def sentence(self) -> str:
        return f"the job {self.name}"

    def q(self, who: Who) -> Q | None:
        return Reach.of(who.machine_paths).q(self.at) if who.machine == self.name else None

    def holds(self, who: Who, thing: Any) -> bool:
        return who.machine == self.name and Reach.of(who.machine_paths).covers(follow(thing, self.at))


RIGHTS: dict[str, Right] = {}


@dataclass(frozen=True)
class Right:
    """``name`` is the dotted stem shared by right, audit event, text and test."""

    name: str
    model: str
    grants: tuple[Grant, ...]
    meaning: str
    person_at: str = ""
    second_factor: bool = False
    _: None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.name in RIGHTS:
            raise ValueError(f"right declared twice: {self.name}")
        RIGHTS[self.name] = self

    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    def reachable(self, who: Who) -> QuerySet[Any]:
        """The list: every thing for which :meth:`allows` is true."""
        rows: QuerySet[Any] = self.model_class()._default_manager.all()
        parts = [q for grant in self.grants if (q := grant.q(who)) is not None]
        return rows.filter(reduce(or_, parts)) if parts else rows.none()

    def allows(self, who: Who, thing: Any) -> bool:
        """The button: may this actor do this with this thing on the actor's day?"""
        if self.second_factor and who.aal < 2:
            return False
        return any(grant.holds(who, thing) for grant in self.grants)

    def held(self, who: Who) -> bool:
        """True when some grant could apply at all: for navigation, never for access."""
        return any(grant.q(who) is not None for grant in self.grants)

    def fetch(self, who: Who, **lookup: Any) -> Any:
        """The one thing, through the right; absent and out of reach answer alike."""
        thing = self.reachable(who).filter(**lookup).first()
        if thing is None:
            raise OutOfReach("access.out_of_reach")
        self.check_factor(who)
        return thing

    def require(self, who: Who, thing: Any) -> None:
        """Raises :class:`NoRight` unless allowed; the attempt is logged by the scope's keeper."""
        self.check_factor(who)
        if not self.allows(who, thing):
            raise NoRight("access.no_right", right=self.name)

    def check_factor(self, who: Who) -> None:
        if self.second_factor and who.aal < 2:
            raise NoRight("access.second_factor", right=self.name)
