"""What a version says, read from its rows; and what of it changed against the version in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from mugur.people.models import Consent
from mugur.prevention.models import Goal, PlannedMeasure, PlanVersion
from mugur.prevention.rules import plan as rules
from mugur.support.models import Measure

AGREED = "approved"


def goal_line(row: Goal) -> rules.GoalLine:
    """The content of one goal."""
    return rules.GoalLine(
        str(row.line), row.risk, row.text, row.risk_text, row.measured_by, row.baseline, row.target, row.due
    )


def measure_line(row: PlannedMeasure) -> rules.MeasureLine:
    """The content of one planned measure; needs ``measure`` and ``provider`` loaded."""
    return rules.MeasureLine(
        line=str(row.line), goal=str(row.goal_line), code=row.measure.code, units=row.units, cents=row.cents,
        starts=row.starts, ends=row.ends, detail=row.detail, provider=str(row.provider_id or ""),
        provider_name=row.provider_name, group=str(row.group_id or ""), when=row.when, restricted=row.restricted,
        reason=row.reason, paid_elsewhere=row.paid_elsewhere,
    )  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A version with its rows and its content."""

    version: PlanVersion
    goals: tuple[Goal, ...]
    measures: tuple[PlannedMeasure, ...]
    content: rules.Content

    def row_of(self, line: str) -> PlannedMeasure | None:
        return next((m for m in self.measures if str(m.line) == line), None)

    @property
    def names(self) -> dict[str, Any]:
        return {m.measure.code: m.measure.names for m in self.measures}


def read(versions: Iterable[PlanVersion]) -> dict[int, Read]:
    """Several versions with their lines, in two queries; by the key of the version."""
    known = {v.pk: v for v in versions}
    if not known:
        return {}
    goals: dict[int, list[Goal]] = {pk: [] for pk in known}
    measures: dict[int, list[PlannedMeasure]] = {pk: [] for pk in known}
    for goal in Goal.objects.filter(version_id__in=known).order_by("position", "id"):
        goals[goal.version_id].append(goal)
    rows = PlannedMeasure.objects.filter(version_id__in=known).select_related("measure", "provider", "group")
    for row in rows.order_by("position", "id"):
        measures[row.version_id].append(row)
    return {pk: _read(v, goals[pk], measures[pk]) for pk, v in known.items()}


def _read(version: PlanVersion, goals: list[Goal], measures: list[PlannedMeasure]) -> Read:
    content = rules.Content(
        version=str(version.uuid), number=version.number, strengths=version.strengths,
        learner_words=version.learner_words, summary=version.summary,
        goals=tuple(goal_line(g) for g in goals), measures=tuple(measure_line(m) for m in measures),
    )  # fmt: skip
    return Read(version, tuple(goals), tuple(measures), content)


def read_one(version: PlanVersion) -> Read:
    """One version with its lines."""
    return read([version])[version.pk]


def agreed_base(version: PlanVersion) -> PlanVersion | None:
    """The version against which this one is compared: the last one that was approved before it."""
    rows = PlanVersion.objects.filter(plan_id=version.plan_id, number__lt=version.number, approved_on__isnull=False)
    return rows.order_by("-number").first()


def bases(versions: Collection[PlanVersion]) -> dict[int, PlanVersion]:
    """For each of several versions the approved one before it, in one query."""
    found: dict[int, PlanVersion] = {}
    earlier = PlanVersion.objects.filter(plan_id__in={v.plan_id for v in versions}, approved_on__isnull=False)
    for base in earlier.order_by("number"):
        for version in versions:
            if version.plan_id == base.plan_id and base.number < version.number:
                found[version.pk] = base
    return found


def limits(measures: Iterable[Measure]) -> dict[str, rules.Limits]:
    """What the catalogue says of these measures."""
    return {m.code: rules.Limits(m.unit, m.rate_cents, m.limit_cents, m.limit_per, m.limit_units) for m in measures}


def about(version: PlanVersion) -> str:
    """How a consent names the version it answers."""
    return f"version:{version.uuid}"


def applied(version: PlanVersion, content: rules.Content) -> bool:
    """True while an application stands and was signed for these goals and measures; needs ``application`` loaded."""
    given = version.application
    if given is None or given.answer != "agree" or given.withdrawn_on is not None:
        return False
    return given.text_hash in ("", rules.terms_mark(content))


def objections(versions: Iterable[PlanVersion]) -> set[str]:
    """Which of these versions a guardian or the learner objects to; an application given later takes it back."""
    keys = [about(v) for v in versions]
    found: set[str] = set()
    for row in Consent.objects.filter(about__in=keys, purpose="plan").order_by("pk"):
        if row.answer == "object" and row.withdrawn_on is None:
            found.add(row.about)
        elif row.answer == "agree":
            found.discard(row.about)
    return found


def findings(now: Read, diff: rules.Diff, *, objected: bool) -> tuple[rules.Finding, ...]:
    """Everything in a version that needs an eye of its own; needs ``plan`` and ``application`` loaded."""
    plan = now.version.plan
    return rules.look_at(
        diff, limits(m.measure for m in now.measures), starts=plan.starts, ends=plan.ends,
        applied=applied(now.version, now.content), objected=objected,
    )  # fmt: skip
