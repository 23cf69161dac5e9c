"""The one door: whatever was sent, give back a bundle and everything that is wrong with it."""

from __future__ import annotations

import os

from mugur.lib.findings import Finding, Findings
from mugur.lib.tables import ROSTER, Limits, Member, Table, members, tables_of
from mugur.people.roster import oneroster, plain
from mugur.people.roster.checks import check
from mugur.people.roster.gather import Gathering
from mugur.people.roster.rows import Bundle, Options
from mugur.people.roster.ss12000 import read_ss12000

KNOWN = oneroster.KNOWN | plain.KNOWN


def read(path: str | os.PathLike[str], options: Options | None = None, limits: Limits = ROSTER) -> Bundle:
    """Read a roster: a OneRoster or School Data Sync bundle (folder or ZIP), SS12000 JSON, or our simple CSV or XLSX.

    Never raises for what is in the files: all findings, of all files, are in the bundle at once. Reading the same
    files again with ``options.corrections`` gives what would have been read had they said so from the start.
    """
    options = options or Options()
    findings = Findings()
    gathering = Gathering(options, findings)
    found = members(path, findings, limits)
    tables = [
        table for member in found if member.ending != ".json" for table in _tables(member, findings, limits, options)
    ]
    named = {table.stem: table for table in tables}
    if {"users", "enrollments", "orgs", "manifest"} & set(named):
        _told(tables, findings)
        oneroster.read_oneroster(named, gathering)
    else:
        for table in tables:
            if plain.is_plain(table):
                plain.read_plain(table, gathering)
            else:
                findings.add(Finding(table.name, 0, "", "", ", ".join(table.columns[:6]), "roster.file.unknown"))
    read_ss12000([member for member in found if member.ending == ".json"], gathering)
    check(gathering)
    if not gathering.files and not findings.errors:
        findings.add(Finding(os.path.basename(os.fspath(path)), 0, "", "", "", "roster.nothing_found"))
    return gathering.bundle()


def _tables(member: Member, findings: Findings, limits: Limits, options: Options) -> list[Table]:
    return tables_of(
        member,
        findings,
        limits,
        known=KNOWN,
        encoding=options.encoding,
        delimiter=options.delimiter,
        corrections=options.corrections,
    )


def _told(tables: list[Table], findings: Findings) -> None:
    """Files of a bundle that a roster does not need are named, so that nobody believes they were taken in."""
    for table in tables:
        if table.stem not in oneroster.FIELDS and table.stem != "manifest":
            findings.add(Finding(table.name, 0, "", "", "", "roster.file.not_read", "note"))
