"""A learner's path: one line through time, from what the registers and the record hold."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mugur.access import reads
from mugur.access.who import Who
from mugur.people.models import Person
from mugur.prevention import facts
from mugur.prevention.indicators.windows import last_complete
from mugur.web import formats
from mugur.web.charts import spoken
from mugur.web.charts.path import Attendance, Event, Kind, MarkTerm, PathFacts, PathPicture, SchoolYear

from . import path_events as made_of

YEARS_BACK = 3


@dataclass(frozen=True)
class Figure:
    """A number and what it counts."""

    value: str
    text: str


@dataclass(frozen=True)
class PathPage:
    """The picture with its list, the figures under it, and the sentences above it."""

    picture: PathPicture
    facts: PathFacts
    figures: list[Figure]
    lead: list[str]


def path_facts(person: Person, *, who: Who, on: date, rows: made_of.Rows | None = None) -> PathFacts:
    """Everything of one learner that this reader may see, in the shape the picture is drawn from."""
    rows = rows or made_of.read(person, who)
    first = _first(rows, on)
    # A week that still runs is not compared with whole ones.
    weeks = facts.weeks(person.pk, first, min(on, last_complete(on) + timedelta(days=6)))
    terms = [t for t in facts.terms(person.pk, on) if t.last >= first]
    last = max([on, *(p.ends for p in rows.plans if p.state == "in_force")])
    return PathFacts(
        first=first, last=min(last, date(on.year + 1, on.month, min(on.day, 28))), today=on, years=_years(first, on),
        events=tuple(made_of.events(rows, person, who, on)),
        attendance=tuple(Attendance(w.starts, w.share) for w in weeks),
        marks=tuple(MarkTerm(t.starts, min(t.last, on), round(t.average, 1)) for t in _one_scale(terms)),
        series={"a": _("consultation"), "b": _("group"), "c": _("other support"), "paid": _("paid: transport, meals")},
    )  # fmt: skip


def _one_scale(terms: list[facts.Term]) -> list[facts.Term]:
    """The terms on the newest scale: averages on two scales cannot stand in one lane."""
    return [t for t in terms if t.scale == terms[-1].scale] if terms else []


def _first(rows: made_of.Rows, on: date) -> date:
    oldest = date(_school_year(on) - YEARS_BACK + 1, 9, 1)
    began = [e.starts for e in rows.enrolments]
    return max(oldest, date(_school_year(min(began)), 9, 1)) if began else date(_school_year(on), 9, 1)


def _school_year(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def _years(first: date, on: date) -> tuple[SchoolYear, ...]:
    return tuple(
        SchoolYear(date(year, 9, 1), _("School year %(year)s") % {"year": f"{year}/{(year + 1) % 100:02d}"})
        for year in range(_school_year(first), _school_year(on) + 1)
    )


def path_page(person: Person, *, who: Who, on: date) -> PathPage:
    """The page of a path; the reader has seen this learner."""
    reads.shown([(person.pk, person.home_path)])
    rows = made_of.read(person, who)
    shape = path_facts(person, who=who, on=on, rows=rows)
    said = [*figures(shape), *_goals(rows)]
    return PathPage(spoken.path(shape, title=_("The learner’s path")), shape, said, lead(shape))


def _goals(rows: made_of.Rows) -> list[Figure]:
    results = [goal.result for review in rows.reviews for goal in review.results.all()]
    if not results:
        return []
    value = _("%(n)s of %(all)s") % {"n": results.count("reached"), "all": len(results)}
    return [Figure(value, _("reviewed goals reached"))]


def lead(shape: PathFacts) -> list[str]:
    """What the list says in a few sentences; it names no cause."""
    noticed, asked = len(shape.of(Kind.SIGNAL)), len(shape.of(Kind.ASKED))
    agreed = len(shape.of(Kind.PLAN))
    said = []
    if noticed:
        said.append(ngettext("The school noticed something %(n)s time.", "The school noticed something %(n)s times.",
                             noticed) % {"n": noticed})  # fmt: skip
    if asked:
        said.append(ngettext("The learner asked %(n)s time.", "The learner asked %(n)s times.", asked) % {"n": asked})
    if agreed:
        said.append(ngettext("%(n)s plan so far.", "%(n)s plans so far.", agreed) % {"n": agreed})
    return said or [_("Nothing was noticed so far.")]


def figures(shape: PathFacts) -> list[Figure]:
    """Attendance lowest and now, days from signal to plan, what was attended, goals reached."""
    made = []
    shares = [w.share for w in shape.attendance if w.share is not None]
    if shares:
        low, now = (formats.percent(x, get_language() or "en") for x in (min(shares), shares[-1]))
        made.append(Figure(f"{low} → {now}", _("attendance, lowest week and now")))
    if days := _days(shape):
        text = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        made.append(Figure(text, _("from a signal to the plan in force, in the middle")))
    given = shape.of(Kind.SUPPORT)
    once = sum(e.present for e in given if e.series in ("a", "c"))
    group = sum(e.present for e in given if e.series == "b")
    if once or group:
        made.append(Figure(f"{once} + {group}", _("consultations and group sessions attended")))
    return made


def _days(shape: PathFacts) -> int:
    noticed = {e.key: e.start for e in shape.of(Kind.SIGNAL, Kind.ASKED)}
    gaps = [(p.start - noticed[p.answers]).days for p in shape.of(Kind.PLAN) if p.answers in noticed]
    return round(median(gaps)) if gaps else 0


def as_csv(person: Person, *, who: Who, on: date) -> str:
    """The list of a path as a table for other programs; the download is a read of its own."""
    reads.shown([(person.pk, person.home_path)], ground="csv")
    shape = path_facts(person, who=who, on=on)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([_("No."), _("From"), _("To"), _("What"), _("Who"), _("Result")])
    for number, event in shape.numbered():
        rows.writerow([number, event.start.isoformat(), event.end.isoformat() if event.end else "",
                       *(safe(text) for text in (_told(event), event.who, event.result))])  # fmt: skip
    return "\ufeff" + out.getvalue()


def _told(event: Event) -> str:
    return " ".join(part for part in (event.strong, event.what) if part)


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
