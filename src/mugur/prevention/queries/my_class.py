"""One's own class: who has something open and why, and how attendance goes by week. No order but the name's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connections
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mugur.access import reads
from mugur.access.who import Who
from mugur.people.models import Assignment, GroupMembership, Person
from mugur.people.queries import running
from mugur.prevention.indicators.windows import last_complete
from mugur.prevention.models import Signal, SupportPlan
from mugur.web import formats
from mugur.web.charts import spoken
from mugur.web.charts.spark import Reading
from mugur.web.charts.svg import Picture

from . import notice_words as words
from .signal_facts import monday, year_begins

WEEK = timedelta(days=7)
RECENT = timedelta(weeks=3)
RUNNING = ("draft", "in_force", "suspended")
BY_WEEK = """
select date_trunc('week', day)::date, sum(possible), sum(excused + unexcused) from prevention_attendancefact
where person_id = any(%s) and day between %s and %s group by 1 order by 1
"""
BY_LEARNER = """
select person_id, sum(possible), sum(excused + unexcused),
       sum(possible) filter (where day between %s and %s),
       sum(excused + unexcused) filter (where day between %s and %s),
       sum(unexcused) filter (where day between %s and %s)
from prevention_attendancefact where person_id = any(%s) and day between %s and %s group by 1
"""


@dataclass(frozen=True)
class ClassPanel:
    """The class in a few numbers, for the first page."""

    learners: int
    quiet: int
    spark: Picture | None
    first: str
    last: str


def class_panel(who: Who, *, on: date) -> ClassPanel | None:
    """How many learners are without an open signal, and attendance by week; nothing without a class."""
    ids = sorted(who.persons("assigned", "class_teacher"))
    if not ids:
        return None
    open_ = Signal.objects.filter(person_id__in=ids, state=Signal.State.OPEN).values("person_id").distinct().count()
    readings = attendance_by_week(ids, on)
    known = [r.value for r in readings if r.value is not None]
    first, last = (formats.percent(v, words.language()) for v in (known[0], known[-1])) if known else ("", "")
    return ClassPanel(len(ids), len(ids) - open_, _spark(readings) if len(known) > 1 else None, first, last)


def attendance_by_week(person_ids: Collection[int], on: date) -> list[Reading]:
    """The share of lessons attended by all of these learners, week by week since the school year began."""
    first = year_begins(on)
    with connections["default"].cursor() as cursor:
        cursor.execute(BY_WEEK, [sorted(person_ids), first, on])
        found = {day: (possible, missed) for day, possible, missed in cursor.fetchall()}
    if not found:
        return []
    begin, end = monday(min(found)), max(found)
    made = []
    for n in range((end - begin).days // 7 + 1):
        day = begin + WEEK * n
        possible, missed = found.get(day, (0, 0))
        share = float((possible - missed) / possible) if possible else None
        made.append(Reading(str(day.isocalendar().week), share))
    return made


def _spark(readings: Sequence[Reading]) -> Picture:
    return spoken.spark(readings, title=_("Attendance of the class by week"), label=_("Week"), value=_("Attendance"))


@dataclass(frozen=True)
class Noticed:
    """An open signal of a learner, as a reason."""

    text: str
    level: str
    url: str
    due: str
    late: bool


@dataclass(frozen=True)
class ClassRow:
    """One learner of the class."""

    person: Person
    url: str
    signals: list[Noticed]
    plan: str
    plan_url: str
    year: str
    recent: str
    unexcused: int | None


@dataclass(frozen=True)
class ClassPage:
    """The classes of one teacher."""

    groups: list[tuple[str, list[ClassRow]]]
    learners: int
    quiet: int
    spark: Picture | None
    why: str


def class_page(who: Who, *, on: date) -> ClassPage:
    """Every learner of one's classes by name, with reasons and never a score; each one shown is recorded."""
    ids = sorted(who.persons("assigned", "class_teacher"))
    people = list(Person.objects.filter(pk__in=ids).order_by("sort_key", "id"))
    reads.shown([(p.pk, p.home_path) for p in people])
    rows = _rows(people, on)
    titles = _titles(ids, who, on)
    groups: dict[str, list[ClassRow]] = {}
    for row in rows:
        groups.setdefault(titles.get(row.person.pk, ""), []).append(row)
    readings = attendance_by_week(ids, on)
    quiet = sum(not row.signals for row in rows)
    return ClassPage(
        sorted(groups.items()), len(rows), quiet, _spark(readings) if len(readings) > 1 else None, _why(who, on)
    )


def _titles(ids: Sequence[int], who: Who, on: date) -> dict[int, str]:
    """The class in which each learner is shown: one of the teacher's own."""
    own = Assignment.objects.filter(running(on), account_id=who.account_id or 0, kind="class_teacher").values(
        "group_id"
    )
    rows = GroupMembership.objects.filter(running(on), person_id__in=ids, group_id__in=own)
    return dict(rows.order_by("-starts").values_list("person_id", "group__title"))


def _rows(people: list[Person], on: date) -> list[ClassRow]:
    ids = [p.pk for p in people]
    signals: dict[int, list[Noticed]] = {}
    found = Signal.objects.filter(person_id__in=ids, state=Signal.State.OPEN).select_related("definition", "version")
    for signal in found.order_by("due_on", "id"):
        signals.setdefault(signal.person_id, []).append(_noticed(signal, on))
    plans = {
        p.person_id: p for p in SupportPlan.objects.filter(person_id__in=ids, state__in=RUNNING).order_by("starts")
    }
    lessons = _lessons(ids, on)
    return [_row(p, signals.get(p.pk, []), plans.get(p.pk), lessons.get(p.pk)) for p in people]


def _noticed(signal: Signal, on: date) -> Noticed:
    url = reverse("prevention:signal", args=[signal.uuid])
    return Noticed(words.reason(signal), signal.level, url, words.when(signal.due_on, on), signal.due_on < on)


def _lessons(ids: list[int], on: date) -> dict[int, tuple[int, ...]]:
    """Lessons of the school year and of the last four complete weeks, the same that most rules look at."""
    newest = last_complete(on)
    recent = [newest - RECENT, newest + timedelta(days=6)]
    with connections["default"].cursor() as cursor:
        cursor.execute(BY_LEARNER, [*recent, *recent, *recent, ids, year_begins(on), on])
        return {row[0]: tuple(int(value or 0) for value in row[1:]) for row in cursor.fetchall()}


def _row(person: Person, signals: list[Noticed], plan: SupportPlan | None, lessons: tuple[int, ...] | None) -> ClassRow:
    states = {"draft": _("being written or agreed"), "in_force": _("in force"), "suspended": _("suspended")}
    possible, missed, late_possible, late_missed, unexcused = lessons or (0, 0, 0, 0, 0)
    return ClassRow(
        person, reverse("prevention:learner", args=[person.uuid]), signals, states[plan.state] if plan else "",
        reverse("prevention:plan", args=[plan.uuid]) if plan else "", _share(possible, missed),
        _share(late_possible, late_missed), unexcused if late_possible else None,
    )  # fmt: skip


def _share(possible: int, missed: int) -> str:
    return formats.percent((possible - missed) / possible, words.language()) if possible else "–"


def _why(who: Who, on: date) -> str:
    rows = Assignment.objects.filter(
        running(on), Q(group__isnull=False), account_id=who.account_id or 0, kind="class_teacher"
    )
    names = sorted(set(rows.values_list("group__title", flat=True)))
    if not names:
        return _("These learners are assigned to you.")
    return _("You are the class teacher: %(groups)s.") % {"groups": ", ".join(names)}
