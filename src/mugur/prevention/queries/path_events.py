"""One learner's events, as the picture and the list of a path need them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mugur.access.who import Who
from mugur.people.models import Enrolment, Person
from mugur.prevention.access import notice as notice_access
from mugur.prevention.access import path as access
from mugur.prevention.access import plan as plan_access
from mugur.prevention.models import Approval, PlannedMeasure, PlanVersion, Review, Signal, SupportPlan
from mugur.support import queries as ledger
from mugur.support.models import Delivery, Measure
from mugur.web import formats
from mugur.web.charts.path import Event, Kind, Version

from . import notice_words

#: Rooms above add lanes of their own (placements): asked with the learner, the reader and the day.
Source = Callable[[Person, Who, date], Iterable[Event]]
SOURCES: list[Source] = []
REVIEW_DUE = timedelta(days=4)
IN_FORCE = ("approved", "superseded")
SERIES = {"consultation": "a", "group": "b"}


@dataclass(frozen=True)
class Rows:
    """What was read from the record, once."""

    enrolments: list[Enrolment]
    signals: list[Signal]
    plans: list[SupportPlan]
    deliveries: list[Delivery]
    reviews: list[Review]


def read(person: Person, who: Who) -> Rows:
    """The rows of one learner that this reader may see, each table asked once."""
    hidden = not access.RESTRICTED.allows(who, person)
    versions = PlanVersion.objects.filter(state__in=IN_FORCE).order_by("number").prefetch_related(
        Prefetch("measures", PlannedMeasure.objects.select_related("measure").order_by("position")),
        Prefetch("approvals", Approval.objects.filter(decision="approve").order_by("decided_at")),
    )  # fmt: skip
    given = ledger.standing().filter(person=person).select_related("measure", "session").order_by("day", "id")
    plans = plan_access.SEE.reachable(who).filter(person=person).exclude(state__in=("draft", "void"))
    return Rows(
        enrolments=list(
            Enrolment.objects.filter(person=person, voided_on__isnull=True).select_related("school")
            .order_by("starts", "id")
        ),
        signals=list(
            notice_access.SEE.reachable(who).filter(person=person).exclude(state="withdrawn")
            .select_related("definition", "version", "answered_by").order_by("noticed_on", "id")
        ),
        plans=list(plans.prefetch_related(Prefetch("versions", versions)).order_by("starts", "id")),
        deliveries=list(given.exclude(measure__restricted=True) if hidden else given),
        reviews=list(
            Review.objects.filter(person=person, plan__in=plans).prefetch_related("results").order_by("held_on", "id")
        ),
    )  # fmt: skip


def events(rows: Rows, person: Person, who: Who, on: date) -> list[Event]:
    """Everything that happened or is due, in the lanes of the picture."""
    hidden = not access.RESTRICTED.allows(who, person)
    made = [*schools(rows.enrolments, on), *signals(rows.signals), *plans(rows, on, hidden=hidden)]
    made += [*support(rows.deliveries, on), *results(rows, on)]
    for source in SOURCES:
        made += list(source(person, who, on))
    return made


def place(enrolment: Enrolment) -> str:
    """Year 9 or course 2, at a vocational school."""
    if not enrolment.grade:
        return ""
    if enrolment.school.school_type == "vocational":
        return _("Course %(grade)s") % {"grade": enrolment.grade}
    return _("Year %(grade)s") % {"grade": enrolment.grade}


def schools(enrolments: list[Enrolment], on: date) -> Iterator[Event]:
    for item in enrolments:
        mark = " · ".join(part for part in (place(item), item.school.short_name or item.school.name) if part)
        yield Event(Kind.SCHOOL, item.starts, item.ends or on, mark=mark)


def signals(found: list[Signal]) -> Iterator[Event]:
    """Signals of rules and sheets by their level; requests of the learner with an own sign."""
    for item in found:
        if item.origin == Signal.Origin.OWN_REQUEST:
            yield Event(
                Kind.ASKED, item.noticed_on, key=str(item.uuid), mark=_("own request"), strong=_("Own request."),
                what=item.request_text, who=_("The learner"), result=_answer(item),
            )  # fmt: skip
            continue
        strong = _("Signal, act.") if item.level == "act" else _("Signal, watch.")
        level = _("act") if item.level == "act" else _("watch")
        yield Event(
            Kind.SIGNAL, item.noticed_on, key=str(item.uuid), level=item.level, strong=strong,
            what=notice_words.capital(notice_words.reason(item)),
            mark=_("%(level)s: %(what)s") % {"level": level, "what": notice_words.short(item)},
            who=item.answered_by.name if item.answered_by else "", result=_answer(item),
        )  # fmt: skip


def _answer(item: Signal) -> str:
    day = formats.medium_day(item.answered_on, get_language() or "en") if item.answered_on else ""
    texts = {
        "concern": _("Confirmed on %(day)s"), "not_a_concern": _("Not a concern, answered on %(day)s"),
        "supported": _("Already supported, answered on %(day)s"),
    }  # fmt: skip
    return texts[item.answer] % {"day": day} if item.answer in texts and day else _("Not answered yet")


def plans(rows: Rows, on: date, *, hidden: bool) -> Iterator[Event]:
    """Plans in force with their versions, who approved them, and how much of them was held."""
    for plan in rows.plans:
        versions = list(plan.versions.all())
        if not versions:
            continue
        lines = [x for x in versions[-1].measures.all() if not (hidden and (x.restricted or x.measure.restricted))]
        names = dict.fromkeys(formats.in_language(x.measure.names, get_language() or "en") for x in lines)
        yield Event(
            Kind.PLAN, plan.starts, plan.closed_on or plan.ends, key=f"plan{plan.pk}",
            mark=_("Plan %(number)s") % {"number": plan.number}, strong=_("Plan %(number)s.") % {"number": plan.number},
            what=", ".join(names), who=_approved(versions), result=_held(plan, rows.deliveries, lines, on),
            answers=next((str(s.uuid) for s in rows.signals if s.pk == plan.signal_id), ""),
            versions=tuple(
                Version(v.approved_on, _("version %(number)s") % {"number": v.number})
                for v in versions[1:] if v.approved_on
            ),
        )  # fmt: skip


def _approved(versions: list[PlanVersion]) -> str:
    texts = {"school": _("Head %(day)s"), "municipality": _("Municipality %(day)s")}
    days = [
        texts[a.level] % {"day": formats.short_day(a.day, get_language() or "en")} for a in versions[0].approvals.all()
    ]
    return " · ".join(days)


def _held(plan: SupportPlan, deliveries: list[Delivery], lines: list[PlannedMeasure], on: date) -> str:
    sessions = {x.line for x in lines if x.measure.unit in (Measure.Unit.SESSION, Measure.Unit.HOUR)}
    planned = sum(int(x.units) for x in lines if x.line in sessions)
    own = [d for d in deliveries if d.session_id and plan.starts <= d.day <= (plan.closed_on or plan.ends)]
    held = sum(d.present for d in own)
    if not planned and not own:
        return ""
    if plan.state == SupportPlan.State.IN_FORCE and on <= plan.ends:
        return _("Running: %(held)s of %(planned)s held") % {"held": held, "planned": planned}
    return _("%(held)s of %(planned)s held") % {"held": held, "planned": planned}


def support(deliveries: list[Delivery], on: date) -> Iterator[Event]:
    """A dot each time, hollow when the learner was not there; a bar while something was paid."""
    paid: dict[int, list[Event]] = {}
    for line in deliveries:
        if line.session_id or line.measure.unit in (Measure.Unit.SESSION, Measure.Unit.HOUR):
            yield Event(Kind.SUPPORT, line.day, series=SERIES.get(line.measure.kind, "c"), present=line.present)
            continue
        first, last = line.day.replace(day=1), _month_end(line.day)
        if line.measure.unit != Measure.Unit.MONTH:
            first = last = line.day
        bars = paid.setdefault(line.measure_id, [])
        if bars and first <= (bars[-1].end or first) + timedelta(days=1):
            first = bars.pop().start
        bars.append(Event(Kind.SUPPORT, first, min(max(last, first), on), series="paid"))
    for bars in paid.values():
        yield from bars


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def results(rows: Rows, on: date) -> Iterator[Event]:
    """Reviews, ends of school years, changes of school, and the review that is due."""
    yield from reviews(rows.reviews)
    yield from ends(rows.enrolments, on)
    for plan in rows.plans:
        later = [r for r in rows.reviews if r.plan_id == plan.pk]
        due = plan.ends - REVIEW_DUE
        if plan.state == SupportPlan.State.IN_FORCE and not later and due >= on - timedelta(days=60):
            yield Event(Kind.DUE, due, mark=_("Review due"), under=formats.short_day(due, get_language() or "en"),
                        strong=_("Review due"), what=_("Plan %(number)s") % {"number": plan.number},
                        result=_left(due, on))  # fmt: skip


def _left(due: date, on: date) -> str:
    days = (due - on).days
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    return ngettext("In %(n)s day", "In %(n)s days", days) % {"n": days} if days else _("Today")


def reviews(found: list[Review]) -> Iterator[Event]:
    for item in found:
        goals = list(item.results.all())
        reached = sum(goal.result == "reached" for goal in goals)
        told = ngettext("%(n)s of %(all)s goal reached", "%(n)s of %(all)s goals reached", len(goals)) % {
            "n": reached, "all": len(goals),
        }  # fmt: skip
        under = _("%(n)s of %(all)s") % {"n": reached, "all": len(goals)} if goals else ""
        yield Event(Kind.RESULT, item.held_on, mark=_("Goals reached") if goals else _("Review"), under=under,
                    strong=_("Review."), what=item.summary, who=_with(item), result=told if goals else "")  # fmt: skip


def _with(item: Review) -> str:
    known = {"learner": _("Learner"), "guardian": _("Guardian"), "class_teacher": _("Class teacher"),
             "specialist": _("Specialist"), "head": _("Head"), "coordinator": _("School coordinator")}  # fmt: skip
    return ", ".join(str(known.get(str(one), one)) for one in item.with_whom)


def ends(enrolments: list[Enrolment], on: date) -> Iterator[Event]:
    """The end of a year at school, a change of school, or leaving with what is known of where to."""
    for at, item in enumerate(enrolments):
        after = enrolments[at + 1] if at + 1 < len(enrolments) else None
        if item.ends is not None and item.ends <= on:
            yield _ended(item, after)
        if after is not None and after.school_id != item.school_id and after.starts <= on:
            name = after.school.short_name or after.school.name
            yield Event(
                Kind.RESULT, min(after.starts, on), mark=_("Handed over"), under=name, strong=_("Handed over"),
                what=_("to %(school)s") % {"school": name}, who=item.school.name, result=place(after),
            )  # fmt: skip


def _ended(item: Enrolment, after: Enrolment | None) -> Event:
    where = place(item)
    if after is not None or item.exit_reason in ("completed", "promoted"):
        result = _("Goes on: %(place)s") % {"place": place(after)} if after else item.destination
        return Event(Kind.RESULT, item.ends or item.starts, mark=_("Finished"), under=where, strong=_("Finished:"),
                     what=where, who=item.school.name, result=result)  # fmt: skip
    return Event(Kind.RESULT, item.ends or item.starts, mark=_("Left school"), strong=_("Left school."), what=where,
                 who=item.school.name, result=item.destination or _("Where to is not known"))  # fmt: skip
