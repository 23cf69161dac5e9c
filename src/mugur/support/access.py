"""Who may hold sessions, record who was there, take a record back, and see the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mugur.access.reach import Reach
from mugur.access.rights import AnyMember, Assigned, ByLink, Machine, Member, Right
from mugur.access.who import Who, follow
from mugur.organisations import roles

#: Roles in which somebody gives support.
GIVERS = (roles.CLASS_TEACHER, roles.SPECIALIST, roles.ASSISTANT, roles.COORDINATOR)
FAMILY = ("guardian.plan", "learner.plan", "family.look")


@dataclass(frozen=True)
class OwnAs:
    """Whoever the session belongs to, while one of these roles is held at its school."""

    roles: tuple[str, ...]
    at: str = "provider_id"
    path_at: str = "org_path"

    @property
    def sentence(self) -> str:
        return f"{', '.join(self.roles)} whose own it is ({self.at})"

    def q(self, who: Who) -> Q | None:
        paths = who.paths(*self.roles)
        return Reach(paths).q(self.path_at) & Q(**{self.at: who.account_id}) if paths and who.account_id else None

    def holds(self, who: Who, thing: Any) -> bool:
        own = who.account_id is not None and follow(thing, self.at) == who.account_id
        return own and Reach(who.paths(*self.roles)).covers(follow(thing, self.path_at))


RECORD = Right(
    "support.session.record", "support.Session", (OwnAs(GIVERS), Machine("demo")),
    meaning="Record who was at one's own session",
)  # fmt: skip
TAKE_BACK = Right(
    "support.session.take_back", "support.Session", (OwnAs(GIVERS), Member(roles.COORDINATOR), Machine("demo")),
    meaning="Correct a record by a line that reverses it, with the reason",
)  # fmt: skip
OPEN = Right(
    "support.session.open", "organisations.Organisation",
    (*(Member(role, at="path") for role in GIVERS), Machine("demo", at="path")),
    meaning="Hold a session at one's school",
)  # fmt: skip
GIVE = Right(
    "support.delivery.give", "people.Person",
    (Member(roles.COORDINATOR, at="home_path"), Machine("demo", at="home_path")),
    meaning="Record support without a meeting: a ticket, meals, a month in the dormitory", person_at="pk",
)  # fmt: skip
SEE = Right(
    "support.delivery.see", "support.Delivery",
    (Assigned("class_teacher"), Assigned("case_team"), OwnAs(GIVERS), Member(roles.COORDINATOR), Member(roles.HEAD),
     ByLink(FAMILY)),
    meaning="See which support a learner was given", person_at="person_id",
)  # fmt: skip
SEE_MEASURE = Right("support.measure.see", "support.Measure", (AnyMember(),), meaning="See the catalogue of measures")
CHANGE_MEASURE = Right(
    "support.measure.change", "organisations.Organisation",
    (Member(roles.NATIONAL, at="path"), Machine("setup", at="path"), Machine("demo", at="path")),
    meaning="Change the catalogue of measures, its rates and limits", second_factor=True,
)  # fmt: skip
