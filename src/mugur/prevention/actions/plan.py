"""What happens to a plan and its versions before they are decided on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Max

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import NoRight, RuleBroken
from mugur.organisations.models import Organisation
from mugur.people.models import Person
from mugur.people.queries import current_enrolment
from mugur.prevention.access import plan as access
from mugur.prevention.models import Assessment, Goal, PlannedMeasure, PlanVersion, Signal, SupportPlan
from mugur.prevention.queries import plan_content
from mugur.prevention.rules import plan as rules
from mugur.prevention.states import plan as states
from mugur.support.models import Delivery, Measure

P, V = SupportPlan.State, PlanVersion.State


@dataclass(frozen=True)
class Draft:
    """What somebody wrote into a version: its words, goals and measures in their order."""

    strengths: str = ""
    learner_words: str = ""
    summary: str = ""
    goals: Sequence[rules.GoalLine] = field(default_factory=tuple)
    measures: Sequence[rules.MeasureLine] = field(default_factory=tuple)


def seal(version: PlanVersion, *, on: date) -> rules.Diff:
    """Computes a version's sums, exceptions and fingerprint from its rows; the caller saves it."""
    now = plan_content.read_one(version)
    base = plan_content.agreed_base(version)
    diff = rules.compare(plan_content.read_one(base).content if base else None, now.content)
    objected = plan_content.about(version) in plan_content.objections([version])
    version.total_cents, version.change_cents = now.content.total_cents, diff.cents
    version.exceptions = [f.as_data() for f in plan_content.findings(now, diff, objected=objected)]
    version.hash = rules.fingerprint(now.content)
    version.submitted_on, version.due_on = on, rules.decide_by(on)
    return diff


def account_of(actor: Who) -> int:
    """The account that signs for a change; a link or a machine never writes a plan."""
    if actor.account_id is None:
        raise NoRight("access.no_right")
    return actor.account_id


@action(access.OPEN, audit="prevention.plan.opened")
def open_plan(
    person: Person, *, by: Who, on: date, term: str, starts: date, ends: date, signal: Signal | None = None,
    assessment: Assessment | None = None, copy_of: SupportPlan | None = None,
) -> SupportPlan:  # fmt: skip
    """A new plan with its first version in draft; ``copy_of`` brings the last term's open goals and words."""
    school = _school(person, on)
    if ends < starts:
        raise RuleBroken("prevention.line_days")
    running = SupportPlan.objects.filter(person=person, starts__lte=ends, ends__gte=starts).exclude(
        state__in=[P.CLOSED, P.VOID]
    )
    if running.exists():
        raise RuleBroken("prevention.plan_exists")
    last = SupportPlan.objects.filter(person=person).aggregate(n=Max("number"))["n"] or 0
    plan = SupportPlan(
        person=person, school=school, org_path=school.path, term=term, number=last + 1, author_id=account_of(by),
        signal=signal, assessment=assessment, previous=copy_of, starts=starts, ends=ends,
    )  # fmt: skip
    plan.save()
    version = PlanVersion(plan=plan, person=person, org_path=plan.org_path, number=1, author_id=account_of(by))
    if assessment is not None:
        version.strengths, version.learner_words = assessment.strengths, assessment.learner_view
    version.save()
    if copy_of is not None:
        _carry(copy_of, version)
    elif assessment is not None:
        _goals_of(assessment, version)
    return plan


def _school(person: Person, on: date) -> Organisation:
    running = current_enrolment(person, on=on)
    if running is not None:
        return running.school
    return Organisation.objects.get(path=person.home_path)


def _goals_of(assessment: Assessment, version: PlanVersion) -> None:
    """Each assessed risk opens a goal to be worded."""
    for position, risk in enumerate(assessment.risks):
        Goal(
            version=version, person_id=version.person_id, org_path=version.org_path, position=position,
            risk=risk.get("area", "other"), risk_text=str(risk.get("text", ""))[:240], text="", due=version.plan.ends,
        ).save()  # fmt: skip


def _carry(old: SupportPlan, version: PlanVersion) -> None:
    """Open goals of the last term with their measures, moved to the new days; reached goals stay behind."""
    last = (
        old.versions.filter(approved_on__isnull=False).order_by("-number").first()
        or old.versions.order_by("-number").first()
    )
    if last is None:
        return
    was = plan_content.read_one(last)
    review = old.reviews.order_by("-held_on", "-pk").first()
    reached = set(review.results.filter(result="reached").values_list("goal_line", flat=True)) if review else set()
    version.strengths, version.learner_words, version.summary = last.strengths, last.learner_words, last.summary
    version.save()
    plan = version.plan
    lines: dict[UUID, UUID] = {}
    for goal in was.goals:
        if goal.line not in reached:
            lines[goal.line] = uuid.uuid4()
            _copy_goal(goal, version, line=lines[goal.line], due=plan.ends)
    for measure in was.measures:
        if measure.goal_line in lines:
            _copy_measure(
                measure, version, line=uuid.uuid4(), goal=lines[measure.goal_line], starts=plan.starts, ends=plan.ends
            )


def _copy_goal(goal: Goal, version: PlanVersion, *, line: UUID, due: date | None) -> None:
    Goal(
        version=version, person_id=version.person_id, org_path=version.org_path, line=line, position=goal.position,
        risk=goal.risk, risk_text=goal.risk_text, text=goal.text, measured_by=goal.measured_by, baseline=goal.baseline,
        target=goal.target, due=due,
    ).save()  # fmt: skip


def _copy_measure(
    was: PlannedMeasure, version: PlanVersion, *, line: UUID, goal: UUID, starts: date, ends: date
) -> None:
    PlannedMeasure(
        version=version, person_id=version.person_id, org_path=version.org_path, line=line, goal_line=goal,
        position=was.position, measure_id=was.measure_id, detail=was.detail, units=was.units, cents=was.cents,
        provider_id=was.provider_id, provider_name=was.provider_name, group_id=was.group_id, when=was.when,
        starts=starts, ends=ends, restricted=was.restricted, reason=was.reason, paid_elsewhere=was.paid_elsewhere,
    ).save()  # fmt: skip


@action(access.CHANGE, audit="prevention.version.begun")
def begin_version(plan: SupportPlan, *, by: Who, on: date) -> PlanVersion:
    """A newer version to be agreed, with the lines of the one in force; that one goes on meanwhile."""
    if plan.state not in (P.IN_FORCE, P.SUSPENDED, P.DRAFT):
        raise RuleBroken("prevention.plan_state")
    if plan.versions.filter(state__in=states.BEING_AGREED).exists():
        raise RuleBroken("prevention.being_agreed")
    last = plan.versions.order_by("-number").first()
    source = plan.versions.filter(state=V.APPROVED).first() or last
    assert last is not None and source is not None
    version = PlanVersion(
        plan=plan,
        person_id=plan.person_id,
        org_path=plan.org_path,
        number=last.number + 1,
        author_id=account_of(by),
        strengths=source.strengths,
        learner_words=source.learner_words,
        summary=source.summary,
        currency=source.currency,
    )
    version.save()
    was = plan_content.read_one(source)
    for goal in was.goals:
        _copy_goal(goal, version, line=goal.line, due=goal.due)
    for m in was.measures:
        _copy_measure(m, version, line=m.line, goal=m.goal_line, starts=m.starts, ends=m.ends)
    return version


@action(access.WRITE, audit="prevention.version.written")
def write(version: PlanVersion, *, by: Who, on: date, draft: Draft) -> PlanVersion:
    """Replaces what a version says; whoever writes is its author. Restricted lines stay for their keeper."""
    if version.state not in states.WRITABLE:
        raise RuleBroken("prevention.version_fixed")
    keeper = access.SEE_RESTRICTED.allows(by, version.plan)
    _check(version, draft, keeper=keeper)
    version.strengths, version.learner_words, version.summary = draft.strengths, draft.learner_words, draft.summary
    version.author_id = account_of(by)
    _write_goals(version, draft.goals)
    _write_measures(version, draft.measures, keeper=keeper)
    now = plan_content.read_one(version)
    base = plan_content.agreed_base(version)
    diff = rules.compare(plan_content.read_one(base).content if base else None, now.content)
    version.total_cents, version.change_cents, version.hash = now.content.total_cents, diff.cents, ""
    version.save()
    return version


def _check(version: PlanVersion, draft: Draft, *, keeper: bool) -> None:
    goals = {g.line for g in draft.goals}
    for m in draft.measures:
        if m.ends < m.starts:
            raise RuleBroken("prevention.line_days")
        if m.goal not in goals:
            raise RuleBroken("prevention.line_goal")
        if m.restricted and not keeper:
            raise RuleBroken("prevention.restricted_line")
    lines = [m.line for m in draft.measures] + list(goals)
    foreign = PlannedMeasure.objects.filter(line__in=lines).exclude(version__plan_id=version.plan_id)
    other = Goal.objects.filter(line__in=lines).exclude(version__plan_id=version.plan_id)
    if foreign.exists() or other.exists():
        raise RuleBroken("prevention.line_elsewhere")


def _write_goals(version: PlanVersion, goals: Sequence[rules.GoalLine]) -> None:
    known = {str(g.line): g for g in version.goals.all()}
    version.goals.exclude(line__in=[g.line for g in goals]).delete()
    for position, g in enumerate(goals):
        row = known.get(g.line) or Goal(version=version, person_id=version.person_id, line=UUID(g.line))
        row.org_path, row.position = version.org_path, position
        row.risk, row.risk_text, row.text, row.due = g.risk, g.risk_text, g.text, g.due
        row.measured_by, row.baseline, row.target = g.measured_by, g.baseline, g.target
        row.save()


def _write_measures(version: PlanVersion, measures: Sequence[rules.MeasureLine], *, keeper: bool) -> None:
    known = {str(m.line): m for m in version.measures.all()}
    gone = version.measures.exclude(line__in=[m.line for m in measures])
    (gone if keeper else gone.filter(restricted=False)).delete()
    catalogue = {m.code: m for m in Measure.objects.filter(code__in={m.code for m in measures})}
    for position, m in enumerate(measures):
        row = known.get(m.line)
        if row is not None and row.restricted and not keeper:
            raise RuleBroken("prevention.restricted_line")
        row = row or PlannedMeasure(version=version, person_id=version.person_id, line=UUID(m.line))
        row.org_path, row.position, row.goal_line = version.org_path, position, UUID(m.goal)
        row.measure, row.detail, row.units, row.cents = catalogue[m.code], m.detail, m.units, m.cents
        row.provider_id, row.provider_name = int(m.provider) if m.provider else None, m.provider_name
        row.group_id, row.when, row.starts, row.ends = int(m.group) if m.group else None, m.when, m.starts, m.ends
        row.restricted, row.reason, row.paid_elsewhere = m.restricted, m.reason, m.paid_elsewhere
        row.save()


@action(access.WRITE, audit="prevention.version.sent")
def send(version: PlanVersion, *, by: Who, on: date) -> PlanVersion:
    """Submits a version: from now on it has a fingerprint, and its lines do not change."""
    if not version.goals.exists() or not version.measures.exists() or version.goals.filter(text="").exists():
        raise RuleBroken("prevention.plan_empty")
    if on > version.plan.ends:
        raise RuleBroken("prevention.term_over")
    states.move(version, V.AT_HEAD)
    seal(version, on=on)
    version.returned_comment = ""
    known = version.approvals.filter(level=rules.SCHOOL, decision="approve", version_hash=version.hash)
    if known.exists() and rules.level_after(version.plan.school.country, rules.SCHOOL):
        states.move(version, V.AT_MUNICIPALITY)  # the head has approved exactly this already
    version.save()
    return version


@action(access.WRITE, audit="prevention.version.taken_back")
def take_back(version: PlanVersion, *, by: Who, on: date) -> PlanVersion:
    """The author changes something after all: decisions on the old fingerprint hold no more."""
    states.move(version, V.DRAFT)
    version.hash, version.due_on, version.exceptions = "", None, []
    version.save()
    return version


@action(access.WRITE, audit="prevention.version.given_up")
def give_up(version: PlanVersion, *, by: Who, on: date, reason: str = "") -> PlanVersion:
    """This version is not wanted any more; what is in force stays in force."""
    states.move(version, V.WITHDRAWN)
    version.returned_comment = reason[:400]
    version.save()
    return version


@action(access.CHANGE, audit="prevention.plan.suspended")
def suspend(plan: SupportPlan, *, by: Who, on: date, reason: str) -> SupportPlan:
    """Support stops for a while, with the reason: a long absence, a pause on the family's wish."""
    plan.reason = _reason(reason)
    states.move(plan, P.SUSPENDED)
    plan.save()
    return plan


@action(access.CHANGE, audit="prevention.plan.resumed")
def resume(plan: SupportPlan, *, by: Who, on: date) -> SupportPlan:
    """Support goes on; only within the plan's own term and while the application stands."""
    if plan.state != P.SUSPENDED:
        raise RuleBroken("prevention.plan_state", now=plan.state)
    if on > plan.ends:
        raise RuleBroken("prevention.term_over")
    states.move(plan, P.IN_FORCE)
    plan.reason = ""
    plan.save()
    return plan


@action(access.CHANGE, audit="prevention.plan.closed")
def close(plan: SupportPlan, *, by: Who, on: date, closure: str, reason: str = "") -> SupportPlan:
    """Ends a plan; a version that was being agreed is given up with it."""
    return finish(plan, on=on, closure=closure, reason=reason)


def finish(plan: SupportPlan, *, on: date, closure: str, reason: str = "") -> SupportPlan:
    """The closing itself, also done by a review that ends a plan; called within an action."""
    states.move(plan, P.CLOSED)
    plan.closed_on, plan.closure, plan.reason = on, closure, reason[:240]
    plan.save()
    _drop_open_version(plan)
    return plan


@action(access.VOID, audit="prevention.plan.voided")
def void(plan: SupportPlan, *, by: Who, on: date, reason: str) -> SupportPlan:
    """A plan that should not have been; it stays visible as void, and only while nothing was given under it."""
    why = _reason(reason)
    lines = list(PlannedMeasure.objects.filter(version__plan=plan).values_list("line", flat=True))
    standing = Delivery.objects.filter(
        person_id=plan.person_id, planned_line__in=lines, present=True, countable=True, reverses__isnull=True,
        reversed_by__isnull=True,
    )  # fmt: skip
    if standing.exists():
        raise RuleBroken("prevention.money_used")
    states.move(plan, P.VOID)
    plan.reason = why
    plan.save()
    _drop_open_version(plan)
    return plan


def _drop_open_version(plan: SupportPlan) -> None:
    for version in plan.versions.filter(state__in=states.BEING_AGREED):
        states.move(version, V.WITHDRAWN)
        version.save()


def _reason(text: str) -> str:
    if not text.strip():
        raise RuleBroken("prevention.reason_missing")
    return text.strip()[:240]
