"""A review held with the learner: results per goal, views, facts, and what becomes of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.prevention.access import plan as access
from mugur.prevention.models import Review, ReviewResult, SupportPlan
from mugur.prevention.queries import review as queries

from . import plan as plans

P = SupportPlan.State
CLOSING = ("close", "hand_over")


@dataclass(frozen=True)
class Judged:
    """What became of one goal: reached, partly or not; the value now, and a sentence."""

    goal: UUID
    result: str
    value: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Held:
    """What was said at a review and decided."""

    with_whom: Sequence[str]
    risk_before: str
    risk_after: str
    decision: str
    results: Sequence[Judged]
    learner_view: str = ""
    guardian_view: str = ""
    summary: str = ""
    closure: str = ""


@action(access.REVIEW, audit="prevention.review.held")
def hold(plan: SupportPlan, *, by: Who, on: date, held: Held) -> Review:
    """Records a review; closing and handing over end the plan, changing begins a new version afterwards."""
    version = queries.reviewed_version(plan)
    if version is None or plan.state not in (P.IN_FORCE, P.SUSPENDED, P.CLOSED):
        raise RuleBroken("prevention.review_early")
    lines = set(version.goals.values_list("line", flat=True))
    if {j.goal for j in held.results} != lines or len(held.results) != len(lines):
        raise RuleBroken("prevention.review_goals")
    review = Review(
        plan=plan, person_id=plan.person_id, org_path=plan.org_path, held_on=on, with_whom=list(held.with_whom),
        learner_view=held.learner_view, guardian_view=held.guardian_view, summary=held.summary,
        risk_before=held.risk_before, risk_after=held.risk_after, decision=held.decision,
        account_id=plans.account_of(by), facts=queries.facts_of(plan, version, on=on).as_data(),
    )  # fmt: skip
    review.save()
    for j in held.results:
        ReviewResult(
            review=review, person_id=plan.person_id, org_path=plan.org_path, goal_line=j.goal, result=j.result,
            value=j.value[:40], comment=j.comment[:240],
        ).save()  # fmt: skip
    if held.decision in CLOSING and plan.state != P.CLOSED:
        plans.finish(plan, on=on, closure=held.closure or ("moved" if held.decision == "hand_over" else "reached"))
    return review
