"""Indicators: what they may read, what they may never read, and how a school may be stricter.

Everything here is pure: no query, no clock. A formula is written by people, counts whole things and
compares them with a cut; nothing is learned, weighted or added up to a score.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from mugur.lib.errors import RuleBroken

AT_LEAST, BELOW = "at_least", "below"
WATCH, ACT = "watch", "act"
LEVELS = {WATCH: 1, ACT: 2}

#: The only facts a formula may read. The database has the same list as a constraint.
ALLOWED = (
    "enrolment.repeats",
    "incidents.count",
    "lessons.excused",
    "lessons.late",
    "lessons.possible",
    "lessons.unexcused",
    "marks.term",
    "observation.signs",
)


@dataclass(frozen=True)
class Formula:
    """One way to count: its inputs, its unit, and on which side of a cut a person has to look."""

    code: str
    unit: str
    direction: str
    inputs: tuple[str, ...]
    family: str


FORMULAS = {
    formula.code: formula
    for formula in (
        Formula("unexcused_lessons", "lessons", AT_LEAST, ("lessons.unexcused", "lessons.possible"), "attendance"),
        Formula(
            "attendance_rate",
            "percent",
            BELOW,
            ("lessons.possible", "lessons.excused", "lessons.unexcused"),
            "attendance",
        ),
        Formula("failed_subjects", "subjects", AT_LEAST, ("marks.term",), "marks"),
        Formula("average_fall", "marks", AT_LEAST, ("marks.term",), "marks"),
        Formula("average_mark", "marks", BELOW, ("marks.term",), "marks"),
        Formula("incidents", "incidents", AT_LEAST, ("incidents.count",), "incidents"),
        Formula("repetition", "years", AT_LEAST, ("enrolment.repeats",), "enrolment"),
        Formula("observation", "signs", AT_LEAST, ("observation.signs",), "observation"),
    )
}


def formula(code: str) -> Formula:
    """The formula of this code; an unknown one is refused."""
    if code not in FORMULAS:
        raise RuleBroken("prevention.unknown_formula", formula=code)
    return FORMULAS[code]


def forbidden(inputs: Iterable[str]) -> list[str]:
    """Inputs that no indicator may read, in their order; empty when all are allowed."""
    return [name for name in inputs if name not in ALLOWED]


def check_inputs(inputs: Iterable[str]) -> None:
    """Refuses every input that is not on the list; what a person is can never be an input."""
    if refused := forbidden(inputs):
        raise RuleBroken("prevention.input_protected", inputs=", ".join(refused))


def is_tighter(direction: str, base: Decimal | None, own: Decimal | None) -> bool:
    """True when ``own`` flags everybody whom ``base`` flags, and perhaps more."""
    if base is None:
        return True
    if own is None:
        return False
    return own <= base if direction == AT_LEAST else own >= base


def check_tighter(
    direction: str, *, base: tuple[Decimal | None, Decimal | None], own: tuple[Decimal | None, Decimal | None]
) -> None:
    """A school may be stricter than the programme, never looser; the refusal names both values."""
    for was, wanted in zip(base, own, strict=True):
        if not is_tighter(direction, was, wanted):
            raise RuleBroken("prevention.looser", programme=plain(was), school=plain(wanted))
    if own == base:
        raise RuleBroken("prevention.same_cuts")


def check_cuts(direction: str, watch: Decimal | None, act: Decimal | None) -> None:
    """There is a cut, none is negative, and whoever is at act is also at watch."""
    cuts = [cut for cut in (watch, act) if cut is not None]
    if not cuts or min(cuts) < 0:
        raise RuleBroken("prevention.cuts")
    if watch is not None and act is not None and (act < watch if direction == AT_LEAST else act > watch):
        raise RuleBroken("prevention.cut_order", watch=plain(watch), act=plain(act))


def plain(value: Decimal | None) -> str:
    """A cut without useless zeros."""
    if value is None:
        return "–"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def level_of(value: Decimal, *, direction: str, watch: Decimal | None, act: Decimal | None) -> str:
    """``act``, ``watch`` or nothing: where this value stands."""
    for level, cut in ((ACT, act), (WATCH, watch)):
        if cut is not None and (value >= cut if direction == AT_LEAST else value < cut):
            return level
    return ""


def has_grown(direction: str, *, before: Decimal, now: Decimal, by: Decimal) -> bool:
    """True when the number moved to the worse side by at least ``by``."""
    return (now - before if direction == AT_LEAST else before - now) >= by
