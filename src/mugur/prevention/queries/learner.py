"""The learner card: who it is, what is open, what was agreed and given, and what the reader may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mugur.access import reads
from mugur.access.who import Who
from mugur.people import vault
from mugur.people.models import Enrolment, Group, Guardianship, Person
from mugur.people.queries import current_enrolment, guardianships, running
from mugur.prevention import facts
from mugur.prevention.access import deliver as deliver_access
from mugur.prevention.access import notice as notice_access
from mugur.prevention.access import path as access
from mugur.prevention.access import plan as plan_access
from mugur.support import queries as ledger
from mugur.support.access import SEE as SEE_DELIVERY
from mugur.support.models import Delivery
from mugur.web import formats

from . import grounds, notice_words
from .path_events import place

WINDOW = timedelta(weeks=4)


@dataclass(frozen=True)
class Button:
    """Something the reader may do here."""

    label: str
    url: str
    main: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a list: when, what, more, where to."""

    day: date
    text: str
    detail: str = ""
    url: str = ""
    level: str = ""


@dataclass(frozen=True)
class LearnerPage:
    """Everything of the card that this reader may see."""

    person: Person
    meta: list[tuple[str, str]]
    who_is: list[tuple[str, str]]
    figures: list[tuple[str, str]]
    signals: list[Row]
    plans: list[Row]
    support: list[Row]
    guardians: list[tuple[str, str]]
    guardians_hidden: bool
    restricted: str
    why: str
    buttons: list[Button] = field(default_factory=list)
    path_url: str = ""


def learner_page(person: Person, *, who: Who, on: date) -> LearnerPage:
    """The card of one learner; opening it is a read that the family can see."""
    reads.shown([(person.pk, person.home_path)])
    enrolment = current_enrolment(person, on=on)
    group = _group(person, on)
    school = access.FACTS.allows(who, person)
    if person.protected and not school:
        enrolment = group = None
    return LearnerPage(
        person=person, meta=list(_meta(person, enrolment, group)), who_is=list(_who_is(person, enrolment, group, on)),
        figures=list(_figures(person, on)) if school else [], signals=list(_signals(person, who, on)),
        plans=list(_plans(person, who)), support=list(_support(person, who)),
        guardians=list(_guardians(person, on, contact=not person.protected)) if school else [],
        guardians_hidden=not school, restricted=_restricted(person) if school else "",
        why=grounds.why(person, who, on=on),
        buttons=list(_buttons(person, who)),
        path_url=reverse("prevention:path", args=[person.uuid]) if access.PATH.allows(who, person) else "",
    )  # fmt: skip


def _group(person: Person, on: date) -> Group | None:
    rows = person.groups.filter(running(on), group__kind="class").select_related("group").order_by("-starts")
    member = rows.first()
    return member.group if member else None


def _meta(person: Person, enrolment: Enrolment | None, group: Group | None) -> Iterator[tuple[str, str]]:
    if enrolment is not None:
        yield "", enrolment.school.name
        if where := place(enrolment):
            yield "", where
    if group is not None:
        yield _("class"), group.title


def _who_is(person: Person, enrolment: Enrolment | None, group: Group | None, on: date) -> Iterator[tuple[str, str]]:
    language = get_language() or "en"
    age = person.age_on(on)
    if person.birth_date is not None and age is not None:
        born = formats.long_day(person.birth_date, language)
        yield _("Born"), _("%(day)s, %(age)s years old") % {"day": born, "age": age}
    if enrolment is not None:
        yield _("School"), enrolment.school.name
        if enrolment.programme:
            yield _("Programme"), enrolment.programme
        yield _("At this school since"), formats.long_day(enrolment.starts, language)
        if enrolment.repeats:
            yield _("Year"), _("%(year)s, repeated") % {"year": enrolment.school_year}
    if group is not None:
        yield _("Class"), group.title


def _figures(person: Person, on: date) -> Iterator[tuple[str, str]]:
    """Attendance of the school year and of four weeks, unexcused lessons, and the average mark."""
    language = get_language() or "en"
    began = date(on.year if on.month >= 9 else on.year - 1, 9, 1)
    weeks = facts.weeks(person.pk, began, on)
    if (share := facts.attended(weeks)) is not None:
        yield formats.percent(share, language), _("attendance since 1 September")
    recent = [week for week in weeks if week.starts > on - WINDOW]
    if (share := facts.attended(recent)) is not None:
        yield formats.percent(share, language), _("attendance in the last four weeks")
        missed = sum(week.unexcused for week in recent)
        yield (
            str(missed),
            ngettext("unexcused lesson in the last four weeks", "unexcused lessons in the last four weeks", missed),
        )
    if terms := facts.terms(person.pk, on):
        newest = terms[-1]
        value = formats.number(newest.average, language, 1)
        before = [t for t in terms[:-1] if t.scale == newest.scale]
        if before:
            yield (
                value,
                _("average mark, %(before)s the term before")
                % {"before": formats.number(before[-1].average, language, 1)},
            )
        else:
            yield value, _("average mark")


def _signals(person: Person, who: Who, on: date) -> Iterator[Row]:
    rows = notice_access.SEE.reachable(who).filter(person=person).exclude(state="withdrawn")
    language = get_language() or "en"
    for item in rows.select_related("definition", "version").order_by("-noticed_on", "-id")[:6]:
        text = notice_words.capital(notice_words.short(item))
        detail = _("Answered") if item.state == "answered" else (
            _("Answer was due %(day)s") if item.due_on < on else _("Answer due %(day)s")
        ) % {"day": formats.short_day(item.due_on, language)}  # fmt: skip
        url = reverse("prevention:signal", args=[item.uuid])
        yield Row(item.noticed_on, text, detail, url, item.level if item.state == "open" else "")


def _plans(person: Person, who: Who) -> Iterator[Row]:
    states = {
        "draft": _("being written or agreed"), "in_force": _("in force"), "suspended": _("suspended"),
        "closed": _("closed"),
    }  # fmt: skip
    for plan in plan_access.SEE.reachable(who).filter(person=person).exclude(state="void").order_by("-starts")[:4]:
        text = _("Plan %(number)s, %(state)s") % {"number": plan.number, "state": states[plan.state]}
        span = formats.day_span(plan.starts, plan.closed_on or plan.ends, get_language() or "en")
        yield Row(plan.starts, text, span, reverse("prevention:plan", args=[plan.uuid]))


def _support(person: Person, who: Who) -> Iterator[Row]:
    rows = SEE_DELIVERY.reachable(who).filter(person=person, pk__in=ledger.standing().values("pk"))
    if not access.RESTRICTED.allows(who, person):
        rows = rows.exclude(measure__restricted=True)
    for line in rows.select_related("measure").order_by("-day", "-id")[:5]:
        yield Row(line.day, formats.in_language(line.measure.names, get_language() or "en"), _given(line))


def _given(line: Delivery) -> str:
    if not line.present:
        return _("was not here")
    if not line.countable:
        return _("noted, not counted")
    return _("%(n)s minutes") % {"n": line.minutes} if line.minutes else ""


def _guardians(person: Person, on: date, *, contact: bool) -> Iterator[tuple[str, str]]:
    """Names, and how to reach them unless the learner's data are protected."""
    kinds = {"parent": _("Parent"), "guardian": _("Guardian"), "other": _("Other guardian")}
    row: Guardianship
    for row in guardianships(person, on=on).select_related("guardian").order_by("id"):
        reach = " · ".join(x for x in (row.guardian.phone, row.guardian.email) if x) if contact else ""
        yield str(kinds.get(row.kind, kinds["guardian"])), " · ".join(x for x in (row.guardian.full_name, reach) if x)


def _restricted(person: Person) -> str:
    kept = vault.notes_kept(person.uuid)
    if not kept:
        return ""
    return ngettext(
        "One note is kept by the school psychologist. You can ask, not read it.",
        "%(n)s notes are kept by the school psychologist. You can ask, not read them.", kept,
    ) % {"n": kept}  # fmt: skip


def _buttons(person: Person, who: Who) -> Iterator[Button]:
    """What may be done here, in a fixed order; the first one is filled."""
    offered = (
        (_("Write an observation"), notice_access.OBSERVE, "prevention:observe"),
        (_("Note the learner’s own request"), notice_access.ASK, "prevention:ask"),
        (_("Open a plan"), plan_access.OPEN, "prevention:plan_open"),
    )  # fmt: skip
    # The second factor is asked for when the button is used, not before.
    may = [(label, name) for label, right, name in offered if any(g.holds(who, person) for g in right.grants)]
    for at, (label, name) in enumerate(may):
        yield Button(label, reverse(name, args=[person.uuid]), main=at == 0)
    if deliver_access.SEE_SESSION.held(who) and deliver_access.OPEN.held(who):
        yield Button(_("Record support"), reverse("prevention:deliver") + "?for=one")
