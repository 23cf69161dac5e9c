"""The state of an operation: derived from its dates and decisions on a day, never typed."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: Months after the end in which longer-term results are asked for (ESF+ Regulation 2021/1057, Annex I, 4).
FOLLOW_UP_MONTHS = 6


class State(StrEnum):
    """Where an operation stands."""

    ANNOUNCED = "announced"
    RUNNING = "running"
    FOLLOW_UP = "follow_up"
    EVALUATION = "evaluation"
    ENDED = "ended"
    UNDATED = "undated"


@dataclass(frozen=True)
class Decision:
    """A decision about an operation and the day on which it was taken."""

    kind: str
    day: date


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where that day does not exist (rule D4)."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def state_on(on: date, *, starts: date | None, ends: date | None, decisions: Sequence[Decision] = ()) -> State:
    """The state on a day. Decisions taken later than that day do not count."""
    taken = {decision.kind for decision in decisions if decision.day <= on}
    if starts is not None and on < starts:
        return State.ANNOUNCED
    if ends is not None and on > ends:
        return _after_the_end(on, ends, taken)
    if starts is not None or ends is not None or "in_service" in taken:
        return State.RUNNING
    return State.UNDATED


def _after_the_end(on: date, ends: date, taken: set[str]) -> State:
    if "evaluation_opened" in taken and "evaluation_closed" not in taken:
        return State.EVALUATION
    if "follow_up_closed" not in taken and on <= months_after(ends, FOLLOW_UP_MONTHS):
        return State.FOLLOW_UP
    return State.ENDED
