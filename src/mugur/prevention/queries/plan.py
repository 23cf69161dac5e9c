"""The page of a plan: where it stands, what changed, what is planned, what may be done next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mugur.access.models import ReadEntry
from mugur.access.reads import shown
from mugur.access.who import Who
from mugur.organisations import roles
from mugur.people.models import Consent, GroupMembership, Person
from mugur.people.queries import guardianships, running
from mugur.prevention.access import plan as access
from mugur.prevention.models import Approval, PlanVersion, SupportPlan
from mugur.prevention.rules import plan as rules
from mugur.prevention.states import plan as states
from mugur.web import formats

from . import plan_content, plan_lines, plan_words

P, V = SupportPlan.State, PlanVersion.State
READ_PAGES = ("prevention.plan.see", "prevention.version.see", "prevention.approval.see", "prevention.approval.decide")


@dataclass(frozen=True)
class Step:
    """One station on the way of a version; state is done, now, stopped or empty."""

    title: Any
    detail: str
    state: str


@dataclass(frozen=True)
class Application:
    """The guardian's or adult learner's application, or what the family said instead."""

    given: Consent | None
    signer: Person | None
    withdrawn_on: date | None
    voices: tuple[Consent, ...]


@dataclass(frozen=True)
class PlanPage:
    """Everything the page of one plan shows to one reader."""

    plan: SupportPlan
    version: PlanVersion
    versions: tuple[PlanVersion, ...]
    base: PlanVersion | None
    person: Person
    group: str
    steps: tuple[Step, ...]
    diff: rules.Diff
    changes: tuple[plan_lines.ChangeRow, ...]
    blocks: tuple[plan_lines.RiskBlock, ...]
    application: Application
    money: tuple[tuple[str, int], ...]
    given: plan_lines.Given
    readers: int
    why: str
    words: bool
    may: frozenset[str]
    own: bool
    state_words: Any
    closure_words: Any
    version_words: Any
    tone: str
    adult: bool
    findings: tuple[rules.Finding, ...]


def plan_page(plan: SupportPlan, *, who: Who, on: date, number: int | None = None) -> PlanPage:
    """The shape of a plan's page for one reader on a day; ``number`` chooses an older version."""
    words = access.SEE_WORDS.allows(who, plan)
    person, versions = plan.person, _versions(plan, drafts=words)
    version = next((v for v in versions if v.number == number), versions[0])
    base = next((v for v in versions if v.number < version.number and v.approved_on), None)
    content = plan_content.read([v for v in (version, base) if v])
    now, was = content[version.pk], content[base.pk] if base else None
    diff = rules.compare(was.content if was else None, now.content)
    keeper = access.SEE_RESTRICTED.allows(who, plan)
    lines = {m.line for m in (*now.measures, *(was.measures if was else ()))}
    given = plan_lines.given(person.pk, lines)
    approvals = list(Approval.objects.filter(version=version).select_related("account").order_by("pk"))
    voices = _voices(version)
    objected = any(v.answer == "object" for v in voices)
    shown([(person.pk, plan.org_path)])
    return PlanPage(
        plan=plan, version=version, versions=versions, base=base, person=person, group=_group(person, on),
        steps=_steps(version, approvals, plan_content.applied(version, now.content)), diff=diff,
        changes=plan_lines.change_rows(now, was, diff, keeper=keeper),
        blocks=plan_lines.blocks(now, was, diff, held=given.held, keeper=keeper, words=words),
        application=_application(version, voices), money=tuple(plan_lines.money_by_kind(now.measures)), given=given,
        readers=_readers(person, plan), why=why(who, plan), words=words,
        may=_may(plan, version, versions, who, on, approvals), own=who.account_id == version.author_id,
        state_words=plan_words.PLAN_STATES[plan.state], closure_words=plan_words.CLOSURES.get(plan.closure, ""),
        version_words=plan_words.VERSION_STATES[version.state], tone=plan_words.TONES[version.state],
        adult=person.is_adult_on(on), findings=plan_content.findings(now, diff, objected=objected) if words else (),
    )  # fmt: skip


def _versions(plan: SupportPlan, *, drafts: bool) -> tuple[PlanVersion, ...]:
    """All versions, the newest first; whoever decides above the school sees no version that is being written."""
    loaded = plan.versions.select_related("author", "application__signer", "application__document", "plan__school")
    rows = tuple(loaded.order_by("-number"))
    sent = tuple(v for v in rows if v.state not in states.WRITABLE)
    return rows if drafts or not sent else sent


def _group(person: Person, on: date) -> str:
    row = (
        GroupMembership.objects.filter(running(on), person=person, group__kind="class").select_related("group").first()
    )
    return row.group.title if row else ""


def _voices(version: PlanVersion) -> tuple[Consent, ...]:
    """Questions and objections to this version that stand."""
    rows = Consent.objects.filter(
        about=plan_content.about(version), purpose="plan", answer__in=["ask", "object"], withdrawn_on__isnull=True
    )
    return tuple(rows.select_related("signer").order_by("-pk"))


def _application(version: PlanVersion, voices: tuple[Consent, ...]) -> Application:
    given = version.application
    return Application(given, given.signer if given else None, given.withdrawn_on if given else None, voices)


def _readers(person: Person, plan: SupportPlan) -> int:
    """How many accounts have read the learner's plans since this one began."""
    rows = ReadEntry.objects.filter(person_id=person.pk, page__in=READ_PAGES, account_id__isnull=False)
    return rows.values("account_id").distinct().count()


def _day(day: date | None) -> str:
    return formats.short_day(day, formats.known(get_language())) if day else ""


def _steps(version: PlanVersion, approvals: list[Approval], applied: bool) -> tuple[Step, ...]:
    stopped = version.state in (V.RETURNED, V.WITHDRAWN)
    steps = [Step(_("Written"), version.author.name, "done"), _applied_step(version, applied)]
    for level in rules.chain(version.plan.school.country):
        steps.append(_level_step(version, level, approvals, applied))
    in_force = version.state == V.APPROVED
    steps.append(
        Step(
            _("In force"),
            _("since %(day)s") % {"day": _day(version.approved_on)}
            if version.approved_on
            else _("from the day of approval"),
            "done"
            if in_force or version.state == V.SUPERSEDED
            else "stopped"
            if stopped and version.state == V.WITHDRAWN
            else "",
        )
    )
    return tuple(steps)


def _applied_step(version: PlanVersion, applied: bool) -> Step:
    given = version.application
    if applied and given is not None:
        how = {"link": _("signed by link, %(day)s"), "paper": _("on paper, %(day)s")}.get(given.method, "%(day)s")
        return Step(
            _("Guardian applied") if given.signed_as == "guardian" else _("Learner applied"),
            how % {"day": _day(given.given_on)},
            "done",
        )
    if given is not None and given.withdrawn_on:
        return Step(_("Application"), _("withdrawn, %(day)s") % {"day": _day(given.withdrawn_on)}, "stopped")
    if given is not None:
        return Step(
            _("Application"), _("signed for an earlier text"), "now" if version.state in states.WRITABLE else ""
        )
    return Step(_("Application"), _("not there yet"), "now" if version.state in states.WRITABLE else "")


LEVEL_NAMES = {rules.SCHOOL: "head", rules.MUNICIPALITY: "municipality"}


def _level_step(version: PlanVersion, level: str, approvals: list[Approval], applied: bool) -> Step:
    title = _("Head of school") if level == rules.SCHOOL else _("Municipality")
    here = {rules.SCHOOL: V.AT_HEAD, rules.MUNICIPALITY: V.AT_MUNICIPALITY}[level]
    mine = [a for a in approvals if a.level == level]
    standing = [a for a in mine if a.decision == "approve" and a.version_hash == version.hash]
    if standing and version.state != V.RETURNED:
        last = standing[-1]
        return Step(title, f"{last.account.name}, {_day(last.day)}", "done")
    if version.state == V.RETURNED and mine and mine[-1].decision == "return" and mine[-1].pk == approvals[-1].pk:
        return Step(title, _("returned, %(day)s") % {"day": _day(mine[-1].day)}, "stopped")
    if version.state == here:
        return Step(title, _("decides by %(day)s") % {"day": _day(version.due_on)}, "now")
    if version.state in states.WRITABLE and level == rules.SCHOOL:
        return Step(
            title, _("next: you can send it now") if applied else _("after the application"), "now" if applied else ""
        )
    return Step(title, _("the changed lines only"), "done" if version.approved_on else "")


def _may(
    plan: SupportPlan,
    version: PlanVersion,
    versions: tuple[PlanVersion, ...],
    who: Who,
    on: date,
    approvals: list[Approval],
) -> frozenset[str]:
    """The buttons: right and state together."""
    may: set[str] = set()
    newest = version.pk == versions[0].pk
    agreeing = any(v.state in states.BEING_AGREED for v in versions)
    if access.CHANGE.allows(who, plan):
        if newest and version.state in states.WRITABLE:
            may |= {"send", "edit", "give_up", "paper"}
        if version.state in states.SUBMITTED:
            may |= {"take_back", "give_up"}
        if not agreeing and plan.state in states.RUNNING:
            may.add("begin")
        may |= {name for name, to in (("suspend", P.SUSPENDED), ("resume", P.IN_FORCE), ("close", P.CLOSED))
                if states.may(plan, to) and not (name == "resume" and plan.state == P.DRAFT)}  # fmt: skip
        if plan.state in (P.IN_FORCE, P.SUSPENDED, P.CLOSED):
            may |= {"review", "copy"}
        if plan.state in states.RUNNING and version.state in states.BEING_AGREED | {V.APPROVED}:
            may.add("link")
    if access.VOID.allows(who, plan) and states.may(plan, P.VOID):
        may.add("void")
    level = {V.AT_HEAD: rules.SCHOOL, V.AT_MUNICIPALITY: rules.MUNICIPALITY}.get(V(version.state))
    if level and access.decides_at(who, level, plan.org_path):
        may.add("decide")
    return frozenset(may)


def why(who: Who, plan: SupportPlan) -> str:
    """Why this reader sees this plan, in one sentence."""
    person_id = plan.person_id
    if who.account_id and person_id in who.persons("assigned", "class_teacher"):
        return _("You are the class teacher.")
    if who.account_id and person_id in who.persons("assigned", "case_team"):
        return _("You work with this learner.")
    if any(plan.org_path.startswith(p) for p in who.paths(roles.COORDINATOR)):
        return _("You coordinate support at this school.")
    if any(plan.org_path.startswith(p) for p in who.paths(roles.HEAD)):
        return _("You lead this school.")
    return _("You decide for this municipality. Own words, reasons and talks are not shown to you.")


def guardians(person: Person, *, on: date) -> list[Person]:
    """Guardians who may see the plan today, for the choice of whom a link goes to."""
    rows = guardianships(person, on=on).filter(may_view=True).select_related("guardian")
    return [row.guardian for row in rows.order_by("pk")]


def readers(plan: SupportPlan) -> list[tuple[date, list[Any], Any]]:
    """Who read the learner's plans: day, roles, what; no names."""
    rows = ReadEntry.objects.filter(person_id=plan.person_id, page__in=READ_PAGES).order_by("-day", "-id")
    seen: dict[tuple[date, str, str], None] = {}
    for day, role, page in rows.values_list("day", "role", "page")[:400]:
        seen.setdefault((day, role, page))
    shown([(plan.person_id, plan.org_path)])
    return [(day, plan_words.role_words(role), plan_words.looked(page)) for day, role, page in seen]
