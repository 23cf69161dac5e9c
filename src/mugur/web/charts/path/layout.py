"""Where the lanes of a path lie, and where its words find room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..axis import Days
from ..svg import width_of
from .facts import Kind, PathFacts

NAMES = 124
WIDTH = 944
DOTS = 22


@dataclass(frozen=True)
class Lane:
    """A lane from top to bottom."""

    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Layout:
    """All lanes, always the same and in the same order."""

    x: Days
    school: Lane
    attendance: Lane
    marks: Lane
    signals: Lane
    plans: Lane
    support: Lane
    placement: Lane
    results: Lane
    series: tuple[str, ...]

    @property
    def height(self) -> float:
        """The height of the picture."""
        return self.results.bottom

    def lanes(self) -> tuple[Lane, ...]:
        """The lanes from the first to the last."""
        upper = (self.school, self.attendance, self.marks, self.signals)
        return (*upper, self.plans, self.support, self.placement, self.results)


def lay_out(facts: PathFacts) -> Layout:
    """Heights follow what there is: more kinds of support make their lane higher, nothing makes a lane vanish."""
    used = {event.series for event in facts.of(Kind.SUPPORT)}
    series = tuple(name for name in ("a", "b", "c", "paid") if name in used)
    heights = {
        "school": 42,
        "attendance": 156,
        "marks": 86,
        "signals": 40,
        "plans": 50,
        "support": max(46, 20 + DOTS * len(series)),
        "placement": 44,
        "results": 128,
    }
    at = 42.0
    lanes: dict[str, Lane] = {}
    for name, height in heights.items():
        lanes[name] = Lane(at, at + height)
        at += height
    return Layout(x=Days(facts.first, facts.last, 7, WIDTH - 12), series=series, **lanes)


@dataclass(frozen=True)
class Placed:
    """A text and where it stands; ``row`` counts down from its lane's first line."""

    x: float
    anchor: str | None
    row: int = 0


def beside(marks: Sequence[tuple[float, str]], size: float, reach: float = 20) -> list[Placed | None]:
    """A place left of each mark, else right of it, else none; no text runs into another or out of the picture."""
    made: list[Placed | None] = []
    taken = 0.0
    for at, (x, text) in enumerate(marks):
        wide = width_of(text, size)
        following = marks[at + 1][0] if at + 1 < len(marks) else WIDTH
        if x - reach - wide >= taken:
            made.append(Placed(x - reach, "end"))
            taken = x + reach
        elif x + reach + wide <= following - reach:
            made.append(Placed(x + reach, None))
            taken = x + reach + wide + 6
        else:
            made.append(None)
            taken = x + reach
    return made


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Marks that would cover each other move right until they stand side by side."""
    made: list[float] = []
    for x in places:
        made.append(max(x, made[-1] + gap) if made else x)
    return made


def beneath(marks: Sequence[tuple[float, str]], size: float) -> list[Placed | None]:
    """A place under each mark in one of two rows, centred or beginning at it; without room it is left to the list."""
    ends = [0.0, 0.0]
    made: list[Placed | None] = []
    for x, text in marks:
        wide = width_of(text, size)
        middle = min(max(x, wide / 2 + 2), WIDTH - wide / 2 - 2)
        tries = [
            (r, start, anchor) for r in (0, 1) for start, anchor in ((middle - wide / 2, "middle"), (x - 13, None))
        ]
        fit = next((t for t in tries if t[1] >= ends[t[0]] and t[1] + wide <= WIDTH), None)
        if fit is None:
            made.append(None)
            continue
        row, start, anchor = fit
        ends[row] = start + wide + 8
        made.append(Placed(middle if anchor else start, anchor, row))
    return made
