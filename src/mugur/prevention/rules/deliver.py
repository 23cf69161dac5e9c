"""When support counts: the learner has an approved plan, in force that day, with this very line in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Why a line does not count: the code in the ledger and the sentence beside the name.
WHY_NOT: dict[str, Promise] = {
    "no_plan": _("No plan yet. Noted, cannot be counted."),
    "not_in_plan": _("Not in the plan. Noted, cannot be counted."),
    "not_approved": _("Plan not approved yet. Noted, cannot be counted."),
    "suspended": _("Plan suspended. Noted, cannot be counted."),
    "outside": _("Outside the time the plan says. Noted, cannot be counted."),
    "used_up": _("Everything planned is used. Noted, cannot be counted."),
}
#: What to do about it, for whoever asks why.
EXPLAINS: dict[str, Promise] = {
    "no_plan": _("Support is counted under a plan. The class teacher can start one; what is noted here stays noted."),
    "not_in_plan": _("The plan in force does not hold this measure. A new version of the plan can add it."),
    "not_approved": _(
        "The plan with this measure waits for its approval. From the day it is approved, support counts;"
        " what was given before stays noted and is not paid."
    ),
    "suspended": _("The plan rests at present. When it goes on, support counts again."),
    "outside": _("The plan says from when to when this measure runs, and this day lies outside."),
    "used_up": _("All units the plan holds are given. A new version of the plan can add more."),
}
OPEN_VERSIONS = ("draft", "at_head", "at_municipality", "returned")


@dataclass(frozen=True)
class PlanLine:
    """One line of a plan as far as counting needs it; ``used`` are the units counted so far."""

    line: UUID
    person_id: int
    measure_id: int
    group_id: int | None
    version_state: str
    plan_state: str
    starts: date
    ends: date
    units: Decimal
    used: Decimal = Decimal(0)


@dataclass(frozen=True)
class Verdict:
    """Under which line support counts, or why it does not."""

    line: PlanLine | None
    why_not: str = ""


def verdict(
    lines: Iterable[PlanLine], *, measure_id: int, group_id: int | None, day: date, amount: Decimal, has_plan: bool
) -> Verdict:
    """The line of the approved plan under which ``amount`` units on ``day`` count, or the nearest reason why not."""
    fit = [x for x in lines if x.measure_id == measure_id and (group_id is None or x.group_id in (None, group_id))]
    # A line of the very group comes before a line that names no group.
    fit.sort(key=lambda x: (x.group_id != group_id, x.starts, str(x.line)))
    found = [(x, _why_not(x, day, amount)) for x in fit]
    for line, why in found:
        if not why:
            return Verdict(line)
    for code in ("used_up", "outside", "suspended", "not_approved"):
        for line, why in found:
            if why == code:
                return Verdict(line, code)
    return Verdict(None, "not_in_plan" if has_plan else "no_plan")


def _why_not(line: PlanLine, day: date, amount: Decimal) -> str:
    if line.version_state != "approved":
        return "not_approved"
    if line.plan_state == "suspended":
        return "suspended"
    if line.plan_state != "in_force":
        return "outside" if line.plan_state == "closed" else "not_approved"
    if not line.starts <= day <= line.ends:
        return "outside"
    return "used_up" if line.used + amount > line.units else ""
