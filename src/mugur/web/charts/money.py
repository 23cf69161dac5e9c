"""Money as bars: hue says who pays, strength how certain; what is not known is hatched, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .svg import Svg, tag


@dataclass(frozen=True)
class Split:
    """An amount in hundredths by who pays it; ``known`` is False when only the sum is published."""

    eu: int
    national: int
    own: int = 0
    known: bool = True

    @property
    def total(self) -> int:
        """All of it together."""
        return self.eu + self.national + self.own


@dataclass(frozen=True)
class Money:
    """The three certainties of one operation; None is not in the record."""

    planned: Split | None
    spent: Split | None = None
    proven: Split | None = None


@dataclass(frozen=True)
class Bullet:
    """What was promised and what is reached; ``missing`` happened but cannot be counted yet.

    ``missing_hidden`` is set for persons under five: the hatch then has a fixed width and no number.
    """

    title: str
    code: str
    reached: int
    target: int
    missing: int = 0
    milestone: int | None = None
    missing_hidden: bool = False


def percentage(value: float) -> str:
    """A length as the percentage that an SVG attribute takes."""
    return f"{max(0.0, min(100.0, value)):.3f}".rstrip("0").rstrip(".") + "%"


def _piece(start: float, width: float, height: int, class_: str | None, fill: str | None = None) -> Svg:
    return tag("rect", x=percentage(start), width=percentage(width), height=height, class_=class_, fill=fill)


def _bar(height: int, label: str, pieces: Iterable[Svg], *, thin: bool = False) -> Svg:
    name = "mg-svg bar thin" if thin else "mg-svg bar"
    return tag("svg", *pieces, height=height, width="100%", role="img", aria_label=label, class_=name)


def certainty_bar(split: Split | None, whole: int, strength: int, label: str) -> Svg:
    """One row of the money bar on the scale of ``whole``; strength 1 planned, 2 spent, 3 proven."""
    height = 26
    if split is None or not whole:
        return _bar(height, label, [_piece(0, 100, height, None, "url(#h-gap)")])
    pieces: list[Svg] = []
    at = 0.0
    for name, cents in (("eu", split.eu), ("na", split.national), ("ow", split.own)):
        width = 100 * cents / whole
        if cents:
            pieces.append(_piece(at, width, height, f"{name}-{strength}"))
            at += width
    if at < 100:
        pieces.append(_piece(at, 100 - at, height, "track"))
    return _bar(height, label, pieces)


def share_bar(eu: float | None, label: str) -> Svg:
    """The share of the European Union of one programme (0 to 1); None is hatched."""
    if eu is None:
        return _bar(12, label, [_piece(0, 100, 12, None, "url(#h-gap)")], thin=True)
    return _bar(12, label, [_piece(0, 100 * eu, 12, "eu-3"), _piece(100 * eu, 100 - 100 * eu, 12, "na-3")], thin=True)


def budget_bar(spent: int, promised: int, now: int, total: int, label: str) -> Svg:
    """What is spent, promised and decided now out of a budget; beyond the budget it turns to the warning colour."""
    whole = max(total, spent + promised + now) or 1
    pieces = [_piece(0, 100, 12, "track")]
    at = 0.0
    for cents, class_, fill in ((spent, "reach", None), (promised, "promised", None), (now, None, "url(#h-now)")):
        width = 100 * cents / whole
        pieces.append(_piece(at, width, 12, class_, fill))
        at += width
    if total < whole:
        limit = 100 * total / whole
        pieces.append(_piece(limit, 100 - limit, 12, "over"))
    return _bar(12, label, pieces, thin=True)


def bullet_bar(bullet: Bullet, label: str) -> Svg:
    """Reached, hatched what is missing, the milestone as a tick, the track up to the target."""
    whole = max(bullet.target, bullet.reached + bullet.missing, 1)
    reached = 100 * bullet.reached / whole
    missing = 2.0 if bullet.missing_hidden else 100 * bullet.missing / whole
    pieces = [_piece(0, 100, 16, "track"), _piece(0, reached, 16, "reach")]
    if missing:
        pieces.append(_piece(reached, missing, 16, None, "url(#h-miss)"))
    if bullet.milestone is not None:
        at = percentage(100 * bullet.milestone / whole)
        ends = {"x1": at, "x2": at, "y1": -4, "y2": 20}
        pieces += [tag("line", class_=name, **ends) for name in ("tick-halo", "tick")]
    return tag("svg", *pieces, height=16, width="100%", role="img", aria_label=label, class_="mg-svg bar bullet")
