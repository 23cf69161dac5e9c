"""The calendar of Latvian schools and the day of the demonstration.

A school year runs from 1 September to 31 May. The three breaks are ISO week 43, the week of 25 December with the
week after it, and ISO week 12; public holidays come from the package ``holidays``.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import holidays
import numpy as np

DEFAULT_DAY = date(2026, 11, 24)
_COUNTRIES = ("LV", "RO", "HU", "SE")
_STORY_WEEKS = range(45, 51)


def day_of(auto: bool, real_day: date) -> date:
    """Give the demonstration's day: the fixed one, or the latest fitting Tuesday on or before the real day.

    A fitting Tuesday lies in ISO weeks 45 to 50 and is a public holiday in none of the four countries.
    """
    if not auto:
        return DEFAULT_DAY
    day = real_day - timedelta((real_day.weekday() - 1) % 7)
    while day.isocalendar().week not in _STORY_WEEKS or _holiday_anywhere(day):
        day -= timedelta(7)
    return day


def _holiday_anywhere(day: date) -> bool:
    return any(day in holidays.country_holidays(country, years=day.year) for country in _COUNTRIES)


def monday(day: date) -> date:
    """Give the Monday of the day's ISO week."""
    return day - timedelta(day.weekday())


def school_days(start_year: int) -> list[date]:
    """List the school days of the school year that begins in September of ``start_year``."""
    public = holidays.country_holidays("LV", years=[start_year, start_year + 1])
    christmas = monday(date(start_year, 12, 25))
    breaks = {
        date.fromisocalendar(start_year, 43, 1),
        christmas,
        christmas + timedelta(7),
        date.fromisocalendar(start_year + 1, 12, 1),
    }
    first, last = date(start_year, 9, 1), date(start_year + 1, 5, 31)
    every = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in every if day.weekday() < 5 and day not in public and monday(day) not in breaks]


@dataclass(frozen=True)
class Term:
    """One term: a half of a school year, cut at the winter break."""

    number: int
    year: int
    name: str
    first: date
    last: date
    recorded_on: date
    """The day on which its term marks are known: its last school day; for the running term the last school day of the
    week before the last one, when schools tell how the term stands."""


@dataclass(frozen=True)
class Calendar:
    """School days of three school years, with what is recorded on the day of the demonstration."""

    day: date
    years: tuple[int, int, int]
    """Calendar years in which the three school years begin."""
    days: np.ndarray
    """datetime64[D]: all recorded school days, oldest first; the last one lies before the demonstration's day."""
    year_of: np.ndarray
    """int8: 0, 1, 2 = index of the school year of each day."""
    day_of_year: np.ndarray
    """int16: 0, 1, … = number of the school day within its school year."""
    weekday: np.ndarray
    """int8: 0 = Monday."""
    week_of: np.ndarray
    """int16: index into ``weeks`` of each day."""
    weeks: tuple[tuple[date, date, int, bool], ...]
    """Per school week: first and last school day, index of the school year, whether it is complete."""
    terms: tuple[Term, ...]
    coming: tuple[date, ...]
    """School days of the running year on and after the demonstration's day."""

    @cached_property
    def index(self) -> dict[date, int]:
        """Position of each recorded school day."""
        return {day: position for position, day in enumerate(self.days.astype(object))}

    @cached_property
    def all_days(self) -> list[date]:
        """All school days of the three school years, recorded or still to come."""
        return list(self.days.astype(object)) + list(self.coming)

    def year_label(self, year: int) -> str:
        """Give the usual name of a school year, such as 2026/27."""
        start = self.years[year]
        return f"{start}/{(start + 1) % 100:02d}"

    def first_of(self, year: int) -> date:
        """Give the first school day of a school year."""
        return next(day for day in self.all_days if day >= date(self.years[year], 9, 1))

    def story(self, weeks: int, weekday: int) -> date:
        """Give the date that many school weeks from the demonstration's day, on a weekday (0 = Monday).

        Weeks without school do not count; a date on a holiday goes to the next school day. Raises ``ValueError``
        outside the three school years.
        """
        mondays = sorted({monday(day) for day in self.all_days})
        place = mondays.index(monday(self.day)) + weeks
        if not 0 <= place < len(mondays):
            raise ValueError(f"{weeks} school weeks from {self.day} lie outside the three school years")
        wanted = mondays[place] + timedelta(weekday)
        return next(day for day in self.all_days if day >= wanted)


def calendar(day: date) -> Calendar:
    """Build the calendar of the running school year and the two before it, seen from one day."""
    current = day.year if day.month >= 9 else day.year - 1
    years = (current - 2, current - 1, current)
    by_year = [school_days(start) for start in years]
    coming = tuple(one for one in by_year[2] if one >= day)
    by_year[2] = [one for one in by_year[2] if one < day]
    flat = [one for days in by_year for one in days]
    mondays = sorted({monday(one) for one in flat})
    place = {start: n for n, start in enumerate(mondays)}
    year_of = np.repeat(np.arange(3, dtype=np.int8), [len(days) for days in by_year])
    return Calendar(
        day=day,
        years=years,
        days=np.array(flat, dtype="datetime64[D]"),
        year_of=year_of,
        day_of_year=np.concatenate([np.arange(len(days), dtype=np.int16) for days in by_year]),
        weekday=np.array([one.weekday() for one in flat], dtype=np.int8),
        week_of=np.array([place[monday(one)] for one in flat], dtype=np.int16),
        weeks=tuple(_week(flat, coming, start, years) for start in mondays),
        terms=_terms(by_year, years, day if coming else None),
        coming=coming,
    )


def _week(
    flat: list[date], coming: tuple[date, ...], start: date, years: tuple[int, ...]
) -> tuple[date, date, int, bool]:
    inside = [one for one in flat if monday(one) == start]
    year = max(n for n, first in enumerate(years) if inside[0] >= date(first, 9, 1))
    return inside[0], inside[-1], year, not any(monday(one) == start for one in coming)


def _terms(by_year: list[list[date]], years: tuple[int, ...], day: date | None) -> tuple[Term, ...]:
    terms: list[Term] = []
    for year, days in enumerate(by_year):
        turn = date(years[year], 12, 31)
        for name, part in (("autumn", [d for d in days if d <= turn]), ("spring", [d for d in days if d > turn])):
            if part:
                terms.append(Term(len(terms), year, name, part[0], part[-1], part[-1]))
    if day is not None:
        told = [one for one in by_year[-1] if one < monday(day) - timedelta(7)]
        terms[-1] = replace(terms[-1], recorded_on=told[-1])
    return tuple(terms)
