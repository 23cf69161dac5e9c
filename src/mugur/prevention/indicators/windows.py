"""Which days a formula looks at: complete school weeks as the registers know them, or plain days.

A school week is an ISO week in which some school of the paths recorded a lesson; it is complete from
its Friday on. Windows stay inside the school year, so that a summer never joins two years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mugur.access.reach import upper

WEEK = timedelta(days=7)
WEEKS = """
select w.starts::date from generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '7 days') w(starts)
where exists (
  select from organisations_organisation o join lateral (
    select 1 from prevention_attendancefact a
    where a.org_path = o.path and a.possible > 0 and a.day between w.starts::date and w.starts::date + 6
      and a.day between %(begins)s and %(on)s limit 1
  ) found on true
  where o.kind = 'school' and {paths}
)
order by 1 desc limit %(limit)s
"""
TERM = """
select max(t.term) from organisations_organisation o join lateral (
  select m.term from prevention_markfact m
  where m.org_path = o.path and m.kind = 'term' and m.day between %(since)s and %(on)s and m.term < %(before)s
  order by m.term desc limit 1
) t on true
where o.kind = 'school' and {paths}
"""


def inside(column: str, paths: Sequence[str]) -> str:
    """Paths as literal ranges of a column; the texts were checked to be paths by :class:`Reach`."""
    return "(" + " or ".join(f"({column} >= '{p}' and {column} < '{upper(p)}')" for p in paths) + ")"


def year_begins(on: date) -> date:
    """1 September of the school year the day lies in."""
    return date(on.year if on.month >= 9 else on.year - 1, 9, 1)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_complete(on: date) -> date:
    """The Monday of the newest week whose Friday is not after the day."""
    return monday(on) if on.weekday() >= 4 else monday(on) - WEEK


def school_weeks(cursor: Any, *, on: date, paths: Sequence[str], count: int) -> list[date]:
    """Mondays of the last complete school weeks of the running school year, newest first."""
    begins = year_begins(on)
    cursor.execute(
        WEEKS.format(paths=inside("o.path", paths)),
        {"first": monday(begins), "last": last_complete(on), "begins": begins, "on": on, "limit": count},
    )
    return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Window:
    """Days from ``first`` to ``last``; empty when there is nothing to look at yet."""

    first: date
    last: date
    weeks: int = 0

    @property
    def empty(self) -> bool:
        return self.last < self.first


def window(parameters: dict[str, Any], days: int, *, on: date, mondays: Sequence[date]) -> Window:
    """The window of a version: so many of the newest school weeks, or so many days up to the day."""
    count = int(parameters.get("school_weeks", 0))
    if not count:
        return Window(max(on - timedelta(days=days - 1), year_begins(on)), on)
    kept = mondays[:count]
    if not kept:
        return Window(on, on - timedelta(days=1))
    return Window(max(kept[-1], year_begins(on)), kept[0] + timedelta(days=6), len(kept))


def terms(cursor: Any, *, on: date, paths: Sequence[str]) -> tuple[str, str]:
    """The newest term with known term marks and the one before it; empty where there is none."""
    found: list[str] = []
    for _ in range(2):
        cursor.execute(
            TERM.format(paths=inside("o.path", paths)),
            {"on": on, "since": on - timedelta(days=500), "before": found[-1] if found else "~"},
        )
        newest = cursor.fetchone()[0]
        if newest is None:
            break
        found.append(newest)
    return (found + ["", ""])[0], (found + ["", ""])[1]
