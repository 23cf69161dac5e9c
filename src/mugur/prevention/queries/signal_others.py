"""What others already do for a learner, and what happened before: only what this reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mugur.access.models import Account
from mugur.access.who import Who
from mugur.people import vault
from mugur.people.models import Enrolment, GroupMembership, Person
from mugur.people.queries import running
from mugur.prevention.access import notice as access
from mugur.prevention.access import path as path_access
from mugur.prevention.access import plan as plan_access
from mugur.prevention.models import ObservationSheet, Signal, SignalEvent
from mugur.support import queries as ledger
from mugur.support.access import SEE as SEE_DELIVERY
from mugur.support.models import Delivery, Session
from mugur.web import formats

from . import notice_words as words
from .signal_facts import year_begins

AHEAD = timedelta(days=21)
RUNNING = ("draft", "in_force", "suspended")
MOST = 14


@dataclass(frozen=True)
class Entry:
    """A line with a date in its margin."""

    text: str
    detail: str = ""
    day: date | None = None
    when: str = ""
    url: str = ""
    level: str = ""
    locked: bool = False


def others(person: Person, *, who: Who, on: date) -> list[Entry]:
    """Support of this school year, what is booked, the plan or its absence, and that a note is kept."""
    made = [*_support(person, who, on), *_booked(person, who, on), *_plans(person, who)]
    kept = vault.notes_kept(person.uuid)
    if kept:
        text = ngettext(
            "One note is kept by the school psychologist. You can ask, not read it.",
            "%(n)s notes are kept by the school psychologist. You can ask, not read them.", kept,
        ) % {"n": kept}  # fmt: skip
        made.append(Entry(text, when=_("Kept"), locked=True))
    return made


def _given(person: Person, who: Who, on: date) -> list[Delivery]:
    rows = SEE_DELIVERY.reachable(who).filter(
        person=person, day__gte=year_begins(on), day__lte=on, pk__in=ledger.standing().values("pk")
    )
    if not path_access.RESTRICTED.allows(who, person):
        rows = rows.exclude(measure__restricted=True)
    return list(
        rows.select_related("measure", "session__group", "provider").order_by("measure_id", "provider_id", "day", "id")
    )


def _support(person: Person, who: Who, on: date) -> Iterator[Entry]:
    for _key, lines in groupby(_given(person, who, on), key=lambda row: (row.measure_id, row.provider_id)):
        yield _series(list(lines))


def _series(lines: list[Delivery]) -> Entry:
    first, last = lines[0], lines[-1]
    here = sum(line.present for line in lines)
    text = formats.in_language(first.measure.names, words.language())
    if first.provider is not None:
        text = f"{text} · {first.provider.name}"
    attended = [line.day for line in lines if line.present]
    parts = [_("There: %(here)s of %(all)s times") % {"here": here, "all": len(lines)}]
    if attended:
        parts.append(_("last on %(day)s") % {"day": formats.short_day(attended[-1], words.language())})
    since = _("Since %(day)s") % {"day": formats.short_day(first.day, words.language())}
    return Entry(
        text,
        " · ".join(parts),
        when=since if first.day != last.day else "",
        day=None if first.day != last.day else first.day,
    )


def _booked(person: Person, who: Who, on: date) -> Iterator[Entry]:
    """Talks that are open and the next meeting of each group the learner belongs to."""
    open_ = (
        plan_access.SEE_ASSESSMENT.reachable(who)
        .filter(person=person, state="open")
        .select_related("opened_by", "signal")
    )
    for one in open_.order_by("due_on")[:3]:
        url = reverse("prevention:assessment", args=[one.uuid])
        text = _("Assessment is open, %(name)s") % {"name": one.opened_by.name}
        step = words.FIRST_STEPS.get(one.signal.first_step, "") if one.signal is not None else ""
        yield Entry(text, str(step), day=one.due_on or one.opened_on, url=url)
    groups = GroupMembership.objects.filter(running(on), person=person).exclude(group__kind="class").values("group_id")
    seen: set[int] = set()
    rows = Session.objects.filter(group__in=groups, day__gt=on, day__lte=on + AHEAD, measure__restricted=False)
    for session in rows.select_related("measure", "provider").order_by("day", "begins")[:20]:
        if session.group_id is None or session.group_id in seen:
            continue
        seen.add(session.group_id)
        name = session.title or formats.in_language(session.measure.names, words.language())
        yield Entry(f"{name} · {session.provider.name}" if session.provider else name, _("Booked"), day=session.day)


def _plans(person: Person, who: Who) -> Iterator[Entry]:
    found = list(plan_access.SEE.reachable(who).filter(person=person, state__in=RUNNING).order_by("-starts")[:2])
    for plan in found:
        states = {"draft": _("being written or agreed"), "in_force": _("in force"), "suspended": _("suspended")}
        text = _("Plan %(number)s, %(state)s") % {"number": plan.number, "state": states[plan.state]}
        span = formats.day_span(plan.starts, plan.ends, words.language())
        yield Entry(text, span, when=_("Plan"), url=reverse("prevention:plan", args=[plan.uuid]))
    if not found:
        yield Entry(_("No support plan is running."), when=_("No plan"))


def offered(person: Person, *, who: Who, on: date) -> list[str]:
    """What may be named as already answering a signal: running plans and measures of this school year."""
    names = [
        _("Plan %(number)s") % {"number": plan.number}
        for plan in plan_access.SEE.reachable(who).filter(person=person, state__in=RUNNING).order_by("-starts")[:2]
    ]
    measures = (formats.in_language(row.measure.names, words.language()) for row in _given(person, who, on))
    return list(dict.fromkeys([*names, *measures]))[:8]


def before(signal: Signal, *, who: Who, on: date) -> list[Entry]:
    """This signal and earlier ones of the learner, observation sheets, and where the school year began."""
    seen = access.SEE.reachable(who).filter(person_id=signal.person_id)
    earliest = year_begins(signal.noticed_on).replace(year=year_begins(signal.noticed_on).year - 1)
    events = list(
        SignalEvent.objects.filter(signal__in=seen, person_id=signal.person_id, day__gte=earliest)
        .select_related("signal__definition", "signal__version").order_by("-day", "-id")[:40]
    )  # fmt: skip
    names = dict(
        Account.objects.filter(pk__in={e.account_id for e in events if e.account_id}).values_list("pk", "name")
    )
    made = [entry for event in events if (entry := _event(event, signal, names)) is not None]
    made += _sheets(signal, who, earliest)
    made += _years(signal.person_id, earliest)
    return sorted(made, key=lambda entry: entry.day or on, reverse=True)[:MOST]


def _event(event: SignalEvent, signal: Signal, names: dict[int, str]) -> Entry | None:
    of, mine = event.signal, event.signal_id == signal.pk
    value = words.value_text(words.formula_of(of), event.value)
    texts = {
        "noticed": _("Noticed: %(value)s"), "reopened": _("Came back: %(value)s"), "moved": _("Now: %(value)s"),
        "grew": _("Grew: %(value)s"), "eased": _("Eased: %(value)s"), "rule": _("A new version of the rule: %(value)s"),
    }  # fmt: skip
    text = _done(event)
    if event.kind in texts:
        text = texts[event.kind] % {"value": value} if value else words.short(of)
    if not text:
        return None
    about = "" if mine else words.indicator_name(of)
    detail = " · ".join(part for part in (about, _own_words(event), names.get(event.account_id or 0, "")) if part)
    url = "" if mine else reverse("prevention:signal", args=[of.uuid])
    level = event.text if event.kind in texts and event.text in ("watch", "act") else ""
    return Entry(text, detail, day=event.day, url=url, level=level)


def _done(event: SignalEvent) -> str:
    if event.kind == "answered":
        return _("Answered: %(answer)s") % {"answer": words.ANSWERS.get(event.signal.answer, "")}
    texts = {
        "handed": _("Handed on to the school coordinator"),
        "withdrawn": _("Withdrawn: newer facts took its ground away"),
        "objected": _("The family objects"), "kept": _("The head decided: it stays"),
        "upheld": _("The head decided: it is withdrawn"),
    }  # fmt: skip
    return texts.get(event.kind, "")


def _own_words(event: SignalEvent) -> str:
    if event.kind == "answered":
        return (event.signal.reason or event.signal.supported_by).rstrip(".")
    return event.text.rstrip(".") if event.kind == "handed" else ""


def _sheets(signal: Signal, who: Who, earliest: date) -> list[Entry]:
    rows: Any = access.SEE_SHEET.reachable(who).filter(person_id=signal.person_id, day__gte=earliest)
    made = []
    sheet: ObservationSheet
    for sheet in rows.select_related("account").order_by("-day")[:5]:
        signs = " · ".join(str(words.SIGNS.get(sign, sign)) for sign in sheet.signs)
        detail = " · ".join(part for part in (signs, sheet.text.rstrip("."), sheet.account.name) if part)
        made.append(Entry(_("Observation sheet"), detail, day=sheet.day))
    return made


def _years(person_id: int, earliest: date) -> list[Entry]:
    rows = Enrolment.objects.filter(person_id=person_id, voided_on__isnull=True, starts__gte=earliest).select_related(
        "school"
    )
    return [
        Entry(_("School year begun: %(school)s") % {"school": row.school.name}, _grade(row), day=row.starts)
        for row in rows.order_by("-starts")[:2]
    ]


def _grade(row: Enrolment) -> str:
    grade = _("Grade %(grade)s") % {"grade": row.grade} if row.grade else ""
    return " · ".join(part for part in (grade, row.programme) if part)
