"""A review: the goals to be judged, the facts beside them, and a held review to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from mugur.access.reads import shown
from mugur.people.models import Person
from mugur.prevention.models import AttendanceFact, Goal, PlanVersion, Review, ReviewResult, SupportPlan
from mugur.prevention.rules import review as rules

from . import plan_content, plan_lines, plan_words


@dataclass(frozen=True)
class Facts:
    """What the record says at the review; frozen with it."""

    planned_minutes: int
    delivered_minutes: int
    before: rules.Attendance
    after: rules.Attendance

    def as_data(self) -> dict[str, Any]:
        """The same as it is kept with the review."""
        return {
            "planned_minutes": self.planned_minutes, "delivered_minutes": self.delivered_minutes,
            "before_possible": self.before.possible, "before_missed": self.before.missed,
            "after_possible": self.after.possible, "after_missed": self.after.missed, "window_days": rules.WINDOW,
        }  # fmt: skip

    @classmethod
    def of(cls, data: dict[str, Any]) -> Facts:
        """The facts of a held review; older records without a value say zero."""
        get = {k: int(data.get(k) or 0) for k in (
            "planned_minutes", "delivered_minutes", "before_possible", "before_missed", "after_possible", "after_missed"
        )}  # fmt: skip
        return cls(
            get["planned_minutes"], get["delivered_minutes"],
            rules.Attendance(get["before_possible"], get["before_missed"]),
            rules.Attendance(get["after_possible"], get["after_missed"]),
        )  # fmt: skip


@dataclass(frozen=True)
class ReviewPage:
    """What stands on the table when a review is held."""

    plan: SupportPlan
    person: Person
    version: PlanVersion | None
    goals: tuple[Goal, ...]
    facts: Facts
    risk_before: str


def reviewed_version(plan: SupportPlan) -> PlanVersion | None:
    """The version whose goals are judged: the last one that was in force."""
    return plan.versions.filter(approved_on__isnull=False).order_by("-number").first()


def facts_of(plan: SupportPlan, version: PlanVersion, *, on: date) -> Facts:
    """Hours planned and given under the version, attendance before the plan and up to the day."""
    now = plan_content.read_one(version)
    lines = [(m.measure.unit, m.units, m.measure.unit_minutes) for m in now.measures if not m.restricted]
    given = plan_lines.given(plan.person_id, [m.line for m in now.measures if not m.restricted])
    before, after = rules.windows(plan.starts, min(on, plan.ends))
    return Facts(rules.planned_minutes(lines), given.minutes, _attendance(plan, *before), _attendance(plan, *after))


def _attendance(plan: SupportPlan, first: date, last: date) -> rules.Attendance:
    sums = AttendanceFact.objects.filter(person_id=plan.person_id, day__gte=first, day__lte=last).aggregate(
        possible=Sum("possible"), excused=Sum("excused"), unexcused=Sum("unexcused")
    )
    return rules.Attendance(sums["possible"] or 0, (sums["excused"] or 0) + (sums["unexcused"] or 0))


def review_page(plan: SupportPlan, *, on: date) -> ReviewPage:
    """The shape of a review to be held today."""
    person, version = plan.person, reviewed_version(plan)
    goals = tuple(version.goals.order_by("position", "id")) if version else ()
    facts = facts_of(plan, version, on=on) if version else Facts(0, 0, rules.Attendance(0, 0), rules.Attendance(0, 0))
    shown([(person.pk, plan.org_path)])
    before = plan.signal.level if plan.signal else "watch"
    return ReviewPage(plan, person, version, goals, facts, before)


@dataclass(frozen=True)
class HeldReview:
    """A review that was held, to be read."""

    review: Review
    person: Person
    results: tuple[tuple[str, Any, ReviewResult], ...]
    facts: Facts
    decision: Any
    risk_before: Any
    risk_after: Any


def held_review(review: Review) -> HeldReview:
    """The shape of a held review; goals carry the words of the version that was judged."""
    plan, person = review.plan, review.person
    version = reviewed_version(plan)
    texts = (
        {g.line: g.text for g in Goal.objects.filter(version__plan=plan).order_by("version__number")} if version else {}
    )
    rows = ReviewResult.objects.filter(review=review).order_by("pk")
    shown([(person.pk, review.org_path)])
    return HeldReview(
        review, person, tuple((texts.get(r.goal_line, ""), plan_words.RESULTS[r.result], r) for r in rows),
        Facts.of(review.facts), plan_words.DECISIONS[review.decision], plan_words.LEVELS[review.risk_before],
        plan_words.LEVELS[review.risk_after],
    )  # fmt: skip
