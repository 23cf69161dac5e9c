"""A table of a roster seen by field names: which column holds what, and lines that can say what is wrong with them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from mugur.lib.findings import Finding, Findings, Level, hidden
from mugur.lib.tables import Table, plain_name
from mugur.people.roster.codes import Code, read_code
from mugur.people.roster.rows import Options, Place, Status
from mugur.people.roster.values import read_bool, read_date

# Aliases of one field, as plain names; the field's own name always counts.
Fields = Mapping[str, tuple[str, ...]]

SECRET = {"password", "parole", "parola", "jelszo", "losenord"}
SENSITIVE = {
    "ethnicitycodes",
    "racecodes",
    "americanindianoralaskanative",
    "asian",
    "blackorafricanamerican",
    "white",
    "nativehawaiianorotherpacificislander",
    "demographicracetwoormoreraces",
    "hispanicorlatinoethnicity",
    "religion",
    "nationality",
    "ethnicity",
    "tautiba",
    "etnie",
    "nemzetiseg",
}
OLDEST = 1900


def report(
    findings: Findings,
    options: Options,
    place: Place,
    column: str,
    field: str,
    value: str,
    rule: str,
    level: Level = "error",
    fix: str = "",
    **facts: object,
) -> None:
    """Keep a finding about one line; one that a person has accepted stays visible as a note and keeps nothing out."""
    if (*place, rule) in options.accepted:
        level, facts = "note", {**facts, "accepted": True}
    findings.add(Finding(*place, column, field, value, rule, level, fix, facts))


class Sheet:
    """One table with its columns recognised. Unknown columns are told, never read; missing ones stop the sheet."""

    def __init__(self, table: Table, fields: Fields, required: Collection[str], options: Options) -> None:
        self.table, self.options = table, options
        self.places: dict[str, int] = {}
        names = {plain_name(alias): name for name, aliases in fields.items() for alias in (name, *aliases)}
        for place, column in enumerate(table.columns):
            name = names.get(plain_name(column))
            if name and name not in self.places:
                self.places[name] = place
            else:
                self._unread(column, already=name is not None)
        missing = [name for name in required if name not in self.places]
        for name in missing:
            table.find(0, name, "", "roster.column.missing", name=name)
        self.usable = not missing
        self.count = 0
        self._orders: dict[str, Counter[str]] = {}

    def _unread(self, column: str, already: bool) -> None:
        plain = plain_name(column)
        kind = "twice" if already else "unknown"
        kind = "secret" if plain in SECRET else "sensitive" if plain in SENSITIVE else kind
        self.table.find(0, column, "", f"roster.column.{kind}", "note")

    def lines(self) -> Iterator[Line]:
        """Yield the lines of a usable sheet; counts them."""
        if self.usable:
            for row in self.table.rows():
                self.count += 1
                yield Line(self, row.line, row.cells)

    def column(self, field: str) -> str:
        """Return the heading of a field as the file writes it."""
        place = self.places.get(field)
        return field if place is None else self.table.columns[place]

    def orders(self, field: str) -> Counter[str]:
        """Count how the dates of a column are written, by walking through the file once more."""
        if field not in self._orders:
            place = self.places[field]
            self._orders[field] = Counter(read_date(row.cells[place]).order for row in self.table.rows())
        return self._orders[field]


class Line:
    """One line of a sheet."""

    __slots__ = ("cells", "row", "sheet")

    def __init__(self, sheet: Sheet, row: int, cells: tuple[str, ...]) -> None:
        self.sheet, self.row, self.cells = sheet, row, cells

    @property
    def place(self) -> Place:
        """File and line."""
        return (self.sheet.table.name, self.row)

    def text(self, field: str) -> str:
        """Return a cell without outer and repeated spaces; empty when the file has no such column."""
        place = self.sheet.places.get(field)
        return "" if place is None else " ".join(self.cells[place].split())

    def find(
        self, field: str, rule: str, level: Level = "error", fix: str = "", value: str | None = None, **facts: object
    ) -> None:
        """Keep a finding about a field of this line; one that a person has accepted is kept as a note."""
        shown = self.text(field) if value is None else value
        report(
            self.sheet.table.findings,
            self.sheet.options,
            self.place,
            self.sheet.column(field),
            field,
            shown,
            rule,
            level,
            fix,
            **facts,
        )

    def required(self, field: str) -> str:
        """Return a cell that must hold something."""
        text = self.text(field)
        if not text:
            self.find(field, "roster.field.empty", name=field)
        return text

    def date(self, field: str, *, birth: bool = False) -> datetime.date | None:
        """Return a date, with findings where it is none, can be read in two ways, or lies where it cannot."""
        text = self.text(field)
        found = read_date(text)
        if found.order == "either":
            orders = self.sheet.orders(field)
            prefer: Literal["day", "month"] = "month" if orders["month"] > orders["day"] else "day"
            found = read_date(text, prefer)
            self.find(
                field,
                "roster.date.two_ways",
                "warning",
                found.value.isoformat() if found.value else "",
                together=prefer,
                others=orders[prefer] if orders[prefer] else orders["year"],
            )
        elif found.order == "bad":
            self.find(field, "roster.date.not_a_date")
        elif found.value and birth and not self._possible_birth(found.value):
            self.find(field, "roster.date.not_a_birth_date")
            return None
        return found.value

    def _possible_birth(self, day: datetime.date) -> bool:
        on = self.sheet.options.on
        return day.year >= OLDEST and (on is None or day <= on)

    def period(self, starts: str, ends: str) -> tuple[datetime.date | None, datetime.date | None]:
        """Return two days that may be open, with a finding when the end lies before the start."""
        start, end = self.date(starts), self.date(ends)
        if start and end and end < start:
            self.find(ends, "roster.dates.reversed", starts=start.isoformat())
        return start, end

    def flag(self, field: str, default: bool | None) -> bool | None:
        """Return yes or no, or the default for an empty cell."""
        text = self.text(field)
        found = read_bool(text) if text else default
        if text and found is None:
            self.find(field, "roster.field.not_yes_or_no", "warning")
            return default
        return found

    def status(self, delta: bool) -> Status:
        """Return whether the line is to be taken or taken away; only a file of changes must say so."""
        word = self.text("status").casefold()
        if word in ("tobedeleted", "inactive", "deleted"):
            return "tobedeleted"
        if word not in ("", "active"):
            self.find("status", "roster.status.unknown")
        elif not word and delta:
            self.find("status", "roster.status.empty_in_delta")
        return "active"

    def code(self, field: str, country: str, text: str | None = None) -> Code:
        """Return a personal code, with a masked finding when it cannot be right."""
        text = self.text(field) if text is None else text
        code = read_code(country, text, self.sheet.options.code_exception)
        if code.problem:
            self.find(field, f"roster.code.{code.problem}", value=hidden(text), country=country)
        return code
