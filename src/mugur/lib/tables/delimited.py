"""Text files with separators: encoding and separator are found, told to the person, and can be overruled by her."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from mugur.lib.findings import Finding, Findings
from mugur.lib.tables import cells
from mugur.lib.tables.encodings import Encoding, detect
from mugur.lib.tables.headings import column_names, filled, find_header, plain_name
from mugur.lib.tables.limits import LimitBroken, Limits
from mugur.lib.tables.members import Member
from mugur.lib.tables.table import Corrections, Table

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1252", "cp1257")
SAMPLE = 200


def lines(member: Member, encoding: str, limits: Limits) -> Iterator[str]:
    """Yield the lines of a file with ``\\n`` at their ends; a line longer than any row can be breaks the limit."""
    with member.open() as source, io.TextIOWrapper(source, encoding, errors="replace", newline=None) as text:
        while line := text.readline(limits.line + 1):
            if len(line) > limits.line:
                raise LimitBroken("table.line_too_long", limit=limits.line)
            yield line


def delimited_table(
    member: Member, findings: Findings, limits: Limits, *, known: Collection[str] = (), encoding: str = "",
    delimiter: str = "", corrections: Corrections | None = None,
) -> Table | None:
    """Return the table of a text file, or None when there is none; the reason is then among the findings."""
    found = Encoding(encoding) if encoding in ENCODINGS else _encoding(member, findings)
    if found is None:
        return None
    try:
        sample = _sample(member, found.name, limits)
    except LimitBroken as broken:
        findings.add(Finding(member.name, 0, "", "", "", broken.rule, "error", "", broken.facts))
        return None
    mark, skip = _declared(sample)
    mark = mark or (delimiter if delimiter in DELIMITERS else best_delimiter(sample, known))
    rows = list(_tolerant(iter(sample), mark))
    at = find_header([row for _, row in rows][skip:], known)
    if at < 0:
        findings.add(Finding(member.name, 0, "", "", "", "table.no_rows"))
        return None
    line, headings = rows[at + skip]
    names = column_names([cells.visible(cells.composed(cell)) for cell in _without_tail(headings)])
    table = Table(member.name, member.stem, names, line, lambda: iter(()), findings, limits, found.name, mark,
                  corrections=corrections or {})
    table.raw = lambda: _records(table, member, found.name, mark)
    if len(names) > limits.columns:
        table.find(0, "", "", "table.too_many_columns", limit=limits.columns, columns=len(names))
        return None
    if not found.sure:
        table.find(0, "", "", "table.encoding_unsure", "warning", encoding=found.name)
    return table


def _encoding(member: Member, findings: Findings) -> Encoding | None:
    try:
        with member.open() as source:
            found = detect(source)
    except LimitBroken as broken:
        findings.add(Finding(member.name, 0, "", "", "", broken.rule, "error", "", broken.facts))
        return None
    except Exception:  # noqa: BLE001  a damaged archive fails in many ways, and each must end as a finding
        findings.add(Finding(member.name, 0, "", "", "", "table.file.unreadable"))
        return None
    if found is None:
        findings.add(Finding(member.name, 0, "", "", "", "table.file.not_text"))
    return found


def _sample(member: Member, encoding: str, limits: Limits) -> list[str]:
    found: list[str] = []
    for line in lines(member, encoding, limits):
        found.append(line)
        if len(found) >= SAMPLE:
            break
    return found


def _declared(sample: list[str]) -> tuple[str, int]:
    """Spreadsheets write ``sep=;`` into the first line; it is an instruction, not a row."""
    first = sample[0].strip() if sample else ""
    if first.lower().startswith("sep=") and first[4:5] in DELIMITERS and len(first) == 5:
        return first[4], 1
    return "", 0


def _tolerant(source: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a sample, with the line each begins on; a row that cannot be parsed is left out here."""
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue


def best_delimiter(sample: Sequence[str], known: Collection[str] = ()) -> str:
    """Return the separator with which most rows have as many cells as the headings, and the headings stand high."""
    return max(DELIMITERS, key=lambda mark: (*_fit(sample, mark, known), -DELIMITERS.index(mark)))


def _fit(sample: Sequence[str], mark: str, known: Collection[str]) -> tuple[int, float, int, int]:
    rows = [row for _, row in _tolerant(iter(sample), mark) if filled(row)]
    at = find_header(rows, known)
    if at < 0 or len(rows[at]) < 2:
        return (0, 0.0, 0, 0)
    width = len(rows[at])
    hits = len({plain_name(cell) for cell in rows[at]} & set(known))
    below = Counter(len(row) for row in rows[at + 1:])
    share = below[width] / below.total() if below else 1.0
    return (hits, share, -at, width)


def _without_tail(headings: Sequence[str]) -> list[str]:
    """Trailing separators after the last heading make no columns."""
    kept = list(headings)
    while len(kept) > 1 and not kept[-1].strip():
        kept.pop()
    return kept


def _records(table: Table, member: Member, encoding: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Every record with the line it begins on; what cannot be parsed is a finding and the next line goes on."""
    reader = csv.reader(lines(member, encoding, table.limits), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field limit" in str(error):
                raise LimitBroken("table.quote_never_ends", line=line) from None
            if line > table.header_line:
                table.find(line, "", "", "table.row.stray_quote")
        except (OSError, EOFError, ValueError, RuntimeError) as error:
            if isinstance(error, LimitBroken):
                raise
            raise LimitBroken("table.file.unreadable", line=line) from None
