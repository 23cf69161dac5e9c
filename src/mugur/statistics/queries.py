"""The page of three levels: what a reader may see of a place, exactly or protected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mugur.access.reach import Reach
from mugur.access.who import Who
from mugur.lib.errors import OutOfReach
from mugur.organisations.models import Area

from . import access
from .models import FlowRow
from .protect import STEPS, Cell, Mark, Safe, protect, rounded

COLUMNS = (*STEPS, "on_time")
BELOW = {FlowRow.Level.STATE: FlowRow.Level.MUNICIPALITY, FlowRow.Level.MUNICIPALITY: FlowRow.Level.SCHOOL}


@dataclass(frozen=True)
class Count:
    """One cell as it is shown: a number, or why there is none."""

    value: int | None
    mark: str = ""


@dataclass(frozen=True)
class Place:
    """A place of the table with its cells in the order of the steps."""

    row: FlowRow
    cells: dict[str, Count]
    exact: bool = False

    @property
    def hidden(self) -> bool:
        """True when any step of the place is hidden."""
        return any(self.cells[step].mark for step in STEPS)

    def share(self, part: str, whole: str) -> float | None:
        """One step as a share of another, when both counts may be told."""
        of, value = self.cells[whole].value, self.cells[part].value
        return value / of if of and value is not None else None

    def mark(self, part: str, whole: str) -> str:
        """Why the share is not shown."""
        marks = [self.cells[name].mark for name in (whole, part)]
        return Mark.FEW if Mark.FEW in marks else next((m for m in marks if m), "")


@dataclass(frozen=True)
class LevelsPage:
    """A place, the way up, its parts, and the choices of time."""

    place: Place
    left: int | None
    left_known: int | None
    above: list[FlowRow]
    parts: list[Place]
    years: list[str]
    year: str
    term: int
    exact: bool
    rounding: bool
    tiles: dict[str, tuple[int, int]] = field(default_factory=dict)
    as_of: date | None = None


def counts(row: FlowRow) -> dict[str, int]:
    """The known counts of a row by column."""
    return {name: value for name in COLUMNS if (value := getattr(row, name)) is not None}


def years(who: Who) -> list[str]:
    """School years of which this reader sees anything, the newest first."""
    return list(access.LEVELS.reachable(who).order_by("-school_year").values_list("school_year", flat=True).distinct())


def first_place(who: Who) -> str:
    """Where the page opens: the country for national readers, else one's own municipality or school."""
    for role in ("national_manager", "municipality_coordinator", "head", "school_coordinator"):
        if paths := who.paths(role):
            return paths[0]
    return ""


def levels_page(who: Who, *, path: str = "", year: str = "", term: int = 0) -> LevelsPage:
    """What the reader may see of a place: own school and municipality exactly, everything else protected."""
    path = path or first_place(who)
    known_years = years(who)
    year = year if year in known_years else next(iter(known_years), "")
    row = _row(who, path, year, term)
    exact = access.EXACT.allows(who, row)
    term = term if exact else 0
    if exact:
        place = _exact(row)
        parts = [_exact(part) for part in _parts(row)]
    else:
        place, parts = _protected(who, row)
    return LevelsPage(
        place=place, above=_above(who, row), parts=parts, years=known_years, year=year, term=row.term, exact=exact,
        rounding=not exact and row.level != FlowRow.Level.STATE, tiles=_tiles(parts), as_of=row.as_of,
        **_left(place, row),
    )  # fmt: skip


def _row(who: Who, path: str, year: str, term: int) -> FlowRow:
    reachable = access.LEVELS.reachable(who).filter(path=path, school_year=year)
    # Terms are for those who see exactly: two terms and their year would be a subtraction.
    own = access.EXACT.reachable(who).filter(path=path, school_year=year, term=term)
    row = _chosen(own) or _chosen(reachable.filter(term=0))
    if row is None:
        raise OutOfReach("access.out_of_reach")
    return row


def _chosen(rows: Iterable[FlowRow]) -> FlowRow | None:
    """A published row before one that was counted here."""
    return next(iter(sorted(rows, key=lambda r: r.origin != FlowRow.Origin.PUBLICATION)), None)


def _parts(row: FlowRow) -> list[FlowRow]:
    """The places directly under a place, of the same source, in the order of the register."""
    if row.level not in BELOW:
        return []
    found = FlowRow.objects.filter(
        parent=row.path, level=BELOW[FlowRow.Level(row.level)], school_year=row.school_year, term=row.term,
        origin=row.origin,
    )  # fmt: skip
    return list(found.order_by("sort_key", "path"))


def _exact(row: FlowRow) -> Place:
    known = counts(row)
    return Place(row, {name: Count(known.get(name)) for name in COLUMNS}, exact=True)


def _protected(who: Who, row: FlowRow) -> tuple[Place, list[Place]]:
    """The place as its parent's table shows it, and its parts under the same rules."""
    if row.level == FlowRow.Level.STATE:
        parts = _parts(row)
        return _exact_total(row), _shown(parts, _municipalities(who, row, parts), who)
    if row.level == FlowRow.Level.MUNICIPALITY:
        return _municipality(who, row)
    parent = FlowRow.objects.filter(path=row.parent, school_year=row.school_year, term=0, origin=row.origin).first()
    if parent is None:
        raise OutOfReach("access.out_of_reach")
    _, schools = _municipality(who, parent)
    return next(place for place in schools if place.row.pk == row.pk), []


def _exact_total(row: FlowRow) -> Place:
    """A country's totals: they are large, and still no loss of one to four is told."""
    safe = protect({row.path: counts(row)}, totals=())
    return _place(row, safe, exact=False, rounding=False)


def _municipalities(who: Who, state: FlowRow, parts: list[FlowRow]) -> Safe:
    """Which counts of municipalities are shown beside the country's totals."""
    table = {part.path: counts(part) for part in parts}
    shown = [step for step, cell in _exact_total(state).cells.items() if not cell.mark and step in STEPS]
    known = {part.path for part in parts if access.EXACT.allows(who, part)}
    return protect(table, totals=shown, extra=_given_away(state), known=known)


def _given_away(state: FlowRow) -> set[Cell]:
    """Counts of municipalities that would tell a school's small count, whatever else is hidden."""
    under = FlowRow.objects.filter(
        Reach((state.path,)).q("path"), level=FlowRow.Level.SCHOOL, school_year=state.school_year, term=state.term,
        origin=state.origin,
    )  # fmt: skip
    tables: dict[str, dict[str, dict[str, int]]] = {}
    for school in under:
        tables.setdefault(school.parent, {})[school.path] = counts(school)
    return {(town, step) for town, table in tables.items() for step in protect(table).totals}


def _municipality(who: Who, row: FlowRow) -> tuple[Place, list[Place]]:
    state = FlowRow.objects.filter(
        path=row.parent, level=FlowRow.Level.STATE, school_year=row.school_year, term=0, origin=row.origin
    ).first()
    safe = protect({row.path: counts(row)}, totals=())
    if state is not None:
        safe = _municipalities(who, state, _parts(state))
    forced = {step for path, step in safe.hidden if path == row.path}
    parts = _parts(row)
    table = {part.path: counts(part) for part in parts}
    below = protect(table, totals=[step for step in STEPS if step not in forced], forced=forced)
    return _place(row, safe, exact=False, rounding=False), _shown(parts, below, who, rounding=True)


def _shown(parts: list[FlowRow], safe: Safe, who: Who, *, rounding: bool = False) -> list[Place]:
    made = []
    for part in parts:
        own = access.EXACT.allows(who, part)
        made.append(_exact(part) if own else _place(part, safe, exact=False, rounding=rounding))
    return made


def _place(row: FlowRow, safe: Safe, *, exact: bool, rounding: bool) -> Place:
    cells = {}
    known = counts(row)
    for name in COLUMNS:
        mark = safe.hidden.get((row.path, name))
        value = None if mark else known.get(name)
        cells[name] = Count(rounded(value) if rounding and value is not None else value, str(mark or ""))
    return Place(row, cells, exact)


def _left(place: Place, row: FlowRow) -> Mapping[str, int | None]:
    """Who left after the last review, and of how many it is known where to."""
    reviewed, stayed = place.cells["reviewed"].value, place.cells["enrolled"].value
    if reviewed is None or stayed is None or (not place.exact and row.level == FlowRow.Level.SCHOOL):
        return {"left": None, "left_known": None}
    left, known = reviewed - stayed, row.left_known
    if not place.exact and known is not None and (0 < known < 5 or 0 < left - known < 5):
        known = None
    return {"left": left, "left_known": known}


def _above(who: Who, row: FlowRow) -> list[FlowRow]:
    """The places above that this reader may open, the country first."""
    parts = row.path.rstrip(".").split(".")
    paths = [".".join(parts[:n]) + "." for n in range(1, len(parts))]
    found = access.LEVELS.reachable(who).filter(path__in=paths, school_year=row.school_year, term=0, origin=row.origin)
    return list(found.order_by("path"))


def _tiles(parts: list[Place]) -> dict[str, tuple[int, int]]:
    codes = [part.row.area_code for part in parts if part.row.area_code]
    if not codes:
        return {}
    areas = Area.objects.filter(code__in=codes, tile_row__isnull=False, tile_col__isnull=False)
    found = areas.values_list("code", "tile_row", "tile_col")
    return {code: (row, column) for code, row, column in found if row is not None and column is not None}
