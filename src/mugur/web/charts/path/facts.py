"""What a path is made of. One list of events gives both the picture's marks and the rows of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ..svg import Picture


class Kind(StrEnum):
    """In which lane an event stands."""

    SCHOOL = "school"
    SIGNAL = "signal"
    ASKED = "asked"
    PLAN = "plan"
    SUPPORT = "support"
    PLACEMENT = "placement"
    RESULT = "result"
    DUE = "due"


# Schools and single deliveries are drawn, but are not rows of the list.
LISTED = (Kind.SIGNAL, Kind.ASKED, Kind.PLAN, Kind.PLACEMENT, Kind.RESULT, Kind.DUE)


@dataclass(frozen=True)
class Version:
    """A later version of a plan, from the day it is in force."""

    day: date
    label: str


@dataclass(frozen=True)
class Event:
    """Something that happened or is due.

    ``mark`` and ``under`` stand at the mark; ``strong``, ``what``, ``who`` and ``result`` in the list. ``series`` of
    support is a, b, c (a dot each time) or paid (a bar). ``answers`` is the ``key`` of the signal a plan answers.
    """

    kind: Kind
    start: date
    end: date | None = None
    mark: str = ""
    under: str = ""
    strong: str = ""
    what: str = ""
    who: str = ""
    result: str = ""
    level: str = ""
    series: str = ""
    present: bool = True
    key: str = ""
    answers: str = ""
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True)
class Attendance:
    """The share of lessons attended in the week that begins on this day; None without school."""

    week: date
    share: float | None


@dataclass(frozen=True)
class MarkTerm:
    """The average mark of a term."""

    start: date
    end: date
    value: float


@dataclass(frozen=True)
class SchoolYear:
    """The first day and the name of a school year."""

    start: date
    label: str


@dataclass(frozen=True)
class PathFacts:
    """Everything of one learner between two days that the reader may see, judged on ``today``."""

    first: date
    last: date
    today: date
    years: tuple[SchoolYear, ...]
    events: tuple[Event, ...]
    attendance: tuple[Attendance, ...] = ()
    marks: tuple[MarkTerm, ...] = ()
    limit: float | None = 0.9
    series: Mapping[str, str] = field(default_factory=dict)

    def of(self, *kinds: Kind) -> list[Event]:
        """The events of some lanes in time order, whole only when they touch the picture."""
        inside = [
            e for e in self.events if e.kind in kinds and e.start <= self.last and (e.end or e.start) >= self.first
        ]
        return sorted(inside, key=lambda e: e.start)

    def numbered(self) -> list[tuple[int, Event]]:
        """The rows of the list: what stands in the picture with a number, in time order."""
        order = {kind: at for at, kind in enumerate(LISTED)}
        rows = sorted(self.of(*LISTED), key=lambda e: (e.start, order[e.kind]))
        return list(enumerate(rows, start=1))


@dataclass(frozen=True)
class PathWords:
    """The words of picture and list in the reader's language."""

    title: str
    describe: str
    school: str
    attendance: str
    by_week: str
    marks: str
    by_term: str
    signals: str
    plans: str
    support: str
    each_dot: str
    placement: str
    results: str
    today: str
    no_data: str
    below: str
    in_force: str
    act: str
    watch: str
    asked: str
    absent: str
    result: str
    heads: tuple[str, str, str, str, str]
    percent: Callable[[float], str]
    number: Callable[[float], str]
    month: Callable[[date], str]
    span: Callable[[date, date | None], str]


@dataclass(frozen=True)
class PathYear:
    """The rows of one school year: (number, when, event)."""

    label: str
    rows: tuple[tuple[int, str, Event], ...]


@dataclass(frozen=True)
class PathPicture(Picture):
    """A path with its list by school year; row ``n`` carries the id ``e{n}``."""

    years: tuple[PathYear, ...] = ()
    heads: tuple[str, ...] = ()


def by_year(facts: PathFacts, said: PathWords) -> tuple[PathYear, ...]:
    """The list cut at the beginnings of school years; years without events are left out."""
    years = sorted(facts.years, key=lambda y: y.start)
    made: list[PathYear] = []
    for at, year in enumerate(years):
        after = years[at + 1].start if at + 1 < len(years) else date.max
        from_day = date.min if at == 0 else year.start
        rows = tuple((n, said.span(e.start, e.end), e) for n, e in facts.numbered() if from_day <= e.start < after)
        if rows:
            made.append(PathYear(year.label, rows))
    return tuple(made)
