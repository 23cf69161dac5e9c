"""What a plan and its versions may become; every arrow needs a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from mugur.lib.errors import RuleBroken
from mugur.prevention.models import PlanVersion, SupportPlan

P, V = SupportPlan.State, PlanVersion.State

PLAN: Mapping[str, Mapping[str, str]] = {
    P.DRAFT: {P.IN_FORCE: "the first version is approved", P.VOID: "void, with the reason", P.CLOSED: "close"},
    P.IN_FORCE: {
        P.SUSPENDED: "suspend, with the reason; or the guardian withdraws",
        P.CLOSED: "close, or a review closes it",
        P.VOID: "void, only while nothing was given",
    },
    P.SUSPENDED: {
        P.IN_FORCE: "resume within the term",
        P.CLOSED: "close",
        P.VOID: "void, only while nothing was given",
    },
    P.CLOSED: {},
    P.VOID: {},
}

VERSION: Mapping[str, Mapping[str, str]] = {
    V.DRAFT: {V.AT_HEAD: "send to the head", V.WITHDRAWN: "give up this version"},
    V.AT_HEAD: {
        V.AT_MUNICIPALITY: "the head approves",
        V.APPROVED: "the head approves where the chain ends at the school",
        V.RETURNED: "the head returns it with a comment",
        V.DRAFT: "the author takes it back",
        V.WITHDRAWN: "give up this version",
    },
    V.AT_MUNICIPALITY: {
        V.APPROVED: "the municipality approves",
        V.RETURNED: "the municipality returns it with a comment",
        V.DRAFT: "the author takes it back",
        V.WITHDRAWN: "give up this version",
    },
    V.RETURNED: {V.AT_HEAD: "send again", V.WITHDRAWN: "give up this version"},
    V.APPROVED: {V.SUPERSEDED: "a newer version is approved"},
    V.SUPERSEDED: {},
    V.WITHDRAWN: {},
}

#: States in which a version may still be written, is being agreed, or has ended.
WRITABLE = frozenset({V.DRAFT, V.RETURNED})
BEING_AGREED = frozenset({V.DRAFT, V.RETURNED, V.AT_HEAD, V.AT_MUNICIPALITY})
SUBMITTED = frozenset({V.AT_HEAD, V.AT_MUNICIPALITY})
RUNNING = frozenset({P.DRAFT, P.IN_FORCE, P.SUSPENDED})

Thing = TypeVar("Thing", SupportPlan, PlanVersion)


def may(thing: SupportPlan | PlanVersion, to: str) -> bool:
    """True when the table has this arrow."""
    table = PLAN if isinstance(thing, SupportPlan) else VERSION
    return to in table[thing.state]


def move(thing: Thing, to: str) -> Thing:
    """Sets the state, or refuses with the state it found."""
    if not may(thing, to):
        noun = "plan" if isinstance(thing, SupportPlan) else "version"
        raise RuleBroken(f"prevention.{noun}_state", now=thing.state, wanted=to)
    thing.state = to
    return thing
