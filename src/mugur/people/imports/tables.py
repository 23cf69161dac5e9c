"""Findings as a table to take away. A spreadsheet must read every cell as text: no cell can begin a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from mugur.people.models import ImportFinding

from .words import level_word, title

#: What a spreadsheet takes for the beginning of a formula, with the full-width forms.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would compute it."""
    return "'" + text if text.startswith(DANGEROUS) else text


def _headings() -> list[str]:
    return [_("Level"), _("File"), _("Row"), _("Column"), _("Value"), _("Rule"), _("Proposed"), _("Answer")]


def _rows(findings: Iterable[ImportFinding]) -> Iterable[Sequence[str | int]]:
    for one in findings:
        answer = _("left out") if one.decision == "left_out" else ""
        yield (level_word(one.level), one.file, one.row or "", one.column, one.value, title(one), one.fix, answer)


def as_csv(findings: Iterable[ImportFinding]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read the letters right; lines end as RFC 4180 says."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_headings())
    for row in _rows(findings):
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(findings: Iterable[ImportFinding]) -> bytes:
    """A workbook of typed cells: texts are texts, row numbers are numbers, nothing is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Findings")
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, text, bold=True) for text in _headings()])
    for row in _rows(findings):
        sheet.append([_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, value: str | int, *, bold: bool = False) -> WriteOnlyCell:
    clean = "".join(ch for ch in value if ch >= " ") if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=clean)
    if isinstance(clean, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
