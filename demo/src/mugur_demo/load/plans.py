"""Support plans of past terms and running ones, set-wise: what the generator says was agreed, given and reviewed."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from mugur.people.models import Consent
from mugur.prevention.models import Approval, Goal, PlannedMeasure, PlanVersion, Review, ReviewResult, SupportPlan
from mugur.support.models import Delivery, Session
from mugur_demo.generate import World
from mugur_demo.generate.seeds import ident

from . import plan_facts
from .bodies import Places
from .copying import Desk
from .persons import Register
from .plan_rows import Mass, add, at

APPLICATION = (
    "id uuid org_path person_id purpose answer signer_id signed_as method about text_hash given_on given_at until"
)
PLAN = "id uuid org_path person_id school_id term number state author_id starts ends closed_on closure"
VERSION = (
    "id uuid org_path plan_id person_id number state author_id strengths learner_words hash total_cents change_cents"
    " exceptions application_id submitted_on approved_on"
)
GOAL = "id uuid org_path version_id person_id line position risk text measured_by baseline target due"
LINE = "id uuid org_path version_id person_id goal_line line position measure_id units cents provider_id starts ends"
APPROVAL = (
    "id uuid org_path version_id person_id level decision account_id author_id version_hash lines change_cents day"
    " decided_at"
)
REVIEW = "id uuid org_path plan_id person_id held_on with_whom summary risk_before risk_after decision facts account_id"
DELIVERY = (
    "id uuid org_path person_id measure_id session_id planned_line day minutes units cents present countable"
    " provider_id recorded_at"
)
BEGINS = time(13, 10)  # 15:10 in Riga in winter


def load(desk: Desk, world: World, places: Places, register: Register, measures: dict[str, int]) -> None:
    """Copies plans with everything under them; their signals are found afterwards."""
    mass = Mass()
    for one in plan_facts.plans(world):
        add(mass, world, places, register, measures, one)
    for model, columns, rows in (
        (Consent, APPLICATION, mass.consents),
        (SupportPlan, PLAN, mass.plans),
        (PlanVersion, VERSION, mass.versions),
        (Goal, GOAL, mass.goals),
        (PlannedMeasure, LINE, mass.measures),
        (Approval, APPROVAL, mass.approvals),
        (Review, REVIEW, mass.reviews),
        (ReviewResult, "id uuid org_path review_id person_id goal_line result value", mass.results),
    ):
        desk.copy(model, columns, rows)
    _deliveries(desk, world, register, measures, mass)


def _deliveries(desk: Desk, world: World, register: Register, measures: dict[str, int], mass: Mass) -> None:
    columns = (world.deliveries[name].tolist() for name in ("plan", "minutes", "there", "kind"))
    days = world.deliveries["day"].astype(object).tolist()
    sessions: list[tuple[object, ...]] = []
    lines: list[tuple[object, ...]] = []
    for k, (plan, minutes, there, kind, day) in enumerate(zip(*columns, days, strict=True)):
        if plan not in mass.lines:
            continue
        who, author = int(world.plans["learner"][plan]), mass.authors[plan]
        path, measure, pk = register.home[who], measures[plan_facts.SESSIONS[kind]], len(sessions) + 1
        begins = f"{datetime.combine(day, BEGINS).isoformat()}Z"
        worth = (Decimal(1), None) if there else (Decimal(0), 0)
        sessions.append((pk, ident(world.seed, "session", str(k)), path, measure, day, begins, minutes, author, True))
        line = (pk, ident(world.seed, "delivery", str(k)), path, who + 1, measure, pk, mass.lines[plan], day)
        lines.append((*line, minutes, *worth, there, True, author, at(day, 15)))
    desk.copy(Session, "id uuid org_path measure_id day begins minutes provider_id planned", sessions)
    desk.copy(Delivery, DELIVERY, lines)
