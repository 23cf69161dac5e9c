"""The page of an assessment: strengths first, then risks; of the restricted part only that it exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mugur.access.reads import shown
from mugur.access.who import Who
from mugur.people import vault
from mugur.people.models import Person
from mugur.prevention.access import plan as access
from mugur.prevention.models import Assessment, Signal, SupportPlan

from . import plan_words


@dataclass(frozen=True)
class AssessmentPage:
    """One assessment as one reader sees it."""

    assessment: Assessment
    person: Person
    signal: Signal | None
    risks: tuple[tuple[Any, str], ...]
    initial: dict[str, Any]
    level: Any
    next_step: Any
    notes: int
    may_write: bool
    may_restrict: bool
    plan: SupportPlan | None
    may_plan: bool


def assessment_page(assessment: Assessment, *, who: Who) -> AssessmentPage:
    """The shape of an assessment's page."""
    person = assessment.person
    shown([(person.pk, assessment.org_path)])
    texts = {r.get("area", "other"): r.get("text", "") for r in assessment.risks}
    initial = {
        "strengths": assessment.strengths,
        "learner_view": assessment.learner_view,
        "level": assessment.level,
        "next_step": assessment.next_step,
        **{a: t for a, t in texts.items() if a != "health"},
        "health": "health" in texts,
    }
    return AssessmentPage(
        assessment,
        person,
        assessment.signal,
        tuple((plan_words.RISKS.get(a, a), t) for a, t in texts.items()),
        initial,
        plan_words.LEVELS.get(assessment.level, ""),
        plan_words.NEXT_STEPS.get(assessment.next_step, ""),
        vault.notes_kept(person.uuid),
        assessment.state == "open" and access.ASSESS.allows(who, assessment),
        access.KEEP_RESTRICTED.allows(who, assessment),
        assessment.plans.order_by("-pk").first(),
        access.OPEN.allows(who, person),
    )
