"""The school year 2020/21 on three levels: one published number, everything else invented for the demonstration.

Published: 19,757 plans in 2020/21; 41 of 43 municipalities by December 2022. The school year was lived in the
old municipalities; the figures are recast to the 43 of July 2021. Which two do not take part is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from mugur.access.who import Who
from mugur.organisations.models import Area, Organisation
from mugur.statistics import actions

YEAR = "2020/21"
SOURCE = (
    "19,757 plans: published for 2020/21 (recast to the 43 municipalities of July 2021)."
    " All other numbers: demonstration."
)
AREAS = "ISO 3166-2 codes; Cabinet order 911/2021; own tile grid"
COUNTRY: dict[str, int] = {
    "identified": 25916, "answered": 25102, "planned": 19757, "delivered": 18944, "reviewed": 18130,
    "enrolled": 17423, "left_known": 529,
}  # fmt: skip
STEPS = ("identified", "answered", "planned", "delivered", "reviewed", "enrolled")
#: Code, name, path, tile row and column, weight, answered on time in per cent.
TOWNS: tuple[tuple[str, str, str, int, int, int, int], ...] = (
    ("LV-002", "Aizkraukles novads", "aizkraukle", 4, 7, 0, 88), ("LV-007", "Alūksnes novads", "aluksne", 1, 9, 14, 86),
    ("LV-011", "Ādažu novads", "adazi", 3, 5, 21, 88), ("LV-015", "Balvu novads", "balvi", 2, 9, 19, 71),
    ("LV-016", "Bauskas novads", "bauska", 5, 5, 42, 66), ("LV-022", "Cēsu novads", "cesis", 2, 7, 41, 74),
    ("LV-026", "Dobeles novads", "dobele", 4, 2, 28, 91), ("LV-033", "Gulbenes novads", "gulbene", 2, 8, 20, 74),
    ("LV-041", "Jelgavas novads", "jelgava-novads", 5, 3, 32, 88),
    ("LV-042", "Jēkabpils novads", "jekabpils", 4, 8, 41, 71),
    ("LV-047", "Krāslavas novads", "kraslava", 6, 10, 22, 88), ("LV-050", "Kuldīgas novads", "kuldiga", 2, 1, 28, 85),
    ("LV-052", "Ķekavas novads", "kekava", 4, 5, 0, 0), ("LV-054", "Limbažu novads", "limbazi", 1, 6, 28, 85),
    ("LV-056", "Līvānu novads", "livani", 4, 9, 0, 84), ("LV-058", "Ludzas novads", "ludza", 3, 11, 22, 91),
    ("LV-059", "Madonas novads", "madona", 3, 8, 28, 79), ("LV-062", "Mārupes novads", "marupe", 4, 3, 34, 95),
    ("LV-067", "Ogres novads", "ogre", 3, 7, 57, 85), ("LV-068", "Olaines novads", "olaine", 4, 4, 20, 66),
    ("LV-073", "Preiļu novads", "preili", 5, 9, 17, 66), ("LV-077", "Rēzeknes novads", "rezekne-novads", 3, 10, 30, 88),
    ("LV-080", "Ropažu novads", "ropazi", 3, 6, 33, 71), ("LV-087", "Salaspils novads", "salaspils", 4, 6, 31, 83),
    ("LV-088", "Saldus novads", "saldus", 3, 2, 27, 93), ("LV-089", "Saulkrastu novads", "saulkrasti", 2, 5, 0, 0),
    ("LV-091", "Siguldas novads", "sigulda", 2, 6, 31, 85), ("LV-094", "Smiltenes novads", "smiltene", 1, 8, 18, 95),
    ("LV-097", "Talsu novads", "talsi", 1, 2, 35, 86), ("LV-099", "Tukuma novads", "tukums", 2, 2, 44, 91),
    ("LV-101", "Valkas novads", "valka", 0, 8, 16, 95), ("LV-102", "Varakļānu novads", "varaklani", 3, 9, 0, 100),
    ("LV-106", "Ventspils novads", "ventspils-novads", 1, 1, 16, 85),
    ("LV-111", "Augšdaugavas novads", "augsdaugava", 6, 8, 26, 77),
    ("LV-112", "Dienvidkurzemes novads", "dienvidkurzeme", 3, 1, 33, 95),
    ("LV-113", "Valmieras novads", "valmiera", 1, 7, 51, 86), ("LV-DGV", "Daugavpils", "daugavpils", 6, 9, 81, 77),
    ("LV-JEL", "Jelgava", "jelgava", 5, 4, 55, 74), ("LV-JUR", "Jūrmala", "jurmala", 3, 3, 50, 88),
    ("LV-LPX", "Liepāja", "liepaja", 3, 0, 68, 86), ("LV-REZ", "Rēzekne", "rezekne", 4, 10, 27, 93),
    ("LV-RIX", "Rīga", "riga", 3, 4, 340, 76), ("LV-VEN", "Ventspils", "ventspils", 1, 0, 33, 85),
)  # fmt: skip
#: The schools of Aizkraukles novads in the order of the register; F is below five, G hidden with it.
SCHOOLS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("pv", "Aizkraukles arodskola", (64, 59, 51, 46, 46, 46)), ("a", "A vidusskola", (40, 35, 30, 30, 30, 25)),
    ("b", "B vidusskola", (25, 20, 15, 15, 15, 15)), ("c", "C pamatskola", (20, 20, 15, 15, 15, 15)),
    ("d", "D pamatskola", (20, 15, 10, 10, 10, 10)), ("e", "E pamatskola", (15, 10, 10, 10, 10, 10)),
    ("f", "F pamatskola", (4, 4, 4, 4, 4, 4)), ("g", "G pamatskola", (9, 9, 9, 9, 9, 9)),
)  # fmt: skip
SMALL_TOWNS: dict[str, tuple[int, ...]] = {"varaklani": (4, 4, 4, 4, 4, 4), "livani": (41, 36, 31, 26, 21, 16)}
NOT_TAKING_PART = ("saulkrasti", "kekava")


def _shares(total: int, weights: list[int]) -> list[int]:
    """Whole parts of a total by weight; they add up exactly."""
    edges = [total * sum(weights[:n]) // sum(weights) for n in range(len(weights) + 1)]
    return [after - before for before, after in zip(edges, edges[1:], strict=False)]


def _fixed() -> dict[str, tuple[int, ...]]:
    aizkraukle = tuple(sum(counts[n] for _, _, counts in SCHOOLS) for n in range(len(STEPS)))
    return {**SMALL_TOWNS, "aizkraukle": aizkraukle}


def _towns() -> dict[str, dict[str, int]]:
    """The counts of every municipality that takes part; each column adds up to the country."""
    fixed = _fixed()
    weighted = [town for town in TOWNS if town[5]]
    made: dict[str, dict[str, int]] = {slug: dict(zip(STEPS, counts, strict=True)) for slug, counts in fixed.items()}
    columns = {
        step: _shares(COUNTRY[step] - sum(row[n] for row in fixed.values()), [town[5] for town in weighted])
        for n, step in enumerate(STEPS)
    }
    for at, town in enumerate(weighted):
        made[town[2]] = {step: columns[step][at] for step in STEPS}
    return made


def _with_times(row: dict[str, int], per_cent: int) -> dict[str, int]:
    on_time = min(row["answered"], round(row["identified"] * per_cent / 100))
    known = min(row["reviewed"] - row["enrolled"], (row["reviewed"] - row["enrolled"]) * 3 // 4)
    return {**row, "on_time": on_time, "left_known": known}


def rows() -> Iterator[dict[str, Any]]:
    """Country, municipalities and the schools of Aizkraukle, as the figures are brought in."""
    counted = _towns()
    towns = {town[2]: _with_times(counted[town[2]], town[6]) for town in TOWNS if town[2] in counted}
    schools = list(_schools())
    towns["aizkraukle"] |= {name: sum(school[name] for school in schools) for name in ("on_time", "left_known")}
    _settle(towns)
    country = {**COUNTRY, "on_time": sum(row["on_time"] for row in towns.values())}
    yield {"path": "lv.", "level": "state", "name": "Latvija", "published": ["planned"], "demonstration": True,
           **country}  # fmt: skip
    for code, name, slug, *_rest in TOWNS:
        base = {"path": f"lv.{_part(slug)}.", "level": "municipality", "name": name, "area_code": code,
                "demonstration": True, "takes_part": slug not in NOT_TAKING_PART}  # fmt: skip
        yield {**base, **towns.get(slug, {})}
    yield from schools


def _settle(towns: dict[str, dict[str, int]]) -> None:
    """Rīga takes what rounding left over, so that 529 of those who left have a known destination."""
    towns["riga"]["left_known"] += COUNTRY["left_known"] - sum(row["left_known"] for row in towns.values())


def _schools() -> Iterator[dict[str, Any]]:
    for n, (slug, name, counts) in enumerate(SCHOOLS):
        row = _with_times(dict(zip(STEPS, counts, strict=True)), 88)
        yield {"path": f"lv.aizkraukle.{slug}.", "level": "school", "name": name, "sort_key": f"{n:02d}",
               "demonstration": True, **row}  # fmt: skip


def _part(slug: str) -> str:
    """A municipality's part of the path: letters only."""
    return slug.replace("-", "")


def areas() -> int:
    """The municipalities as areas with their tiles; an area that is already there keeps what it has."""
    made = [
        Area(country="lv", scheme="iso3166-2", code=code, name=name, tile_row=row, tile_col=column, source=AREAS,
             starts=date(2021, 7, 1), verified=True, ends=date(2025, 6, 30) if slug == "varaklani" else None)
        for code, name, slug, row, column, *_rest in TOWNS
    ]  # fmt: skip
    return len(Area.objects.bulk_create(made, ignore_conflicts=True))


def load(country: Organisation, *, by: Who, on: date) -> None:
    """Brings the school year 2020/21 in, with areas for the map."""
    areas()
    actions.bring_in(country, by=by, on=on, school_year=YEAR, rows=list(rows()), source=SOURCE)
