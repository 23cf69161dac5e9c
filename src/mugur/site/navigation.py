"""The main navigation: an address and the right that opens it, in one order for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """One entry; shown when its right is held."""

    label: Promise | str
    url: str
    right_name: str = ""


NAV: tuple[Item, ...] = (
    Item(_("My work"), "prevention:work", "prevention.work.see"),
    Item(_("My class"), "prevention:my_class", "prevention.class.see"),
    Item(_("Learners"), "prevention:learners", "prevention.learners.see"),
    Item(_("Plans"), "prevention:plans", "prevention.plan.list"),
    Item(_("Approvals"), "prevention:approvals", "prevention.approval.see"),
    Item(_("Support given"), "prevention:deliver", "prevention.session.see"),
    Item(_("Figures"), "statistics:levels", "statistics.levels.see"),
    Item(_("Indicators"), "prevention:indicators", "prevention.indicator.see"),
    Item(_("Imports"), "people:imports", "people.roster.import"),
)

FOOTER: tuple[Item, ...] = (
    Item(_("Privacy"), "privacy"),
    Item(_("Accessibility"), "accessibility"),
    Item(_("Source code"), "source"),
    Item(_("Demonstration data"), "demonstration"),
    Item(_("Contact"), "contact"),
)

PUBLIC: tuple[Item, ...] = (
    Item(_("Programmes"), "fund:front"),
    Item(_("Operations"), "fund:operations"),
)
