"""The dates of an operation as one line: what has been is solid, what is not known is dotted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from mugur.web.charts.svg import Column, Picture, Svg, Table, circle, drawing, line, width_of, words

WIDTH, HEIGHT, MIDDLE = 1040.0, 84.0, 42.0
LEFT, RIGHT = 20.0, 1020.0
ROOM = 14.0
OPEN = 320.0  # what stands between an unknown day and the nearest known one
#: Whose text is written first when two would meet; everybody knows which day it is.
WEIGHT = ("start", "end", "event", "today")


@dataclass(frozen=True)
class Mark:
    """One point of the line: its name, its day (None is not known) and whether it is today."""

    name: str
    day: date | None
    kind: str = "event"


def dates_line(marks: Sequence[Mark], *, today: date, words_of: DateWords) -> Picture:
    """The line with its table. Marks without a day stand at the end they belong to."""
    known = sorted({mark.day for mark in marks if mark.day is not None} | {today})
    first, last = known[0], known[-1]
    open_start = any(mark.kind == "start" and mark.day is None for mark in marks)
    open_end = any(mark.kind == "end" and mark.day is None for mark in marks)
    x_from, x_to = LEFT + (OPEN if open_start else 0), RIGHT - (OPEN if open_end else 0)
    span = max(1, (last - first).days)

    def x(day: date) -> float:
        return x_from + (x_to - x_from) * (day - first).days / span

    placed = _placed([*marks, Mark(words_of.today, today, "today")], x)
    inside = [*_lines(marks, today, x), *_points(placed), *_texts(placed, words_of)]
    table = Table(
        words_of.title, (Column(words_of.what), Column(words_of.when)),
        tuple((mark.name, words_of.write(mark.day) if mark.day else words_of.unknown) for _, mark in placed),
    )  # fmt: skip
    return Picture(words_of.title, drawing(WIDTH, HEIGHT, words_of.title, *inside, class_="wide"), table)


@dataclass(frozen=True)
class DateWords:
    """The words of the line, in the reader's language."""

    title: str
    what: str
    when: str
    today: str
    unknown: str
    write: Callable[[date], str]


def _placed(marks: Sequence[Mark], x: Callable[[date], float]) -> list[tuple[float, Mark]]:
    def at(mark: Mark) -> float:
        if mark.day is not None:
            return x(mark.day)
        return LEFT if mark.kind == "start" else RIGHT

    return sorted(((at(mark), mark) for mark in marks), key=lambda placed: (placed[0], placed[1].kind == "today"))


def _lines(marks: Sequence[Mark], today: date, x: Callable[[date], float]) -> list[Svg]:
    starts = next((mark.day for mark in marks if mark.kind == "start"), None)
    ends = next((mark.day for mark in marks if mark.kind == "end"), None)
    solid_from = x(starts) if starts else LEFT + OPEN
    solid_to = x(min(today, ends)) if ends else x(today)
    parts = []
    if starts is None:
        parts.append(line(LEFT, MIDDLE, solid_from, MIDDLE, "p-gap"))
    if solid_to > solid_from:
        parts.append(line(solid_from, MIDDLE, solid_to, MIDDLE, "p-line"))
    beyond = RIGHT if ends is None else x(max(ends, today))
    if beyond > solid_to:
        parts.append(line(max(solid_to, solid_from), MIDDLE, beyond, MIDDLE, "p-gap"))
    return parts


def _points(placed: Sequence[tuple[float, Mark]]) -> list[Svg]:
    today = max(at for at, mark in placed if mark.kind == "today")
    made = []
    for at, mark in placed:
        if mark.kind == "today":
            made.append(circle(at, MIDDLE, 9, "p-point"))
        else:
            solid = mark.day is not None and at <= today
            made.append(circle(at, MIDDLE, 6, "p-plan" if solid else "p-dot-absent"))
    return made


def _texts(placed: Sequence[tuple[float, Mark]], said: DateWords) -> list[Svg]:
    """Names above and days below. Where two would meet, the less weighty leaves its text to the table."""
    made: list[Svg] = []
    taken: list[tuple[float, float]] = []
    for at, mark in sorted(placed, key=lambda one: WEIGHT.index(one[1].kind)):
        wide = _width(mark, said)
        anchor, left = _anchor(at, wide)
        if any(left < right + ROOM and other < left + wide + ROOM for other, right in taken):
            continue
        taken.append((left, left + wide))
        shown = said.write(mark.day) if mark.day else said.unknown
        spot = {"start": left, "middle": at, "end": left + wide}[anchor]
        made.append(words(spot, 16, mark.name, "ink b t14", None if anchor == "start" else anchor))
        made.append(words(spot, 76, shown, "t14", None if anchor == "start" else anchor))
    return made


def _width(mark: Mark, said: DateWords) -> float:
    shown = said.write(mark.day) if mark.day else said.unknown
    return max(width_of(mark.name, 15), width_of(shown, 14))


def _anchor(at: float, wide: float) -> tuple[str, float]:
    if at - wide / 2 < LEFT - 10:
        return "start", LEFT - 10
    if at + wide / 2 > RIGHT + 10:
        return "end", RIGHT + 10 - wide
    return "middle", at - wide / 2
