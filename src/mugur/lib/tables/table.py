"""One table of one file: headings and rows that can be walked through more than once, always within the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mugur.lib.findings import Finding, Findings, Level
from mugur.lib.tables import cells
from mugur.lib.tables.headings import filled
from mugur.lib.tables.limits import LimitBroken, Limits

# What a person has answered: (file, row, column heading) → the value to read instead of the one in the file.
Corrections = Mapping[tuple[str, int, str], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file where it begins, and as many cells as the table has columns."""

    line: int
    cells: tuple[str, ...]


RawRows = Callable[[], Iterator[tuple[int, Sequence[str]]]]


@dataclass(slots=True)
class Table:
    """A readable table. ``rows()`` reads the file again each time; findings met on the way are kept once.

    ``encoding`` and ``delimiter`` are what was found (a workbook has neither); ``stopped`` becomes true when the file
    could not be read to its end, after which nobody may conclude that something is missing from it.
    """

    name: str
    stem: str
    columns: tuple[str, ...]
    header_line: int
    raw: RawRows
    findings: Findings
    limits: Limits
    encoding: str = ""
    delimiter: str = ""
    from_workbook: bool = False
    corrections: Corrections = field(default_factory=dict)
    stopped: bool = False

    def find(
        self, row: int, column: str, value: str, rule: str, level: Level = "error", fix: str = "", **facts: object
    ) -> None:
        """Keep a finding about this table; ``column`` is the heading, empty for a whole row or file."""
        self.findings.add(Finding(self.name, row, column, "", value, rule, level, fix, facts))

    def break_off(self, broken: LimitBroken) -> None:
        """Keep the finding for a file that cannot be read on, and remember that its end was not seen."""
        self.stopped = True
        self.findings.add(Finding(self.name, 0, "", "", "", broken.rule, "error", "", broken.facts))

    def rows(self) -> Iterator[Row]:
        """Yield every row below the headings that holds something; stops with a finding at a limit or a broken file."""
        count = 0
        source = self.raw()
        while True:
            try:
                line, found = next(source)
            except StopIteration:
                return
            except LimitBroken as broken:
                self.break_off(broken)
                return
            if line <= self.header_line or not filled(found):
                continue
            count += 1
            if count > self.limits.rows:
                self.stopped = True
                self.find(0, "", "", "table.too_many_rows", limit=self.limits.rows)
                return
            yield Row(line, self._checked(line, found))

    def _checked(self, line: int, found: Sequence[str]) -> tuple[str, ...]:
        width = len(self.columns)
        if len(found) != width:
            found = self._fitted(line, found, width)
        if self.corrections:
            found = [
                self.corrections.get((self.name, line, column), cell)
                for column, cell in zip(self.columns, found, strict=True)
            ]
        together = "".join(found)
        if together.isascii() and together.isprintable() and len(together) <= self.limits.cell:
            return tuple(found)
        return tuple(self._cell(line, column, cell) for column, cell in zip(self.columns, found, strict=True))

    def _fitted(self, line: int, found: Sequence[str], width: int) -> list[str]:
        if filled(found[width:]):
            self.find(line, "", preview(found), "table.row.too_long", cells=len(found), columns=width)
        elif len(found) < width and not self.from_workbook:
            self.find(line, "", preview(found), "table.row.too_short", cells=len(found), columns=width)
        return [*found[:width], *[""] * (width - len(found))]

    def _cell(self, line: int, column: str, text: str) -> str:
        text = cells.composed(text)
        if len(text) > self.limits.cell:
            self.find(line, column, text[:60] + "…", "table.cell.too_long", limit=self.limits.cell)
            return text[: self.limits.cell]
        if cells.LOST in text:
            self.find(line, column, text, "table.cell.lost_character")
        if cells.hides(text):
            clean = cells.visible(text)
            self.find(line, column, clean, "table.cell.hidden_character", fix=clean)
            return clean
        return text


def preview(found: Sequence[str]) -> str:
    """Return the first cells of a row that does not fit, enough to recognise it."""
    return " | ".join(cells.visible(cell)[:20] for cell in found[:4])
