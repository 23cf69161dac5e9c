"""Tasks from every source but signals: talks, plans, reviews, approvals, imports, sessions, objections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mugur.access.who import Who
from mugur.organisations import roles
from mugur.people import access as people_access
from mugur.people.models import ImportBatch, Person
from mugur.prevention.access import notice as access
from mugur.prevention.access import plan as plan_access
from mugur.prevention.models import Assessment, PlannedMeasure, PlanVersion, Review, Signal, SupportPlan
from mugur.support import queries as ledger
from mugur.support.models import Delivery, Session
from mugur.web import formats

from . import approvals
from . import notice_words as words
from .path_events import REVIEW_DUE

WEEK = timedelta(days=7)
REVIEWED = timedelta(days=30)
CARERS = (roles.CLASS_TEACHER, roles.SPECIALIST, roles.COORDINATOR)
MOST = 40


@dataclass(frozen=True)
class Task:
    """One thing that waits: by when, whom or what it is about, why, and the one thing to do."""

    when: str
    subject: str
    text: str = ""
    why: str = ""
    url: str = ""
    action: str = ""
    due: date | None = None
    late: bool = False
    level: str = ""
    main: bool = False
    person_id: int = 0
    org_path: str = ""

    @property
    def day(self) -> date | None:
        """The date beside the words, unless the words are the date."""
        far = self.due is not None and self.when == formats.short_day(self.due, words.language())
        return None if far else self.due


def person_task(
    person: Person, text: str, *, due: date | None, on: date, why: str, url: tuple[str, UUID], action: str,
    main: bool = False, level: str = "",
) -> Task:  # fmt: skip
    """A task about one learner."""
    return Task(
        words.when(due, on), formats.full_name(person), text, why, reverse(url[0], args=[url[1]]), action, due,
        due is not None and due < on, level, main, person.pk, person.home_path,
    )  # fmt: skip


def tasks_of_others(who: Who, on: date) -> list[Task]:
    """Everything that waits besides signals; a source is asked only when a role can have it."""
    sources: list[tuple[tuple[str, ...], Callable[[Who, date], Iterator[Task]]]] = [
        (CARERS, _assessments), (CARERS, _versions), (CARERS, _reviews),
        ((roles.HEAD, roles.MUNICIPALITY), _approvals), ((roles.HEAD,), _objections),
        ((roles.COORDINATOR, roles.HEAD), _nobody), ((roles.COORDINATOR, roles.DATA_STEWARD), _missing),
        ((roles.DATA_STEWARD,), _imports), ((*CARERS, roles.ASSISTANT), _sessions),
    ]  # fmt: skip
    return [task for held, source in sources if who.has(*held) for task in source(who, on)]


def _close(who: Who) -> list[int]:
    return sorted(who.persons("assigned", "class_teacher") | who.persons("assigned", "case_team"))


def _assessments(who: Who, on: date) -> Iterator[Task]:
    mine = Q(person_id__in=_close(who)) | Q(opened_by_id=who.account_id)
    rows: Any = plan_access.ASSESS.reachable(who).filter(mine, state="open").select_related("person", "signal")
    row: Assessment
    for row in rows.order_by("due_on", "id")[:MOST]:
        step = words.FIRST_STEPS.get(row.signal.first_step) if row.signal is not None else None
        why = _("First step: %(step)s.") % {"step": str(step)} if step else _("The talk after a confirmed signal.")
        yield person_task(
            row.person, _("assessment"), due=row.due_on, on=on, why=why, url=("prevention:assessment", row.uuid),
            action=_("Continue"), level=row.level if row.level in ("watch", "act") else "",
        )  # fmt: skip


def _versions(who: Who, on: date) -> Iterator[Task]:
    """One's own drafts: to write, to send once the family has applied, to mend when returned."""
    rows: Any = plan_access.WRITE.reachable(who).filter(author_id=who.account_id, state__in=("draft", "returned"))
    version: PlanVersion
    for version in rows.select_related("person", "plan").order_by("plan__starts", "id")[:MOST]:
        if version.plan.state in ("closed", "void"):
            continue
        yield _version(version, on)


def _version(version: PlanVersion, on: date) -> Task:
    name = "prevention:plan_edit"
    due = version.due_on or version.plan.starts
    if version.state == "returned":
        text, action = _("the plan came back"), _("Correct")
        why = version.returned_comment
    elif version.application_id is not None:
        text, action, why = _("the guardian has signed"), _("Send"), _("The plan can go to the head for approval.")
        name, due = "prevention:plan_check", version.due_on or version.plan.ends
    else:
        text, action, why = _("write the plan"), _("Continue"), _("No application is there yet.")
    return person_task(version.person, text, due=due, on=on, why=why, url=(name, version.uuid), action=action)


def _reviews(who: Who, on: date) -> Iterator[Task]:
    held = Review.objects.filter(plan_id=OuterRef("pk"), held_on__gte=on - REVIEWED)
    rows: Any = (
        plan_access.REVIEW.reachable(who)
        .filter(Q(person_id__in=_close(who)) | Q(author_id=who.account_id), state="in_force", ends__lte=on + WEEK)
        .exclude(Exists(held))
    )  # fmt: skip
    plans: list[SupportPlan] = list(rows.select_related("person").order_by("ends", "id")[:MOST])
    told = _held(plans)
    for plan in plans:
        ends = _("Plan ends: %(day)s.") % {"day": formats.short_day(plan.ends, words.language())}
        ends = ends.replace("..", ".")  # "30. nov." ends the sentence by itself
        yield person_task(
            plan.person, _("review the plan"), due=plan.ends - REVIEW_DUE, on=on,
            why=" ".join([ends, *told.get(plan.pk, [])]), url=("prevention:review_hold", plan.uuid), action=_("Review"),
        )  # fmt: skip


def _held(plans: list[SupportPlan]) -> dict[int, list[str]]:
    """What was held of each plan's measures, without restricted ones."""
    if not plans:
        return {}
    rows = list(
        PlannedMeasure.objects.filter(version__plan__in=plans, version__state="approved", restricted=False)
        .exclude(measure__restricted=True).select_related("measure", "version").order_by("position")
    )  # fmt: skip
    used = ledger.used({row.line for row in rows})
    made: dict[int, list[str]] = {}
    for row in rows:
        name = formats.in_language(row.measure.names, words.language())
        facts = {"name": name, "held": words.number(used.get(row.line, 0)), "all": words.number(row.units)}
        made.setdefault(row.version.plan_id, []).append(_("%(name)s: %(held)s of %(all)s.") % facts)
    return {plan: lines[:3] for plan, lines in made.items()}


def _approvals(who: Who, on: date) -> Iterator[Task]:
    found = (
        approvals.waiting(who)
        .order_by()
        .aggregate(n=Count("pk"), cents=Sum("change_cents"), due=Min("due_on"), currency=Min("currency"))
    )
    if not found["n"]:
        return
    money = formats.money(found["cents"] or 0, found["currency"], words.language())
    subject = ngettext("One plan waits for your decision", "%(n)s plans wait for your decision", found["n"])
    due = found["due"]
    yield Task(
        words.when(due, on), subject % {"n": found["n"]}, why=_("Together %(money)s.") % {"money": money},
        url=reverse("prevention:approvals"), action=_("Decide"), due=due, late=due is not None and due < on, main=True,
    )  # fmt: skip


def _objections(who: Who, on: date) -> Iterator[Task]:
    rows: Any = (
        plan_access.SEE_OBJECTION.reachable(who).filter(objected_on__isnull=False)
        .exclude(state="withdrawn").exclude(events__kind__in=("kept", "upheld"))
    )  # fmt: skip
    signal: Signal
    for signal in rows.select_related("person", "definition").order_by("objected_on", "id")[:MOST]:
        due = signal.objected_on + WEEK if signal.objected_on else None
        yield person_task(
            signal.person, _("the family objects"), due=due, on=on,
            why=words.indicator_name(signal), url=("prevention:objection", signal.uuid), action=_("Decide"), main=True,
        )  # fmt: skip


def _nobody(who: Who, on: date) -> Iterator[Task]:
    found = access.NOBODY.reachable(who).filter(state=Signal.State.OPEN, due_on__lt=on).order_by()
    counted = found.aggregate(n=Count("pk"), due=Min("due_on"))
    if not counted["n"]:
        return
    subject = ngettext("Nobody has acted yet: one signal", "Nobody has acted yet: %(n)s signals", counted["n"])
    yield Task(
        words.when(counted["due"], on), subject % {"n": counted["n"]}, why=_("Their day has passed without an answer."),
        url=reverse("prevention:nobody"), action=_("See the list"), due=counted["due"], late=True,
    )  # fmt: skip


def _missing(who: Who, on: date) -> Iterator[Task]:
    count = people_access.DECIDE_MISSING.reachable(who).filter(decision="").count()
    if not count:
        return
    subject = ngettext(
        "One learner is missing in the newest file", "%(n)s learners are missing in the newest file", count
    )
    yield Task(
        _("No date"), subject % {"n": count}, why=_("Nobody is taken out by a file: say what became of each."),
        url=reverse("people:missing"), action=_("Decide"),
    )  # fmt: skip


def _imports(who: Who, on: date) -> Iterator[Task]:
    rows: Any = people_access.SEE_BATCH.reachable(who).filter(state=ImportBatch.State.YOUR_TURN)
    batch: ImportBatch
    for batch in rows.order_by("-id")[:5]:
        waits = sum(int(one.get("waits", 0)) for one in batch.counts.values())
        text = ngettext("One row waits for you.", "%(n)s rows wait for you.", waits) % {"n": waits}
        yield Task(
            _("Today"), batch.file_name, why=text if waits else _("It waits for your word."),
            url=reverse("people:import_batch", args=[batch.uuid]), action=_("See the findings"), due=on, main=True,
        )  # fmt: skip


def _sessions(who: Who, on: date) -> Iterator[Task]:
    """Today's sessions that nobody has recorded, and how many days before were left."""
    noted = Delivery.objects.filter(session_id=OuterRef("pk"))
    rows = Session.objects.filter(provider_id=who.account_id, day__lte=on, day__gte=on - WEEK).exclude(Exists(noted))
    days = list(rows.order_by("day").values_list("day", flat=True))
    if not days:
        return
    subject = ngettext("One session to record", "%(n)s sessions to record", len(days)) % {"n": len(days)}
    yield Task(
        words.when(days[0], on), subject, why=_("Three taps: the session, who was there, save."),
        url=reverse("prevention:deliver"), action=_("Record"), due=days[0], late=days[0] < on,
    )  # fmt: skip
