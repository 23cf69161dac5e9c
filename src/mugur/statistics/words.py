"""The words of the three levels: steps, losses, headline, and the choices of the map."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from mugur.web import formats
from mugur.web.charts.levels import Shown, Step, Tile

from .models import FlowRow
from .protect import STEPS
from .queries import LevelsPage, Place

TITLES: dict[str, Promise] = {
    "identified": pgettext_lazy("step of the flow", "Identified"),
    "answered": pgettext_lazy("step of the flow", "Answered"),
    "planned": pgettext_lazy("step of the flow", "Planned"),
    "delivered": pgettext_lazy("step of the flow", "Delivered"),
    "reviewed": pgettext_lazy("step of the flow", "Reviewed"),
    "enrolled": pgettext_lazy("step of the flow", "Still enrolled"),
}
LOSSES: dict[str, Promise] = {
    "answered": gettext_lazy("%(n)s wait or came too late"),
    "planned": gettext_lazy("%(n)s no concern, or already supported"),
    "delivered": gettext_lazy("plans without any support: %(n)s"),
    "reviewed": gettext_lazy("%(n)s without a review"),
    "enrolled": gettext_lazy("%(n)s left"),
}


@dataclass(frozen=True)
class Show:
    """One figure of the map: a step as a share of another."""

    key: str
    part: str
    whole: str
    title: Promise


SHOWS = (
    Show("on_time", "on_time", "identified", gettext_lazy("answered on time")),
    Show("delivered", "delivered", "planned", gettext_lazy("plans with support")),
    Show("enrolled", "enrolled", "reviewed", gettext_lazy("still enrolled after a review")),
)


def number(value: int) -> str:
    """A whole number in the reader's language."""
    return formats.number(value, get_language() or "en")


def headline(page: LevelsPage) -> str:
    """The sentence with both numbers, or what can be said without them."""
    planned, stayed = page.place.cells["planned"].value, page.place.cells["enrolled"].value
    if planned is None:
        return _("The figures of this place are hidden or not known.")
    plans = ngettext("%(n)s plan.", "%(n)s plans.", planned) % {"n": number(planned)}
    if stayed is None:
        return plans
    if page.place.cells["reviewed"].value == 0 and stayed == 0:
        return f"{plans} " + _("None has been reviewed yet.")
    stay = ngettext("In %(n)s the learner stayed.", "In %(n)s the learner stayed.", stayed) % {"n": number(stayed)}
    return f"{plans} {stay}"


def steps(page: LevelsPage) -> list[Step]:
    """The funnel: each step with its count and what was lost on the way to it."""
    made: list[Step] = []
    before: int | None = None
    for name in STEPS:
        value = page.place.cells[name].value
        loss = ""
        if name == "identified":
            loss = _("by a signal or a plan")
        elif value is not None and before is not None and (page.exact or page.place.row.level != FlowRow.Level.SCHOOL):
            loss = _loss(page, name, before - value)
        made.append(Step(str(TITLES[name]), value, loss, name in page.place.row.published))
        before = value
    return made


def _loss(page: LevelsPage, name: str, lost: int) -> str:
    if name == "enrolled" and page.left_known is not None:
        return _("%(n)s left; where to is known for %(known)s") % {"n": number(lost), "known": number(page.left_known)}
    return str(LOSSES[name]) % {"n": number(lost)}


def shown(place: Place, show: Show) -> Shown:
    """What the tile of a place may be."""
    if not place.row.takes_part:
        return Shown.OUT
    if mark := place.mark(show.part, show.whole):
        return Shown(mark)
    return Shown.NONE if place.share(show.part, show.whole) is None else Shown.VALUE


def short_names(names: list[str]) -> dict[str, str]:
    """The shortest beginnings that tell places apart; a second word helps where one name begins with another."""
    made = {}
    for name in names:
        others = [other for other in names if other != name]
        first, *rest = name.split()
        for length in range(3, 7):
            short = first[:length]
            if not any(other.startswith(short) for other in others):
                break
        else:
            short = f"{first[:3]}·{rest[-1][0]}" if rest else first[:3]
        made[name] = short
    return made


def tiles(page: LevelsPage, show: Show, url: str) -> list[Tile]:
    """The municipalities as tiles; a place without a tile is in the table only."""
    made = []
    short = short_names([place.row.name for place in page.parts])
    for place in page.parts:
        at = page.tiles.get(place.row.area_code)
        if at is None:
            continue
        state = shown(place, show)
        value = place.share(show.part, show.whole) if state is Shown.VALUE else None
        made.append(
            Tile(place.row.area_code, short[place.row.name], place.row.name, at[0], at[1], value, state,
                 url.format(path=place.row.path) if place.row.takes_part else "")
        )  # fmt: skip
    return made
