"""XLSX workbooks, read row by row; formulas are never computed and never trusted."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from mugur.lib.findings import Finding, Findings
from mugur.lib.tables import cells
from mugur.lib.tables.headings import LOOK_AT, column_names, find_header
from mugur.lib.tables.limits import MEGABYTE, LimitBroken, Limits
from mugur.lib.tables.members import Member
from mugur.lib.tables.table import Corrections, Table

if not openpyxl.DEFUSEDXML:
    raise RuntimeError("defusedxml must be installed: without it a workbook could read files of this machine.")

_MERGE = re.compile(rb"mergeCell\s[^>]{0,80}?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
MOST_MERGES = 5_000
PARTS = 400


def workbook_tables(
    member: Member,
    findings: Findings,
    limits: Limits,
    *,
    known: Collection[str] = (),
    corrections: Corrections | None = None,
) -> list[Table]:
    """Return one table for each visible sheet that holds rows; a workbook that cannot be read gives findings."""
    try:
        _check_parts(member, limits)
        return _tables(member, findings, limits, known, corrections or {})
    except LimitBroken as broken:
        findings.add(Finding(member.name, 0, "", "", "", broken.rule, "error", "", broken.facts))
    except Exception:  # noqa: BLE001  hostile workbooks fail in any place of the reader; each must end as a finding
        findings.add(Finding(member.name, 0, "", "", "", "table.workbook.broken"))
    return []


def _check_parts(member: Member, limits: Limits) -> None:
    with member.open() as source, zipfile.ZipFile(source) as parts:
        infos = parts.infolist()
        unpacked = sum(info.file_size for info in infos)
        packed = max(1, sum(info.compress_size for info in infos))
        texts = sum(info.file_size for info in infos if info.filename.lower().endswith("sharedstrings.xml"))
        if len(infos) > PARTS:
            raise LimitBroken("table.archive.too_many_members", limit=PARTS)
        if unpacked > limits.workbook or texts > limits.shared_texts:
            raise LimitBroken("table.file.too_large_unpacked", limit_mb=limits.workbook // MEGABYTE)
        if unpacked > MEGABYTE and unpacked / packed > limits.ratio:
            raise LimitBroken("table.archive.ratio", limit=limits.ratio)


def _tables(
    member: Member, findings: Findings, limits: Limits, known: Collection[str], corrections: Corrections
) -> list[Table]:
    with member.open() as source:
        book = openpyxl.load_workbook(source, read_only=True, data_only=False, keep_links=False)
        titles = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        book.close()
    found: list[Table] = []
    for title in titles[: limits.members]:
        name = member.name if len(titles) == 1 else f"{member.name}#{title}"
        table = Table(
            name,
            member.stem if len(titles) == 1 else title.strip().lower(),
            (),
            0,
            lambda: iter(()),
            findings,
            limits,
            from_workbook=True,
            corrections=corrections,
        )
        table.raw = lambda table=table, title=title: _guarded(table, member, title)  # type: ignore[misc]
        if _headed(table, known):
            found.append(table)
    if not found and not findings.rows("error"):
        findings.add(Finding(member.name, 0, "", "", "", "table.no_rows"))
    return found


def _headed(table: Table, known: Collection[str]) -> bool:
    sample: list[tuple[int, Sequence[str]]] = []
    try:
        for line, row in table.raw():
            sample.append((line, row))
            if len(sample) >= 2 * LOOK_AT:
                break
    except LimitBroken as broken:
        table.break_off(broken)
        return False
    at = find_header([row for _, row in sample], known)
    if at < 0:
        return False
    line, headings = sample[at]
    table.columns = column_names([cells.visible(cells.composed(cell)) for cell in headings])
    table.header_line = line
    return True


def _guarded(table: Table, member: Member, title: str) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        yield from _walk(table, member, title)
    except (LimitBroken, GeneratorExit):
        raise
    except Exception:  # noqa: BLE001  see workbook_tables: a sheet may break at any row
        raise LimitBroken("table.workbook.broken") from None


def _walk(table: Table, member: Member, title: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield (line, texts) of one sheet, merged areas filled with the text of their first cell."""
    with member.open() as source:
        book = openpyxl.load_workbook(source, read_only=True, data_only=False, keep_links=False)
        sheet = book[title]
        sheet.reset_dimensions()
        areas = _Merged(member, sheet._worksheet_path)  # noqa: SLF001  read-only sheets offer their merges nowhere else
        for line, row in enumerate(sheet.iter_rows(), start=1):
            if line > table.limits.rows + LOOK_AT:
                raise LimitBroken("table.too_many_rows", limit=table.limits.rows)
            texts = [_text(table, line, place, cell) for place, cell in enumerate(row)]
            while texts and not texts[-1]:
                texts.pop()
            texts = areas.fill(line, texts, table.limits.columns)
            if len(texts) > table.limits.columns:
                raise LimitBroken("table.too_many_columns", limit=table.limits.columns, columns=len(texts))
            yield line, texts
        book.close()


def _text(table: Table, line: int, place: int, cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        if table.columns:
            column = table.columns[place] if place < len(table.columns) else f"column_{place + 1}"
            if (table.name, line, column) not in table.corrections:
                table.find(line, column, str(getattr(value, "text", value)), "table.cell.formula")
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


class _Merged:
    """The merged areas of a sheet, found in its bytes without building the sheet in memory."""

    def __init__(self, member: Member, path: str) -> None:
        found: set[bytes] = set()
        with member.open() as source, zipfile.ZipFile(source) as parts, parts.open(path.lstrip("/")) as sheet:
            rest = b""
            while (chunk := sheet.read(MEGABYTE)) and len(found) < MOST_MERGES:
                found.update(_MERGE.findall(rest + chunk))
                rest = chunk[-200:]
        self._areas = sorted(range_boundaries(ref.decode()) for ref in list(found)[:MOST_MERGES])
        self._texts: dict[tuple[int, int, int, int], str] = {}

    def fill(self, line: int, texts: list[str], widest: int) -> list[str]:
        for area in self._areas:
            left, top, right, bottom = area
            if not top <= line <= bottom or left > widest:
                continue
            texts += [""] * (min(right, widest) - len(texts))
            if line == top:
                self._texts[area] = texts[left - 1]
            if self._texts.get(area):
                for place in range(left - 1, min(right, widest)):
                    texts[place] = self._texts[area]
        return texts
