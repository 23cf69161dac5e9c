"""Measure 1: the product's import of attendance against a bare COPY, and against django-import-export."""

from __future__ import annotations

from statistics import median
from typing import Any

from mugur.people import imports

from . import plain
from .sizes import DAY, Size
from .timing import paired, summary, took
from .world import HELD_COLUMNS, Connection, admin

FACTS = "prevention_attendancefact"
COPIED = "bench_attendance"
CHUNK = 1 << 20
#: Same columns, checks, primary key and index, same partitioning; no row-level security.
TABLE = f"""
drop table if exists {COPIED};
create table {COPIED} (like {FACTS} including all) partition by range (day);
create table {COPIED}_2026 partition of {COPIED} for values from ('2026-08-01') to ('2027-08-01');
"""


def measure(size: Size) -> dict[str, Any]:
    """Both imports and COPY in turns; the last import stays for the measures that follow."""
    copies, loads, rows, bulk = [], [], [], []
    with admin() as connection:
        connection.execute(TABLE.encode())
        plain.prepare(connection)
        text = plain.first_rows(size)
        for turn in range(size.rounds):
            copies.append(_copy(connection, size))
            loads.append(_import(connection, size))
            if turn < size.peer_rounds:
                rows.append(_peer(connection, text, plain.Facts))
                bulk.append(_peer(connection, text, plain.FactsInBulk))
        connection.execute(f"vacuum (analyze) {FACTS}".encode())
        ((width,),) = connection.execute(f"select sum(pg_total_relation_size(inhrelid)) from pg_inherits"
                                         f" where inhparent = '{FACTS}'::regclass".encode())  # fmt: skip
        connection.execute(f"drop table {COPIED}, bench_plain, bench_learner".encode())
    peer_rows = len(text.splitlines()) - 1
    found: dict[str, Any] = {
        "copy": summary(copies, size.rows), "import": summary(loads, size.rows),
        "import_export": summary(rows, peer_rows), "import_export_bulk": summary(bulk, peer_rows),
    }  # fmt: skip
    rate = size.rows / median(loads)
    found["ratio_to_copy"] = round(paired(copies, loads), 3)
    found["ratio_to_import_export"] = round(rate * median(rows) / peer_rows, 1)
    found["ratio_to_import_export_bulk"] = round(rate * median(bulk) / peer_rows, 1)
    found["megabytes"] = round(int(width) / 1e6)
    return found


def _quiet(connection: Connection) -> None:
    """What earlier measurements left to write is written before the next one begins."""
    connection.execute("checkpoint")


def _copy(connection: Connection, size: Size) -> float:
    """One COPY from the client in one transaction, commit included, as the administrator."""
    connection.execute(f"truncate {COPIED}, {FACTS}".encode())
    _quiet(connection)
    seconds, count = took(lambda: _copied(connection, size))
    if count != size.rows:
        raise SystemExit(f"COPY brought in {count} rows of {size.rows}.")
    connection.execute(f"truncate {COPIED}".encode())
    return seconds


def _copied(connection: Connection, size: Size) -> int:
    statement = f"copy {COPIED} ({HELD_COLUMNS}) from stdin with (format csv)".encode()
    with connection.transaction(), connection.cursor() as cursor, size.file("table").open("rb") as source:
        with cursor.copy(statement) as copy:
            while piece := source.read(CHUNK):
                copy.write(piece)
        return cursor.rowcount


def _import(connection: Connection, size: Size) -> float:
    """The product's import as the worker: read, checked, matched, written, audited, committed."""
    connection.execute(f"truncate {FACTS}".encode())
    _quiet(connection)
    seconds, report = took(lambda: imports.run("attendance", size.file("attendance"), on=DAY, source="lv."))
    new = report.counts["attendance"].new if report.counts else 0
    if new != size.rows or not report.ok:
        raise SystemExit("\n".join([f"The import brought in {new} rows of {size.rows}.", *map(str, report.lines())]))
    return seconds


def _peer(connection: Connection, text: str, resource: type[plain.Facts]) -> float:
    plain.empty(connection)
    _quiet(connection)
    seconds, new = took(lambda: plain.bring_in(text, resource))
    if new != len(text.splitlines()) - 1:
        raise SystemExit(f"django-import-export brought in {new} rows.")
    return seconds
