"""Reading other people's tables: CSV, TSV, XLSX, a ZIP or a folder of them.

Nothing here raises for what a file holds. Everything that is wrong becomes a finding with its place, and reading goes
on where that is safe. Files are read in streams; a table can be walked through again.
"""

from __future__ import annotations

import os
from collections.abc import Collection

from mugur.lib.findings import Finding, Findings
from mugur.lib.tables.delimited import DELIMITERS, ENCODINGS, delimited_table
from mugur.lib.tables.headings import plain_name
from mugur.lib.tables.limits import FACTS, ROSTER, LimitBroken, Limits
from mugur.lib.tables.members import Member, members
from mugur.lib.tables.table import Corrections, Row, Table
from mugur.lib.tables.workbooks import workbook_tables

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "FACTS",
    "ROSTER",
    "Corrections",
    "LimitBroken",
    "Limits",
    "Member",
    "Row",
    "Table",
    "members",
    "plain_name",
    "read_tables",
    "tables_of",
]

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab", "")


def tables_of(
    member: Member,
    findings: Findings,
    limits: Limits = ROSTER,
    *,
    known: Collection[str] = (),
    encoding: str = "",
    delimiter: str = "",
    corrections: Corrections | None = None,
) -> list[Table]:
    """Return the tables of one member: none or one for a text file, one per visible sheet of a workbook.

    ``known`` are headings (as ``plain_name`` gives them) that help to find the heading row and the separator;
    ``encoding`` and ``delimiter`` overrule what would be found. A file that is no table gives a finding and no table.
    """
    if member.ending == ".xlsx":
        return workbook_tables(member, findings, limits, known=known, corrections=corrections)
    if member.ending in TEXT_ENDINGS:
        table = delimited_table(
            member, findings, limits, known=known, encoding=encoding, delimiter=delimiter, corrections=corrections
        )
        return [table] if table else []
    findings.add(Finding(member.name, 0, "", "", "", "table.file.kind_unknown", "note"))
    return []


def read_tables(
    path: str | os.PathLike[str],
    findings: Findings,
    limits: Limits = ROSTER,
    *,
    known: Collection[str] = (),
    encoding: str = "",
    delimiter: str = "",
    corrections: Corrections | None = None,
) -> list[Table]:
    """Return all tables of a file, a folder or a ZIP; see ``tables_of`` and ``members``."""
    return [
        table
        for member in members(path, findings, limits)
        for table in tables_of(
            member, findings, limits, known=known, encoding=encoding, delimiter=delimiter, corrections=corrections
        )
    ]
