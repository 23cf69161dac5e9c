"""Decisions on submitted versions: approve, return, pass on. Bound to a fingerprint, never by an author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import NoRight, Refusal, RuleBroken
from mugur.organisations.models import Membership
from mugur.organisations.queries import running
from mugur.prevention.access import plan as access
from mugur.prevention.models import Approval, PlanVersion, SupportPlan
from mugur.prevention.queries import plan_content
from mugur.prevention.rules import plan as rules
from mugur.prevention.states import plan as states

from .plan import account_of

V = PlanVersion.State
LEVEL_OF = {V.AT_HEAD: rules.SCHOOL, V.AT_MUNICIPALITY: rules.MUNICIPALITY}
STATE_OF = {rules.SCHOOL: V.AT_HEAD, rules.MUNICIPALITY: V.AT_MUNICIPALITY}


def refuse_author(version: PlanVersion, account_id: int | None) -> None:
    """Nobody approves what they wrote, whichever role they hold besides."""
    if account_id is not None and account_id in (version.author_id, version.plan.author_id):
        deputy = version.state == V.AT_MUNICIPALITY
        raise RuleBroken("prevention.own_plan_deputy" if deputy else "prevention.own_plan")


def _level(version: PlanVersion, by: Who) -> str:
    level = LEVEL_OF.get(V(version.state))
    if level is None:
        raise RuleBroken("prevention.version_state", now=version.state)
    if not access.decides_at(by, level, version.org_path):
        raise NoRight("access.no_right", right=access.DECIDE.name)
    return level


def _diff(version: PlanVersion, seen: str) -> rules.Diff:
    """The changed lines, if the version still is what was read."""
    now = plan_content.read_one(version)
    if not seen or version.hash != seen or rules.fingerprint(now.content) != seen:
        raise RuleBroken("access.changed_meanwhile")
    base = plan_content.agreed_base(version)
    return rules.compare(plan_content.read_one(base).content if base else None, now.content)


@action(access.DECIDE, audit="prevention.version.approved")
def approve(version: PlanVersion, *, by: Who, on: date, seen: str, comment: str = "") -> Approval:
    """Approves the changed lines of exactly the version whose fingerprint was ``seen``."""
    refuse_author(version, by.account_id)
    level = _level(version, by)
    diff = _diff(version, seen)
    given = _record(version, level, "approve", by=by, on=on, comment=comment, diff=diff)
    after = rules.level_after(version.plan.school.country, level)
    if after:
        states.move(version, STATE_OF[after])
        version.due_on = rules.decide_by(on)
    else:
        _bring_into_force(version, on)
    version.save()
    return given


def _bring_into_force(version: PlanVersion, on: date) -> None:
    """The new version takes over from the old one in the same moment; before that the old one ran."""
    for old in PlanVersion.objects.select_for_update().filter(plan_id=version.plan_id, state=V.APPROVED):
        states.move(old, V.SUPERSEDED)
        old.save()
    states.move(version, V.APPROVED)
    version.approved_on, version.due_on = on, None
    plan = SupportPlan.objects.select_for_update().get(pk=version.plan_id)
    if plan.state == SupportPlan.State.DRAFT:
        states.move(plan, SupportPlan.State.IN_FORCE)
        plan.save()


@action(access.DECIDE, audit="prevention.version.returned")
def send_back(version: PlanVersion, *, by: Who, on: date, seen: str, comment: str) -> Approval:
    """Returns a version to its author with a comment; the version in force goes on."""
    if not comment.strip():
        raise RuleBroken("prevention.reason_missing")
    refuse_author(version, by.account_id)
    level = _level(version, by)
    given = _record(version, level, "return", by=by, on=on, comment=comment.strip(), diff=_diff(version, seen))
    states.move(version, V.RETURNED)
    version.returned_comment, version.hash, version.due_on = comment.strip()[:400], "", None
    version.save()
    return given


def _record(
    version: PlanVersion, level: str, decision: str, *, by: Who, on: date, comment: str, diff: rules.Diff
) -> Approval:
    given = Approval(
        version=version, person_id=version.person_id, org_path=version.org_path, level=level, decision=decision,
        comment=comment[:400], account_id=account_of(by), author_id=version.author_id, version_hash=version.hash,
        lines=list(diff.lines), change_cents=diff.cents, day=on,
    )  # fmt: skip
    given.save()
    return given


@action(access.DECIDE, audit="prevention.version.passed_on")
def pass_on(version: PlanVersion, *, by: Who, on: date) -> PlanVersion:
    """An author who decides at this level leaves the decision to a deputy of the same level."""
    level = _level(version, by)
    if by.account_id not in (version.author_id, version.plan.author_id):
        raise RuleBroken("prevention.version_state", now=version.state)
    if not deputies(version, level, on=on, but=by.account_id):
        raise RuleBroken("prevention.no_deputy")
    told = [f for f in version.exceptions if f.get("code") != "passed_on"]
    version.exceptions = [*told, {"code": "passed_on", "account": by.account_id, "on": on.isoformat()}]
    version.due_on = rules.decide_by(on)
    version.save()
    return version


def deputies(version: PlanVersion, level: str, *, on: date, but: int | None) -> int:
    """How many others hold the role that decides at this level, at or above the version's school."""
    above = [".".join(version.org_path.split(".")[:n]) + "." for n in range(1, version.org_path.count(".") + 1)]
    authors = {version.author_id, version.plan.author_id, but}
    rows = Membership.objects.filter(
        running(on), Q(organisation__path__in=above), role=access.DECIDES[level], account__is_active=True
    )
    return rows.exclude(account_id__in=[a for a in authors if a]).values("account_id").distinct().count()


@dataclass(frozen=True)
class Decided:
    """What became of a common decision: approved versions, and those left out with the code of the reason."""

    approved: tuple[Approval, ...]
    left_out: tuple[tuple[PlanVersion, str], ...]

    @property
    def cents(self) -> int:
        return sum(a.change_cents for a in self.approved)


def approve_together(seen: Iterable[tuple[UUID, str]], *, who: Who, on: date) -> Decided:
    """Approves each version that still is what was read and needs no eye of its own; each is one action."""
    hashes = dict(seen)
    rows = (
        access.APPROVALS.reachable(who).filter(uuid__in=hashes).select_related("plan__school", "person", "application")
    )
    access.DECIDE.check_factor(who)
    approved: list[Approval] = []
    left_out: list[tuple[PlanVersion, str]] = []
    for version in rows.order_by("pk"):
        try:
            _fit_for_bulk(version)
            with transaction.atomic():
                approved.append(approve(version, by=who, on=on, seen=hashes[version.uuid]))
        except Refusal as refusal:
            left_out.append((version, refusal.code))
    return Decided(tuple(approved), tuple(left_out))


def _fit_for_bulk(version: PlanVersion) -> None:
    now = plan_content.read_one(version)
    base = plan_content.agreed_base(version)
    diff = rules.compare(plan_content.read_one(base).content if base else None, now.content)
    objected = plan_content.about(version) in plan_content.objections([version])
    if plan_content.findings(now, diff, objected=objected):
        raise RuleBroken("prevention.needs_eye")
