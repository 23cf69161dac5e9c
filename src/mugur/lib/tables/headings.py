"""Where the headings of a table are, and what its columns are called."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

LOOK_AT = 40


@lru_cache(maxsize=4096)
def plain_name(heading: str) -> str:
    """Return a heading without accents, case and signs, for comparing: ``Dzimšanas datums`` is ``dzimsanasdatums``."""
    apart = unicodedata.normalize("NFKD", heading.casefold().replace("ł", "l").replace("ß", "ss"))
    return "".join(char for char in apart if char.isalnum())


def filled(cells: Sequence[str]) -> list[str]:
    """Return the cells that hold something."""
    return [cell for cell in cells if cell.strip()]


def find_header(rows: Sequence[Sequence[str]], known: Collection[str] = ()) -> int:
    """Return the index of the heading row among the first rows of a file, -1 if all are empty.

    Titles above a table are common. The row with most known headings wins; without known headings it is the first
    row that is about as wide as the table and names most columns differently.
    """
    looked = rows[:LOOK_AT]
    hits = [len({plain_name(cell) for cell in row} & set(known)) for row in looked]
    if hits and max(hits) >= 2:
        return hits.index(max(hits))
    widths = Counter(len(filled(row)) for row in rows if len(filled(row)) > 1)
    usual = max(widths, key=lambda width: (widths[width], width)) if widths else 1
    for index, row in enumerate(looked):
        names = filled(row)
        distinct = {name.casefold() for name in names}
        if names and len(names) >= 0.6 * usual and len(distinct) >= min(len(names), max(2, 0.6 * len(names))):
            return index
    return next((index for index, row in enumerate(looked) if filled(row)), -1)


def column_names(headings: Sequence[str]) -> tuple[str, ...]:
    """Return one name per column; an empty or repeated heading becomes ``column_n``, n counted from 1."""
    names: list[str] = []
    taken: set[str] = set()
    for place, heading in enumerate(headings, start=1):
        name = " ".join(heading.split())
        if not name or name.casefold() in taken:
            name = f"column_{place}"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)
