"""Who may see the published record, and who may bring it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mugur.access.rights import Machine, Member, Public, Right
from mugur.access.who import Who
from mugur.organisations import roles


@dataclass(frozen=True)
class Published(Public):
    """Everybody, from the day on which the record was published."""

    sentence: str = "everybody, once the record is published"

    def q(self, who: Who) -> Q | None:
        return Q(public_since__lte=who.on)

    def holds(self, who: Who, thing: Any) -> bool:
        return thing.public_since is not None and thing.public_since <= who.on


SEE = Right(
    "fund.operation.see", "fund.Operation", (Published(),),
    meaning="See a published operation with its partners, money and targets",
)  # fmt: skip
SEE_PORTFOLIO = Right(
    "fund.portfolio.see", "fund.Portfolio", (Public(),),
    meaning="See which programmes run here, who pays for them and where they stand",
)  # fmt: skip
LOAD = Right(
    "fund.programmes.load", "organisations.Organisation",
    (Member(roles.PLATFORM_ADMIN, at="path"), Machine("setup", at="path"), Machine("demo", at="path")),
    meaning="Bring in the published records of programmes", second_factor=True,
)  # fmt: skip
