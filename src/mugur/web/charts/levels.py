"""Three levels: the tile map of a country, the way from notice to result, and one small chart for each school.

Only figures that passed the release desk come here: a hidden one has no value, so nothing can leak.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .svg import Cell, Column, Key, Picture, Svg, Table, drawing, face, join, line, link, rect, tag, words

TILE, PITCH = 58, 63


class Shown(StrEnum):
    """What a figure may be: told, hidden for itself, hidden with another, not taking part, not there."""

    VALUE = "value"
    FEW = "few"
    WITH = "with"
    OUT = "out"
    NONE = "none"


@dataclass(frozen=True)
class Tile:
    """One place on the map; ``value`` only when it is told."""

    code: str
    short: str
    name: str
    row: int
    column: int
    value: float | None = None
    shown: Shown = Shown.VALUE
    url: str = ""


@dataclass(frozen=True)
class MapWords:
    """The words of the map; ``number`` writes on tiles, ``spoken`` names the figure with its unit."""

    title: str
    place: str
    figure: str
    few: str
    with_it: str
    out: str
    none: str
    hidden_key: str
    classes: tuple[str, str, str, str]
    number: Callable[[float], str]
    spoken: Callable[[float], str]
    note: str = ""


def tile_class(value: float, bounds: tuple[float, float, float]) -> int:
    """Which of the four classes a value falls in, 1 the lowest."""
    return 1 + sum(value >= bound for bound in bounds)


def tile_map(
    tiles: Sequence[Tile],
    said: MapWords,
    *,
    bounds: tuple[float, float, float],
    chosen: str = "",
    note_at: tuple[int, int] | None = None,
) -> Picture:
    """Equal tiles so that small places can be read; four classes and the number on each."""
    columns = max((t.column for t in tiles), default=0) + 1
    rows = max((t.row for t in tiles), default=0) + 1
    parts: list[Svg] = []
    if note_at and said.note:
        parts.append(words(note_at[1] * PITCH + 6, note_at[0] * PITCH + 34, said.note, "italic"))
    ordered = sorted(tiles, key=lambda t: (t.row, t.column))
    # Lists of links read better than one image: every tile names its place and figure.
    parts += [_tile(t, said, bounds, t.code == chosen) for t in ordered]
    svg = drawing(columns * PITCH - 1, rows * PITCH - 1, said.title, *parts, class_="map", role="group", y=-2)
    return Picture(said.title, svg, _map_table(ordered, said), _map_keys(tiles, said), legend_below=True)


def _told(tile: Tile, said: MapWords) -> str:
    if tile.shown is Shown.VALUE and tile.value is not None:
        return said.spoken(tile.value)
    return {Shown.FEW: said.few, Shown.WITH: said.with_it, Shown.OUT: said.out}.get(tile.shown, said.none)


def _tile(tile: Tile, said: MapWords, bounds: tuple[float, float, float], chosen: bool) -> Svg:
    x, y = tile.column * PITCH + 2, tile.row * PITCH + 2
    shapes, faces = _face(tile, said, bounds, x, y)
    if chosen:
        shapes.append(rect(x - 3, y - 3, TILE + 6, TILE + 6, "tile-chosen", 10))
    name = f"{tile.name}: {_told(tile, said)}"
    if tile.url:
        return link(name, tile.url, shapes, faces, current=chosen)
    return tag("g", tag("title", name), *shapes, *faces, role="img", aria_label=name)


def _face(
    tile: Tile, said: MapWords, bounds: tuple[float, float, float], x: float, y: float
) -> tuple[list[Svg], list[Svg]]:
    if tile.shown is Shown.VALUE and tile.value is not None:
        level = tile_class(tile.value, bounds)
        name = face(x + 8, y + 20, tile.short, f"name on-{level}")
        return [rect(x, y, TILE, TILE, f"tile-{level}", 8)], [
            name,
            face(x + 8, y + 46, said.number(tile.value), f"value on-{level}"),
        ]
    if tile.shown in (Shown.FEW, Shown.WITH):
        sign = "<5" if tile.shown is Shown.FEW else "(<5)"
        hatched = tag("rect", x=float(x), y=float(y), width=TILE, height=TILE, rx=8, fill="url(#h-few)")
        edge = rect(x + 0.75, y + 0.75, TILE - 1.5, TILE - 1.5, "tile-edge", 8)
        faces = [face(x + 8, y + 20, tile.short, "name halo"), face(x + 8, y + 46, sign, "few halo")]
        return [hatched, edge], faces
    edge = rect(x + 0.75, y + 0.75, TILE - 1.5, TILE - 1.5, "tile-out", 8)
    return [edge], [face(x + 8, y + 20, tile.short, "name"), face(x + 8, y + 46, "–", "t13")]


def _map_table(tiles: Sequence[Tile], said: MapWords) -> Table:
    rows = []
    for tile in sorted(tiles, key=lambda t: t.name):
        hidden = tile.shown in (Shown.FEW, Shown.WITH)
        rows.append((tile.name, Cell(_told(tile, said), hidden)))
    return Table(said.title, (Column(said.place), Column(said.figure, numeric=True)), tuple(rows))


def _map_keys(tiles: Sequence[Tile], said: MapWords) -> tuple[Key, ...]:
    keys = [Key(f"tile-{i + 1}", text) for i, text in enumerate(said.classes)]
    if any(t.shown in (Shown.FEW, Shown.WITH) for t in tiles):
        keys.append(Key("hatch", said.hidden_key))
    if any(t.shown is Shown.OUT for t in tiles):
        keys.append(Key("tile-out", said.out))
    return tuple(keys)


@dataclass(frozen=True)
class Step:
    """One step from notice to result; ``loss`` says in words what was lost on the way to it."""

    title: str
    count: int | None
    loss: str = ""
    published: bool = False


def step_bar(count: int | None, whole: int, label: str) -> Svg:
    """The bar of one step on the scale of the first; a hidden count is hatched over the whole width."""
    shape = {"height": 12, "width": "100%", "role": "img", "aria_label": label, "class_": "mg-svg bar thin"}
    if count is None:
        return tag("svg", tag("rect", width="100%", height=12, fill="url(#h-few)"), **shape)
    width = f"{100 * count / whole if whole else 0:.2f}%"
    track = tag("rect", width="100%", height=12, class_="track")
    return tag("svg", track, tag("rect", width=width, height=12, class_="reach"), **shape)


def small_bars(values: Sequence[int], whole: int, label: str, number: Callable[[int], str]) -> Svg:
    """The steps of one school as bars on a common scale; first and last are dark and carry their number."""
    top = 72.0
    bars: list[Svg] = []
    last = len(values) - 1
    for at, value in enumerate(values):
        height = top * value / whole if whole else 0
        ends = at in (0, last)
        bars.append(rect(2 + at * 30, 78 - height, 22, height, "bar-end" if ends else "bar-mid", 3))
        if ends:
            bars.append(words(13 + at * 30, 72 - height, number(value), "ink b t13", anchor="middle"))
    width = len(values) * 30
    return drawing(width, 94, label, join(bars), line(0, 78.5, width, 78.5, "rule"), y=-14)
