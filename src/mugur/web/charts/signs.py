"""Small signs: icons beside words, and the samples of a legend."""

from __future__ import annotations

from .svg import Svg, circle, path, rect, tag

EYE = "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"
LOCK = "M7 10.5h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2Z"
PHONE = "M6 3h3l1.5 5-2 1.5a12 12 0 0 0 6 6l1.5-2 5 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2Z"
SHEET = "M5 5.5h14a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1Z"

ICONS = {
    "eye": (EYE, "M14.8 12a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0Z"),
    "lock": (LOCK, "M8 10.5V8a4 4 0 0 1 8 0v2.5"),
    "phone": (PHONE,),
    "person": ("M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z", "M4 20.5c1-4 4-6 8-6s7 2 8 6"),
    "calendar": (SHEET, "M4 10h16M8 3v4M16 3v4"),
    "warning": ("M12 4 2.5 20h19Z", "M12 10v4.5M12 17.2v.3"),
    "search": ("M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z", "m15.5 15.5 5 5"),
    "document": ("M6 3h8l4 4v14H6Z", "M14 3v4h4M9 12h6M9 16h6"),
}


def icon(name: str, *, small: bool = False) -> Svg:
    """An icon that only repeats the words beside it, so nobody hears it read out."""
    shapes = [tag("path", d=d) for d in ICONS[name]]
    return tag("svg", *shapes, viewBox="0 0 24 24", aria_hidden="true", class_="mg-icon small" if small else "mg-icon")


def _sample(width: int, height: int, *shapes: Svg) -> Svg:
    return tag(
        "svg",
        *shapes,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        aria_hidden="true",
        class_="mg-sign",
    )


def _box(class_: str) -> Svg:
    return _sample(14, 14, rect(0.5, 0.5, 13, 13, class_, 3))


LEAF = "M1 15V7a6 6 0 0 1 6-6h8v8a6 6 0 0 1-6 6z"
DIAMOND = "m8 0 8 8-8 8-8-8z"


def _stripes(pattern: str, edge: str | None = None) -> Svg:
    ground = tag("rect", x="0.5", y="0.5", width="13", height="13", rx="3", fill=f"url(#{pattern})")
    return _sample(14, 14, ground, *([rect(0.5, 0.5, 13, 13, edge, 3)] if edge else []))


SHAPES: dict[str, Svg] = {
    "hatch": _stripes("h-few", "tile-edge"),
    "hatch-miss": _stripes("h-miss"),
    "hatch-gap": _stripes("h-gap"),
    "hatch-now": _stripes("h-now"),
    "line": _sample(24, 10, path("M1 5h22", "p-line")),
    "line-mark": _sample(24, 10, path("M1 5h22", "p-mark")),
    "watch-line": _sample(24, 10, path("M1 5h22", "watch-line")),
    "act-line": _sample(24, 10, path("M1 5h22", "act-line")),
    "below": _sample(24, 14, path("M1 3h22v9H1z", "p-below"), path("M1 3h22", "p-limit")),
    "diamond-act": _sample(16, 16, path(DIAMOND, "p-act")),
    "diamond-watch": _sample(16, 16, path(DIAMOND, "p-watch")),
    "ring-asked": _sample(16, 16, circle(8, 8, 6.5, "p-asked")),
    "p-column": _sample(14, 14, rect(0.5, 0.5, 13, 13, "p-column edge", 3)),
    "dot-once": _sample(10, 10, circle(5, 5, 4, "p-dot-a")),
    "dot-group": _sample(10, 10, circle(5, 5, 4, "p-dot-b")),
    "dot-other": _sample(10, 10, circle(5, 5, 4, "p-dot-c")),
    "dot-absent": _sample(10, 10, circle(5, 5, 3.5, "p-dot-absent")),
    "bar-paid": _sample(22, 8, rect(0, 0, 22, 8, "p-paid", 4)),
    "leaf": _sample(16, 16, path(LEAF, "p-leaf")),
    "placement": _sample(22, 12, rect(0, 0, 22, 12, "p-place", 4)),
    "milestone": _sample(14, 14, path("M7 0v14", "tick")),
    "gap-dotted": _sample(24, 10, path("M1 5h22", "p-gap")),
}


def sign(name: str) -> Svg:
    """The sample of a sign; any other name is the class of a filled square."""
    return SHAPES.get(name) or _box(name)
