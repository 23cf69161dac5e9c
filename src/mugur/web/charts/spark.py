"""A line as small as a word: how attendance went this term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .axis import Scale
from .svg import Column, Picture, Svg, Table, circle, drawing, line, run

WIDTH, HEIGHT = 300, 64


@dataclass(frozen=True)
class Reading:
    """One value and what it belongs to; None is a week without school."""

    label: str
    value: float | None


@dataclass(frozen=True)
class SparkWords:
    """The words of the line and of its table."""

    title: str
    label: str
    value: str
    number: Callable[[float], str]


def spark(readings: Sequence[Reading], said: SparkWords, *, low: float | None = None, high: float = 1) -> Picture:
    """The line between ``low`` (a tenth below the lowest value when not given) and ``high``; gaps stay gaps."""
    values = [r.value for r in readings if r.value is not None]
    floor = low if low is not None else max(0.0, min(values, default=0) - (high - min(values, default=0)) * 0.5 - 0.02)
    table = Table(
        said.title,
        (Column(said.label), Column(said.value, numeric=True)),
        tuple((r.label, "–" if r.value is None else said.number(r.value)) for r in readings),
    )
    return Picture(said.title, _draw(readings, said, floor, high), table)


def _draw(readings: Sequence[Reading], said: SparkWords, floor: float, high: float) -> Svg:
    x = Scale(0, max(1, len(readings) - 1), 4, WIDTH - 6)
    y = Scale(floor, high, HEIGHT - 10, 8)
    parts: list[Svg] = [line(0, HEIGHT - 2, WIDTH, HEIGHT - 2, "rule")]
    pieces: list[list[tuple[float, float]]] = []
    piece: list[tuple[float, float]] = []
    last: tuple[float, float] | None = None
    for at, reading in enumerate(readings):
        if reading.value is not None:
            last = (x(at), y(reading.value))
            piece.append(last)
        elif piece:
            pieces.append(piece)
            piece = []
    pieces += [piece] if piece else []
    parts += [line(*before[-1], *after[0], "p-gap") for before, after in pairwise(pieces)]
    parts += [run(points, "p-line") for points in pieces]
    if last:
        parts.append(circle(*last, 3.5, "p-point"))
    return drawing(WIDTH, HEIGHT, said.title, *parts)
