"""The few shapes all charts are drawn with. Text is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape


class Svg(str):
    """Finished markup: templates take it as it is, because every text in it went through :func:`tag`."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@dataclass(frozen=True)
class Key:
    """One line of a legend: the name of a sign and what it means."""

    sign: str
    text: str


@dataclass(frozen=True)
class Column:
    """A column of the table behind a picture."""

    text: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell; a hidden one shows the reason instead of the figure."""

    text: str
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """The same facts as the picture; the first column heads its row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Cell, ...], ...]

    def cells(self) -> list[list[Cell]]:
        """Every row with plain texts turned to cells."""
        return [[c if isinstance(c, Cell) else Cell(c) for c in row] for row in self.rows]


@dataclass(frozen=True)
class Picture:
    """A drawing, what it is called, its table and its legend."""

    title: str
    svg: Svg
    table: Table
    keys: tuple[Key, ...] = field(default=())
    legend_below: bool = False


def n(value: float) -> str:
    """A coordinate with at most one decimal, so that pages stay small."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _attribute(name: str, value: object) -> str:
    shown = n(value) if isinstance(value, float) else str(value)
    return f' {name.rstrip("_").replace("_", "-")}="{escape(shown)}"'


def tag(name: str, *inside: str, **attributes: object) -> Svg:
    """An element; plain strings inside are escaped, attributes that are None are left out."""
    attrs = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    body = "".join(part if isinstance(part, Svg) else escape(part) for part in inside)
    return Svg(f"<{name}{attrs}>{body}</{name}>") if body else Svg(f"<{name}{attrs}/>")


def join(parts: Iterable[Svg]) -> Svg:
    """Elements one after the other."""
    return Svg("".join(parts))


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Svg:
    """A straight line."""
    return tag("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=class_)


def rect(x: float, y: float, width: float, height: float, class_: str, rx: float | None = None) -> Svg:
    """A rectangle, never of negative size."""
    return tag(
        "rect",
        x=float(x),
        y=float(y),
        width=float(max(0, width)),
        height=float(max(0, height)),
        rx=None if rx is None else float(rx),
        class_=class_,
    )


def circle(x: float, y: float, r: float, class_: str) -> Svg:
    """A dot."""
    return tag("circle", cx=float(x), cy=float(y), r=float(r), class_=class_)


def path(d: str, class_: str) -> Svg:
    """A path made of numbers."""
    return tag("path", d=d, class_=class_)


def words(x: float, y: float, text: str, class_: str = "", anchor: str | None = None) -> Svg:
    """A text; ``anchor`` is middle or end."""
    return tag("text", text, x=float(x), y=float(y), class_=class_ or None, text_anchor=anchor)


def face(x: float, y: float, text: str, class_: str, anchor: str | None = None) -> Svg:
    """A text on a mark whose link already says it; it is seen, not read out twice."""
    return tag("text", text, x=float(x), y=float(y), class_=f"face {class_}", text_anchor=anchor, aria_hidden="true")


def link(name: str, url: str, shapes: Iterable[Svg], faces: Iterable[Svg], current: bool = False) -> Svg:
    """A mark that leads somewhere: its name is spoken, the texts on it are only seen."""
    made = tag("a", tag("title", name), *shapes, href=url, aria_label=name, aria_current="true" if current else None)
    return join([made, *faces])


def run(points: Iterable[tuple[float, float]], class_: str) -> Svg:
    """A line through points."""
    return tag("polyline", points=" ".join(f"{n(x)},{n(y)}" for x, y in points), class_=class_)


def area(points: Iterable[tuple[float, float]], class_: str) -> Svg:
    """A filled area."""
    return tag("polygon", points=" ".join(f"{n(x)},{n(y)}" for x, y in points), class_=class_)


def drawing(
    width: float, height: float, title: str, *inside: Svg, class_: str = "", role: str = "img", y: float = 0
) -> Svg:
    """The whole picture with its name; ``role`` is "group" when parts of it are links."""
    return tag(
        "svg",
        tag("title", title),
        *inside,
        viewBox=f"0 {n(y)} {n(width)} {n(height)}",
        role=role,
        aria_label=title,
        class_=f"mg-svg {class_}".strip(),
    )


def hatch(id: str, class_: str) -> Svg:
    """A pattern of diagonal stripes; ``id`` must be one of its page."""
    return tag(
        "defs",
        tag(
            "pattern",
            tag("rect", width="8", height="8", class_=f"{class_}-ground"),
            tag("rect", width="4", height="8", class_=f"{class_}-stripe"),
            id=id,
            width="8",
            height="8",
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def width_of(text: str, size: float) -> float:
    """About how wide a text will be, in the units of the drawing; Inter's average letter is 0.53 em."""
    return len(text) * size * 0.53
