"""What was measured, for people: a table on the screen, a page of the reference, JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .bars import Bar, growth

Found = dict[str, Any]


def table(result: Found) -> Iterator[str]:
    """Every figure with its unit, one line each."""
    for name, found in result["sizes"].items():
        yield f"×{name}: {found['learners']:,} learners, {found['rows']:,} rows of attendance"
        for cells in rows(found):
            yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(cells, (44, 34, 40), strict=True)).rstrip()
    for one in growth(result["sizes"]):
        told = ", ".join(f"{what} ×{value:g}" for what, value in one.items() if what not in ("from", "to", "data"))
        yield f"growth from ×{one['from']} to ×{one['to']} (data ×{one['data']:g}): {told}"


def rows(found: Found) -> Iterator[tuple[str, str, str]]:
    """What, how long, and how that compares."""
    facts, run = found["facts"], found["run"]
    yield "bare COPY, client to table", _timed(facts["copy"]), ""
    yield "mugur import attendance", _timed(facts["import"]), f"{facts['ratio_to_copy']:g} of the rate of COPY"
    yield ("django-import-export, row by row", _timed(facts["import_export"]),
           f"the import is {facts['ratio_to_import_export']:g} times as fast")  # fmt: skip
    yield ("django-import-export, use_bulk, skip_diff", _timed(facts["import_export_bulk"]),
           f"the import is {facts['ratio_to_import_export_bulk']:g} times as fast")  # fmt: skip
    yield "one bare aggregate by learner", _timed(run["aggregate"]), ""
    yield "the same aggregate in one process", _timed(run["aggregate_in_one_process"]), ""
    yield (
        "mugur signals run, first run",
        _timed(run["run"]),
        f"{run['ratio']:g} times the aggregate, {run['ratio_to_one_process']:g} times that in one process",
    )
    yield "mugur signals run, the same day again", _timed(run["again"]), f"{run['ratio_again']:g} times the aggregate"
    for name, page in found["pages"].items():
        if "p95_ms" not in page:
            yield f"page “{name}” {page['address']}", f"status {page['status']}: not measured", ""
            continue
        yield (f"page “{name}” {page['address']}", f"median {page['median_ms']} ms, 95 % {page['p95_ms']} ms",
               f"{page['statements']} statements, {page['bytes'] // 1000} kB")  # fmt: skip


def _timed(one: Found) -> str:
    return f"{one['seconds']:g} s ({one['lowest']:g}–{one['highest']:g}), {one['rows_per_second']:,} rows/s"


def page(result: Found, made: list[Bar], last: str) -> str:
    """The page of the reference."""
    lines = [
        "# Bench", "", "Written by `python -m bench --page`; do not edit.", "", last, "",
        f"Measured on {result['measured_on']}: {result['machine']}. {result['server']}.",
        f"Load average when it began: {result['load'][0]:.1f}. Command: `{result['command']}`.", "",
        *(f"**Note.** {note}\n" for note in result.get("notes", ())),
        HOW, "## Bars", "", "| Bar | Size | Measured | Bar | |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for bar in made:
        value = "not there" if bar.value is None else f"{bar.value:g} {bar.unit}"
        sign = "at least" if bar.at_least else "at most"
        lines.append(
            f"| {bar.what} | ×{bar.size} | {value} | {sign} {bar.bar:g} {bar.unit} | {'met' if bar.met else 'missed'} |"
        )
    for name, found in result["sizes"].items():
        lines += ["", f"## ×{name}: {found['learners']:,} learners, {found['rows']:,} rows", "",
                  "| What | Time | Compared |", "|---|---|---|"]  # fmt: skip
        lines += [f"| {' | '.join(cells)} |" for cells in rows(found)]
    if steps := growth(result["sizes"]):
        names = [name for name in steps[0] if name not in ("from", "to")]
        lines += ["", "## Growth", "", "How many times as long each measure takes for ten times the data.", "",
                  f"| Step | {' | '.join(names)} |", "|---|" + "---|" * len(names)]  # fmt: skip
        lines += [f"| ×{s['from']} to ×{s['to']} | {' | '.join(f'{s.get(n, 0):g}' for n in names)} |" for s in steps]
    return "\n".join(lines) + "\n"


HOW = """\
A server of its own with the settings above, durable as shipped (fsync on). ×1 is 10,000 learners in schools of
500 with 20 school days each; ×100 is a country of a million learners.

* **Import**: what `mugur import attendance FILE --source lv.` does, as the worker's login under row-level security:
  read, check every cell and row, match learners, write, audit, commit. **COPY**: the same rows in the same order
  from the same client into a copy of the table with the same columns, checks, primary key and index, without
  row-level security, in one transaction. In turns, a checkpoint before each; ratios are medians of the turns.
* **django-import-export**: the first 5,000 rows of the same file into a plain table, learners found by their id.
  Its rate is taken as it is, and not made worse for the larger sizes.
* **Indicator run**: what `mugur signals run` does on a day before which nothing was noticed: results, signals and
  their events are written and committed. **Aggregate**: sums by learner over exactly the rows of the run's window,
  without row-level security, its result kept in the database. There are no marks in the data. About 7 of 100
  learners reach a cut, so that the first run of ×100 writes 130,000 results, signals and events.
* **Pages**: Django's test client through the whole middleware, with the app's login, its pool and row-level
  security; 3 looks to warm up, then 20. Reads are logged as always.
"""
