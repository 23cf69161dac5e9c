"""A file of facts as bytes for COPY: passed through untouched where it already is what COPY reads, else rewritten."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass

from mugur.lib.findings import Finding, Findings
from mugur.lib.tables import FACTS, Corrections, Limits, Member, Table, members, tables_of
from mugur.prevention.formats import FORMATS, Format

CHUNK = 1 << 20
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """One file ready for COPY.

    ``columns`` are the staging columns in the order of the bytes, for
    ``COPY staging (columns) FROM STDIN WITH (FORMAT csv)``. Rewritten files begin each row with ``line``; untouched
    ones do not, and there the staging table's own counter plus ``line_offset`` is the line of the file.
    ``headings`` gives the heading in the file for each staging column, for findings.
    """

    format: Format
    table: Table
    columns: tuple[str, ...]
    headings: dict[str, str]
    untouched: bool
    line_offset: int
    member: Member

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes; can be called again to start anew."""
        return self._raw() if self.untouched else _rewritten(self.table, self._places())

    def rewritten(self) -> Prepared:
        """Return the same file to be rewritten row by row: for a second try when COPY refuses the bytes as they are."""
        return Prepared(self.format, self.table, ("line", *self.headings), self.headings, False, 0, self.member)

    def _places(self) -> list[int]:
        return [self.table.columns.index(heading) for heading in self.headings.values()]

    def _raw(self) -> Iterator[bytes]:
        with self.member.open() as source:
            source.readline(self.table.limits.line)
            while chunk := source.read(CHUNK):
                yield chunk


def prepare(
    path: str | os.PathLike[str],
    findings: Findings,
    limits: Limits = FACTS,
    *,
    format: Format | None = None,
    encoding: str = "",
    delimiter: str = "",
    corrections: Corrections | None = None,
) -> list[Prepared]:
    """Return the files of facts in what was sent; what cannot be read or recognised becomes findings.

    Without ``format`` each file is recognised by its headings. A file too large for the limits is stopped at the limit
    when it is rewritten; when it passes untouched, the size of the upload is the limit.
    """
    known = frozenset().union(*(fmt.known for fmt in ([format] if format else FORMATS.values())))
    found: list[Prepared] = []
    for member in members(path, findings, limits):
        for table in tables_of(
            member, findings, limits, known=known, encoding=encoding, delimiter=delimiter, corrections=corrections
        ):
            prepared = _prepared(member, table, findings, format)
            if prepared:
                found.append(prepared)
    return found


def recognise(headings: tuple[str, ...]) -> Format | None:
    """Return the format whose columns a file has; None when it is none of them or could be two."""
    fitting = [fmt for fmt in FORMATS.values() if not fmt.missing(fmt.place_of(headings))]
    most = max((len(fmt.place_of(headings)) for fmt in fitting), default=0)
    best = [fmt for fmt in fitting if len(fmt.place_of(headings)) == most]
    return best[0] if len(best) == 1 else None


def _prepared(member: Member, table: Table, findings: Findings, wanted: Format | None) -> Prepared | None:
    fmt = wanted or recognise(table.columns)
    if fmt is None:
        findings.add(Finding(table.name, 0, "", "", ", ".join(table.columns[:6]), "facts.file.unknown"))
        return None
    places = fmt.place_of(table.columns)
    for name in fmt.missing(places):
        findings.add(Finding(table.name, 0, name, name, "", "facts.column.missing"))
    if fmt.missing(places):
        return None
    for place, heading in enumerate(table.columns):
        if place not in places.values():
            findings.add(Finding(table.name, 0, heading, "", "", "facts.column.unknown", "note"))
    ordered = sorted(places, key=lambda name: places[name])
    headings = {name: table.columns[places[name]] for name in ordered}
    canonical = (
        table.encoding == "utf-8"
        and table.delimiter == ","
        and table.header_line == 1
        and len(ordered) == len(table.columns)
        and not table.corrections
        and not table.from_workbook
    )
    columns = tuple(ordered) if canonical else ("line", *ordered)
    return Prepared(fmt, table, columns, headings, canonical, 1 if canonical else 0, member)


def _rewritten(table: Table, places: list[int]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for count, row in enumerate(table.rows(), start=1):
        writer.writerow([row.line, *(row.cells[place] for place in places)])
        if count % BATCH == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    if out.tell():
        yield out.getvalue().encode()
