"""Small numbers stay hidden, and subtracting what is shown does not find them.

A table has places as rows, steps as columns and, where it is shown, a total for each column. Three rules,
in this order: a count of 1 to 4 is hidden; a step is hidden when it differs from the step before it by 1 to
4; and in a column with hidden counts the next smallest is hidden too, until no hidden count can be worked
out from the total and the other counts. This is a preview's rule: the release desk checks whole releases.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

SMALL = 5
STEPS = ("identified", "answered", "planned", "delivered", "reviewed", "enrolled")
#: Columns in which each is a part of the one before it.
CHAINS: tuple[tuple[str, ...], ...] = (STEPS, ("answered", "on_time"), ("identified", "on_time"))
Counts = Mapping[str, Mapping[str, int]]
Cell = tuple[str, str]


class Mark(StrEnum):
    """Why a count is hidden: it is small, or it would give a small one away."""

    FEW = "few"
    WITH = "with"


@dataclass(frozen=True)
class Safe:
    """What may be shown: every cell not in ``hidden``, every total not in ``totals``."""

    hidden: Mapping[Cell, Mark]
    totals: frozenset[str]

    def value(self, counts: Counts, place: str, step: str) -> int | None:
        """The count, or None when it is hidden or not known."""
        return None if (place, step) in self.hidden else counts[place].get(step)


def is_small(count: int) -> bool:
    """True for one to four; nobody is nobody and may be told."""
    return 0 < count < SMALL


def by_itself(row: Mapping[str, int]) -> dict[str, Mark]:
    """What one row hides without looking at others: small counts and small losses."""
    hidden = {step: Mark.FEW for step, count in row.items() if is_small(count)}
    for chain in CHAINS:
        before: int | None = None
        for step in chain:
            if step not in row or step in hidden:
                continue
            if before is not None and is_small(before - row[step]):
                hidden[step] = Mark.WITH
            else:
                before = row[step]
    return hidden


def protect(
    counts: Counts, *, totals: Collection[str] = STEPS, forced: Collection[str] = (), extra: Collection[Cell] = (),
    known: Collection[str] = (),
) -> Safe:  # fmt: skip
    """Hides cells of a table; ``totals`` are shown column totals, ``forced`` columns hidden one level above.

    ``extra`` are cells that would give away a count one level below. ``known`` are places whose counts
    the reader knows anyway: they hide nothing and protect nothing.
    """
    hidden: dict[Cell, Mark] = {}
    for place, row in counts.items():
        if place not in known:
            hidden |= {(place, step): mark for step, mark in by_itself(row).items()}
            also = [step for step in row if step in forced or (place, step) in extra]
            hidden |= {(place, step): Mark.WITH for step in also if (place, step) not in hidden and row[step]}
    return Safe(hidden, _close(counts, [step for step in totals if step not in forced], hidden, known))


def _close(counts: Counts, steps: Collection[str], hidden: dict[Cell, Mark], known: Collection[str]) -> frozenset[str]:
    """Hides more places until no hidden count is exact; returns the steps in which even everything is not enough.

    A place that covers another is hidden in every step: its other steps would bound the hidden one.
    """
    lost: set[str] = set()
    while open_ := [step for step in steps if step not in lost and exact(counts, step, hidden)]:
        step = open_[0]
        cover = min(
            ((row[step], place) for place, row in counts.items()
             if row.get(step) and place not in known and (place, step) not in hidden), default=None,
        )  # fmt: skip
        if cover is None:
            lost.add(step)
            continue
        row = counts[cover[1]]
        hidden |= {(cover[1], s): Mark.WITH for s in STEPS if row.get(s) and (cover[1], s) not in hidden}
    return frozenset(lost)


def exact(counts: Counts, step: str, hidden: Mapping[Cell, Mark]) -> list[str]:
    """Hidden places of a column whose count follows from the total, the shown counts and their bounds."""
    places = [place for place in counts if (place, step) in hidden]
    total = sum(counts[place][step] for place in places)
    bounds = {place: _bounds(counts[place], place, step, hidden) for place in places}
    low, high = (sum(pair[at] for pair in bounds.values()) for at in (0, 1))
    found = []
    for place, (least, most) in bounds.items():
        least_left = max(least, total - (high - most))
        most_left = min(most, total - (low - least))
        if most_left <= least_left:
            found.append(place)
    return found


def _bounds(row: Mapping[str, int], place: str, step: str, hidden: Mapping[Cell, Mark]) -> tuple[int, int]:
    """What anybody knows of a hidden count: its sign, and the shown steps around it."""
    few = hidden[place, step] is Mark.FEW
    least, most = (1, SMALL - 1) if few else (SMALL, 10**9)
    if step in STEPS:
        at = STEPS.index(step)
        before = [row[s] for s in STEPS[:at] if s in row and (place, s) not in hidden]
        after = [row[s] for s in STEPS[at + 1 :] if s in row and (place, s) not in hidden]
        least, most = max(least, after[0] if after else 0), min(most, before[-1] if before else most)
    return least, most


def rounded(count: int) -> int:
    """To the nearest five, never to nothing: for schools, so that no small difference can be read."""
    return max(SMALL, (count + 2) // SMALL * SMALL) if count else 0
