"""The two curves of a path: attendance by week and the average mark by term."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..axis import Scale
from ..svg import Svg, area, circle, line, run, width_of, words
from .facts import Attendance, PathFacts, PathWords
from .layout import WIDTH, Layout

Point = tuple[float, float]

# Two readings further apart than this are not neighbours: there was a holiday or another school between.
A_WEEK_AND_MORE = 9


def _pieces(weeks: tuple[Attendance, ...]) -> list[list[Attendance]]:
    """The readings without a gap between them."""
    made: list[list[Attendance]] = []
    for reading in weeks:
        if reading.share is None:
            continue
        if made and (reading.week - made[-1][-1].week).days <= A_WEEK_AND_MORE:
            made[-1].append(reading)
        else:
            made.append([reading])
    return made


def below_limit(points: list[Point], limit: float) -> list[Point]:
    """The outline between a curve and the limit where the curve lies beneath it; y grows downwards."""
    outline: list[Point] = [(points[0][0], limit)]
    for (x1, y1), (x2, y2) in pairwise(points):
        outline.append((x1, max(y1, limit)))
        if (y1 - limit) * (y2 - limit) < 0:
            outline.append((x1 + (limit - y1) / (y2 - y1) * (x2 - x1), limit))
    outline.append((points[-1][0], max(points[-1][1], limit)))
    outline.append((points[-1][0], limit))
    return outline


def attendance(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    """The one line of the picture: how it turns; gaps are dotted, never joined."""
    lane = laid.attendance
    weeks = tuple(w for w in facts.attendance if facts.first <= w.week <= facts.last)
    shares = [w.share for w in weeks if w.share is not None]
    if not shares:
        yield words(14, lane.middle + 4, said.no_data)
        return
    y = share_scale(facts, laid)
    yield from (line(0, y(share), WIDTH - 8, y(share), "hair") for share in share_ticks(y))
    pieces = [[(laid.x(r.week), y(r.share or 0)) for r in piece] for piece in _pieces(weeks)]
    if facts.limit is not None:
        limit = y(facts.limit)
        yield from (area(below_limit(piece, limit), "p-below") for piece in pieces if len(piece) > 1)
        yield line(4, limit, WIDTH - 8, limit, "p-limit")
    yield from (line(*before[-1], *after[0], "p-gap") for before, after in pairwise(pieces))
    yield from (run(piece, "p-line") for piece in pieces)
    yield from _named_points(weeks, y, said, laid)


def share_scale(facts: PathFacts, laid: Layout) -> Scale:
    """From a little below the lowest week to every lesson attended."""
    shares = [w.share for w in facts.attendance if w.share is not None]
    low = min(min(shares, default=1) - 0.03, 0.67)
    return Scale(low, 1, laid.attendance.bottom - 14, laid.attendance.top + 14)


def share_ticks(y: Scale) -> list[float]:
    """Every tenth that fits; every fifth of the whole when the scale is long."""
    step = 10 if y.low > 0.45 else 20
    return [share / 100 for share in range(100, int(y.low * 100), -step)]


def _named_points(weeks: tuple[Attendance, ...], y: Scale, said: PathWords, laid: Layout) -> Iterator[Svg]:
    """The lowest week and the last one carry their number."""
    readings = [(laid.x(w.week), w.share) for w in weeks if w.share is not None]
    lowest = min(readings, key=lambda r: r[1])
    last = readings[-1]
    if lowest != last:
        x, share = lowest
        half = width_of(said.percent(share), 13.5) / 2
        yield circle(x, y(share), 4.5, "p-point")
        middle = min(max(x, half), WIDTH - half - 4)
        yield words(middle, y(share) + 20, said.percent(share), "ink b t13 halo", "middle")
    x, share = last
    yield circle(x, y(share), 4.5, "p-point")
    # Left of the point, because the line of today often stands right of it.
    falling = len(readings) > 1 and readings[-2][1] > share
    lift = 20 if falling or y(share) - 12 < laid.attendance.top + 10 else -12
    yield words(x - 4, y(share) + lift, said.percent(share), "ink b t13 halo", "end")


def marks(facts: PathFacts, said: PathWords, laid: Layout) -> Iterator[Svg]:
    """One stroke for each term at the height of its average mark, the number above it."""
    values = [term.value for term in facts.marks]
    y = Scale(min(values) - 0.6, max(values) + 0.6, laid.marks.bottom - 16, laid.marks.top + 30)
    for term in facts.marks:
        start, end = laid.x.held(term.start), laid.x.held(term.end)
        if end > start:
            yield line(start, y(term.value), end, y(term.value), "p-mark")
            yield words((start + end) / 2, y(term.value) - 8, said.number(term.value), "ink halo", "middle")
