"""Raw rows of a file in a staging table: straight into types where the bytes are plain, else as texts that are checked.

Staging tables live in the worker's own schema and inside the load's transaction: when it ends in any
way, they are gone. A table of an earlier program that was left behind is dropped after a day.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

from mugur.lib.findings import STORED_PER_RULE, Finding, Findings
from mugur.people.roster import Options
from mugur.people.roster.sheets import report
from mugur.prevention.formats import Column, Format, SetRule
from mugur.prevention.streams import Prepared

PLAIN_KINDS = ("text", "day", "count")
_PLAIN = {"text": rb"[!#-+\--~]{%d,%d}", "day": rb"\d{4}-\d\d-\d\d", "count": rb"\d{1,2}"}


@dataclass
class Staged:
    """A typed staging table; where it holds no line numbers, lines are counted when they are needed."""

    name: str
    prepared: Prepared
    read: int
    rows: int
    counted: bool

    @property
    def format(self) -> Format:
        return self.prepared.format

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.prepared.headings)

    def lines_sql(self, condition: str) -> str:
        """The query for (line, row) of the rows where the condition over ``t`` holds, in the order of the file."""
        if self.counted:
            return f"select t.line, t.* from {self.name} t where {condition} order by t.line"
        first = self.prepared.table.header_line
        counted = f"select ctid as place, row_number() over (order by ctid) + {first} as line from {self.name}"
        joined = f"({counted}) r join {self.name} t on t.ctid = r.place"
        return f"select r.line, t.* from {joined} where {condition} order by r.line"


def execute(statement: str, values: Any = None) -> int:
    """Runs one statement; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def rows_of(statement: str, values: Any = None, limit: int = 0) -> list[tuple[Any, ...]]:
    """The rows of a query, at most ``limit`` of them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchmany(limit) if limit else cursor.fetchall())


def name_for(on: date, what: str) -> str:
    """A new name in the staging schema, which tells its day."""
    return f"staging.{what}_{on:%Y%m%d}_{secrets.token_hex(4)}"


def sweep(on: date) -> int:
    """Drops staging tables that are more than a day old; returns how many."""
    found = rows_of("select tablename from pg_tables where schemaname = 'staging' and tableowner = current_user")
    oldest, dropped = f"{on - timedelta(days=1):%Y%m%d}", 0
    for (table,) in found:
        made = re.fullmatch(r"[a-z]+_(\d{8})_[0-9a-f]{8}", table)
        if made and made.group(1) < oldest:
            execute(f"drop table if exists staging.{table}")
            dropped += 1
    return dropped


def drop(*names: str) -> None:
    """Drops staging tables at the end of a load."""
    for name in names:
        execute(f"drop table if exists {name}")


def stage(prepared: Prepared, findings: Findings, options: Options) -> Staged:
    """Brings one file into a typed staging table; cells that are no values become findings and stay out."""
    assert options.on is not None
    lines = not options.corrections and not options.accepted
    if lines and prepared.untouched and (form := _plain_form(prepared)):
        found = _plain(prepared, form, name_for(options.on, "plain"))
        if found is not None:
            return found
    return _checked(prepared, findings, options)


def _plain_form(prepared: Prepared) -> re.Pattern[bytes] | None:
    """The form of a plain line of this file; None when its columns need more than a look at their form."""
    columns = [prepared.format.column(name) for name in prepared.headings]
    for names in prepared.format.one_of:
        if sum(name in prepared.headings for name in names) != 1:
            return None
    if any(column.kind not in PLAIN_KINDS for column in columns) or "personal_code" in prepared.headings:
        return None
    must = {name for names in prepared.format.one_of for name in names}
    cells = b",".join(_plain_cell(column, column.required or column.name in must) for column in columns)
    return re.compile(rb"(?:" + cells + rb"\r?\n)*+")


def _plain_cell(column: Column, required: bool) -> bytes:
    form = _PLAIN[column.kind]
    if column.kind == "text":
        return form % (1 if required else 0, column.longest)
    return form if required else b"(?:" + form + b")?"


def _plain(prepared: Prepared, form: re.Pattern[bytes], name: str) -> Staged | None:
    """Straight into types; None when some line is not plain or some value does not exist, as 30 February."""
    names = ", ".join(prepared.columns)
    types = ", ".join(f"{column.name} {column.sql_type}" for column in prepared.format.columns)
    limits = [f"{column.name} > {column.most}" for column in prepared.format.columns
              if column.kind == "count" and column.name in prepared.columns]  # fmt: skip
    try:
        with transaction.atomic():
            execute(f"create unlogged table {name} ({types})")
            with (
                connection.cursor() as cursor,
                cursor.copy(f"copy {name} ({names}) from stdin with (format csv)") as copy,
            ):
                for piece in _whole_lines(prepared.chunks()):
                    if form.fullmatch(piece) is None:
                        raise _NotPlain
                    copy.write(piece)
            execute(f"analyze {name}")
            if limits and rows_of(f"select 1 from {name} where {' or '.join(limits)} limit 1"):
                raise _NotPlain
            ((count,),) = rows_of(f"select count(*) from {name}")
    except (_NotPlain, psycopg.Error, DatabaseError):
        return None
    return Staged(name, prepared, count, count, counted=False)


class _NotPlain(Exception):
    """A line that has to be read with more care."""


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        head, mark, tail = chunk.rpartition(b"\n")
        if mark:
            yield rest + head + mark
            rest = tail
        else:
            rest += chunk
    if rest:
        yield rest + b"\n"


def _checked(prepared: Prepared, findings: Findings, options: Options) -> Staged:
    """As texts first; every cell is looked at, the good rows become typed."""
    assert options.on is not None
    raw, bad, name = (name_for(options.on, what) for what in ("raw", "bad", "typed"))
    fmt = prepared.format
    execute(f"create unlogged table {raw} ({fmt.staging_sql})")
    used = prepared
    if not _copied(raw, prepared):
        used = prepared.rewritten()
        _copied(raw, used)
    execute(f"analyze {raw}")
    ((read,),) = rows_of(f"select count(*) from {raw}")
    execute(f"create unlogged table {bad} (line bigint)")
    _bad_lines(bad, [row for file, row in findings.waiting() if file == prepared.table.name])
    for check in _checks_of(fmt, prepared):
        _bad_texts(check, raw, bad, used, findings, options)
    types = ", ".join(f"{column.name} {column.sql_type}" for column in fmt.columns)
    execute(f"create unlogged table {name} (line bigint, {types})")
    moved = f"{fmt.typed_sql(raw)} where not exists (select from {bad} b where b.line = s.line + {used.line_offset})"
    count = execute(f"insert into {name} select q.line + {used.line_offset}, {_named(fmt)} from ({moved}) q")
    drop(raw, bad)
    execute(f"analyze {name}")
    return Staged(name, used, read, count, counted=True)


def _named(fmt: Format) -> str:
    return ", ".join(f"q.{column.name}" for column in fmt.columns)


def _copied(raw: str, prepared: Prepared) -> bool:
    """COPY of the bytes as they are; False when the server cannot read them so."""
    names = ", ".join(prepared.columns)
    try:
        statement = f"copy {raw} ({names}) from stdin with (format csv)"
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
            for chunk in prepared.chunks():
                copy.write(chunk)
        return True
    except (psycopg.Error, DatabaseError):
        return False


def _checks_of(fmt: Format, prepared: Prepared) -> Iterator[SetRule]:
    """Checks of the columns that the file has, and of what must not be empty."""
    for check in fmt.text_checks:
        if check.rule == "facts.field.empty" or check.column in prepared.headings:
            yield check


def _bad_texts(check: SetRule, raw: str, bad: str, used: Prepared, findings: Findings, options: Options) -> None:
    query = used.format.bad_texts_sql(check, raw)
    found = rows_of(query, limit=STORED_PER_RULE + 1)
    for line, text in found:
        place = (used.table.name, line + used.line_offset)
        findings.add(
            Finding(*place, used.headings.get(check.column, check.column), check.column, text or "", check.rule)
        )
    if found:
        execute(f"insert into {bad} select q.line + {used.line_offset} from ({query}) q")


def _bad_lines(bad: str, lines: list[int]) -> None:
    if lines:
        execute(f"insert into {bad} select * from unnest(%s::bigint[])", [lines])


def tell(staged: Staged, rule: SetRule, condition: str, values: Any, findings: Findings, options: Options) -> int:
    """Adds a finding for every row where the condition holds; returns how many there are."""
    found = rows_of(staged.lines_sql(condition), values, limit=STORED_PER_RULE + 1)
    at = [column.name for column in staged.format.columns].index(rule.column) + 1 + staged.counted
    heading = staged.prepared.headings.get(rule.column, rule.column)
    for row in found:
        report(findings, options, (staged.prepared.table.name, int(row[0])), heading, rule.column,
               "" if row[at] is None else str(row[at]), rule.rule, rule.level)  # fmt: skip
    return len(found)
