"""When support counts: the learner has an approved plan, in force that day, with this very line in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

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
