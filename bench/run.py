"""Measure 2: the first indicator run over the whole country against one bare aggregate over the same rows."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from mugur.access.reach import Reach, scope
from mugur.access.who import machine
from mugur.prevention import seed, signalling

from .sizes import DAY, Size
from .timing import paired, summary, took
from .world import Connection, admin

BARE = """
select count(*), sum(possible), sum(excused), sum(unexcused) from (
  select person_id, sum(possible) as possible, sum(excused) as excused, sum(unexcused) as unexcused
  from prevention_attendancefact where day between %s and %s group by person_id) q
"""
WINDOW = """
select min(coalesce(inputs->>'first', inputs->>'from')::date), max(coalesce(inputs->>'last', inputs->>'to')::date)
from prevention_indicatorresult where inputs ? 'possible'
"""
FRESH = (
    "truncate prevention_indicatorrun, prevention_indicatorresult, prevention_signal, prevention_signalevent cascade"
)


def measure(size: Size) -> dict[str, Any]:
    """Run and aggregate in turns; what the last run found stays for the pages."""
    reach = Reach.of(["lv."])
    with scope(reach, on=DAY):
        seed.load_indicator_sets(by=machine("demo", on=DAY, paths=("lv.",)), on=DAY)
    runs: list[float] = []
    again: list[float] = []
    bares: list[float] = []
    alone: list[float] = []
    report: signalling.RunReport | None = None
    with admin() as connection:
        connection.execute("set timezone = 'UTC'")
        for _ in range(size.rounds):
            connection.execute(FRESH.encode())
            connection.execute("checkpoint")
            seconds, report = took(_run)
            runs.append(seconds)
            again.append(took(_run_again)[0])
            window = _window(connection)
            bares.append(took(partial(_bare, connection, window))[0])
            connection.execute("set max_parallel_workers_per_gather = 0")
            alone.append(took(partial(_bare, connection, window))[0])
            connection.execute("reset max_parallel_workers_per_gather")
        rows = _rows(connection, window)
        connection.execute("vacuum (analyze) prevention_signal")
        connection.execute("analyze")
    assert report is not None
    found: dict[str, Any] = {"run": summary(runs, rows), "aggregate": summary(bares, rows), "report": report.as_json()}
    found["aggregate_in_one_process"] = summary(alone, rows)
    found["again"] = summary(again, rows)
    found["ratio_again"] = round(paired(again, bares), 2)
    found["ratio"] = round(paired(runs, bares), 2)
    found["ratio_to_one_process"] = round(paired(runs, alone), 2)
    found["window"] = [day.isoformat() for day in window]
    return found


def _run() -> signalling.RunReport:
    """As the command runs it: the worker's login, one scope, one transaction."""
    reach = Reach.of(["lv."])
    with scope(reach, on=DAY):
        report = signalling.run(DAY, reach.paths)
    if not report.results:
        raise SystemExit("The run found nobody.")
    return report


def _run_again() -> None:
    """The same day once more: everything is counted and compared, nothing is written."""
    reach = Reach.of(["lv."])
    with scope(reach, on=DAY):
        report = signalling.run(DAY, reach.paths)
    if report.changes:
        raise SystemExit("The same run twice changed something.")


def _window(connection: Connection) -> tuple[date, date]:
    ((first, last),) = connection.execute(WINDOW)
    return first, last


def _bare(connection: Connection, window: tuple[date, date]) -> int:
    ((learners, *_),) = connection.execute(BARE, window)
    return int(learners)


def _rows(connection: Connection, window: tuple[date, date]) -> int:
    ((rows,),) = connection.execute(
        "select count(*) from prevention_attendancefact where day between %s and %s", window
    )
    return int(rows)
