"""Who sees figures exactly, who sees them protected, and who brings published ones in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mugur.access.reach import Reach
from mugur.access.rights import Machine, Member, Right
from mugur.access.who import Who, follow
from mugur.organisations import roles


@dataclass(frozen=True)
class Country:
    """Whoever holds the role anywhere in the country the figure belongs to."""

    role: str
    at: str = "path"

    @property
    def sentence(self) -> str:
        return f"{self.role} anywhere in the same country ({self.at})"

    def _paths(self, who: Who) -> tuple[str, ...]:
        return tuple(sorted({path.split(".")[0] + "." for path in who.paths(self.role)}))

    def q(self, who: Who) -> Q | None:
        paths = self._paths(who)
        return Reach.of(paths).q(self.at) if paths else None

    def holds(self, who: Who, thing: Any) -> bool:
        return Reach.of(self._paths(who)).covers(follow(thing, self.at))


EXACT_GRANTS = (
    Member(roles.COORDINATOR, at="path"), Member(roles.HEAD, at="path"), Member(roles.MUNICIPALITY, at="path"),
)  # fmt: skip
LEVELS = Right(
    "statistics.levels.see", "statistics.FlowRow",
    (*EXACT_GRANTS, Country(roles.MUNICIPALITY), Member(roles.NATIONAL, at="path")),
    meaning="See figures of a place: one's own exactly, others protected",
)  # fmt: skip
EXACT = Right(
    "statistics.levels.exact", "statistics.FlowRow", EXACT_GRANTS,
    meaning="See the exact figures of one's own school or municipality",
)  # fmt: skip
BRING_IN = Right(
    "statistics.figures.bring_in", "organisations.Organisation",
    (Member(roles.NATIONAL, at="path"), Machine("demo", at="path"), Machine("setup", at="path")),
    meaning="Bring in figures that were published", second_factor=True,
)  # fmt: skip
ROLL_UP = Right(
    "statistics.figures.roll_up", "organisations.Organisation",
    (Machine("rollup", at="path"), Machine("demo", at="path"), Machine("signals", at="path")),
    meaning="Count the figures anew from the record",
)  # fmt: skip
