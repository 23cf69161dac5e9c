"""Support plans of past terms and running ones, set-wise: what the generator says was agreed, given and reviewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from json import dumps
from uuid import UUID

import numpy as np

from mugur.people.models import Consent
from mugur.prevention.models import (
    Approval,
    Goal,
    PlannedMeasure,
    PlanVersion,
    Review,
    ReviewResult,
    SupportPlan,
)
from mugur.prevention.rules import plan as rules
from mugur.support.models import Delivery, Session
from mugur_demo.generate import World
from mugur_demo.generate.seeds import ident, stream
from mugur_demo.generate.story import KL_CLASS

from .bodies import Places
from .copying import Desk
from .facts import term_name
from .persons import Register

REVIEWED = 0.96
SESSIONS = ("lv.consultation.social", "lv.homework_group")
PAID = (("lv.transport", 2960), ("lv.meals", 4200), ("lv.dormitory", 9600), ("lv.materials", 2450))
BEGINS = time(13, 10)  # 15:10 in Riga in winter


@dataclass
class Mass:
    """Rows of all tables of one step, by table."""

    plans: list[tuple[object, ...]] = field(default_factory=list)
    versions: list[tuple[object, ...]] = field(default_factory=list)
    consents: list[tuple[object, ...]] = field(default_factory=list)
    goals: list[tuple[object, ...]] = field(default_factory=list)
    measures: list[tuple[object, ...]] = field(default_factory=list)
    approvals: list[tuple[object, ...]] = field(default_factory=list)
    reviews: list[tuple[object, ...]] = field(default_factory=list)
    results: list[tuple[object, ...]] = field(default_factory=list)
    lines: dict[int, UUID] = field(default_factory=dict)
    """Line of the sessions by position in ``World.plans``."""
    authors: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _One:
    """One plan of the generator with what the loader knows of it."""

    n: int
    who: int
    school: int
    town: int
    starts: date
    ends: date
    lessons: int
    kind: int
    number: int


def kept(world: World) -> np.ndarray:
    """Positions of the plans that are loaded: all but the running ones of the class of K. L., whose are told."""
    seat = next(n for n, s in enumerate(world.seats) if (s.school, s.level, s.letter) == KL_CLASS)
    running = world.plans["ends"] >= np.datetime64(world.day)
    told = running & (world.cohort.seat[world.plans["learner"]] == seat)
    found: np.ndarray = np.flatnonzero(~told)
    return found


def load(desk: Desk, world: World, places: Places, register: Register, measures: dict[str, int]) -> None:
    """Copies plans with everything under them; their signals are found afterwards."""
    mass = Mass()
    for one in _plans(world):
        _add(mass, world, places, register, measures, one)
    desk.copy(Consent, "id uuid org_path person_id purpose answer signer_id signed_as method about text_hash given_on"
              " given_at until", mass.consents)  # fmt: skip
    desk.copy(SupportPlan, "id uuid org_path person_id school_id term number state author_id starts ends"
              " closed_on closure", mass.plans)  # fmt: skip
    desk.copy(PlanVersion, "id uuid org_path plan_id person_id number state author_id strengths learner_words hash"
              " total_cents change_cents exceptions application_id submitted_on approved_on", mass.versions)  # fmt: skip
    desk.copy(Goal, "id uuid org_path version_id person_id line position risk text measured_by baseline target due",
              mass.goals)  # fmt: skip
    desk.copy(PlannedMeasure, "id uuid org_path version_id person_id goal_line line position measure_id units cents"
              " provider_id starts ends", mass.measures)  # fmt: skip
    desk.copy(Approval, "id uuid org_path version_id person_id level decision account_id author_id version_hash lines"
              " change_cents day decided_at", mass.approvals)  # fmt: skip
    desk.copy(Review, "id uuid org_path plan_id person_id held_on with_whom summary risk_before risk_after decision"
              " facts account_id", mass.reviews)  # fmt: skip
    desk.copy(ReviewResult, "id uuid org_path review_id person_id goal_line result value", mass.results)
    _deliveries(desk, world, register, measures, mass)


def _plans(world: World) -> Iterator[_One]:
    columns = world.plans
    kinds = np.zeros(len(columns["learner"]), dtype=int)
    kinds[world.deliveries["plan"]] = world.deliveries["kind"]
    order = np.lexsort((columns["starts"], columns["learner"]))
    wanted = set(kept(world).tolist())
    count: dict[int, int] = defaultdict(int)
    for n in order.tolist():
        if n not in wanted:
            continue
        who = int(columns["learner"][n])
        count[who] += 1
        starts = columns["starts"][n].astype(object)
        year = 2 if starts >= date(world.calendar.years[2], 9, 1) else int(starts >= date(world.calendar.years[1], 9, 1))
        school = int(world.cohort.school[year, who])
        yield _One(n, who, school, world.schools[school].municipality, starts, columns["ends"][n].astype(object),
                   int(columns["lessons"][n]), int(kinds[n]), count[who])  # fmt: skip


def _term(world: World, day: date) -> str:
    terms = [one for one in world.calendar.terms if one.first <= day]
    return term_name(world, terms[-1].number)


def _add(
    mass: Mass, world: World, places: Places, register: Register, measures: dict[str, int], one: _One
) -> None:
    seed, pk, path = world.seed, len(mass.plans) + 1, register.home[one.who]
    head = places.of_role[one.school, "head"]
    author = places.acting(one.school, "social_pedagogue", "school_coordinator", "class_teacher")
    mass.authors[one.n] = author
    plan_id, version_id = (ident(seed, kind, str(one.n)) for kind in ("plan", "version"))
    content = _content(world, measures, one, version_id, author)
    mass.lines[one.n] = UUID(content.measures[0].line)
    begun, over = one.starts <= world.day, one.ends < world.day
    state = "closed" if over else "in_force" if begun else "draft"
    sent = one.starts - timedelta(7)
    guardian = register.guardian_of.get(one.who)
    signed = guardian is not None and begun
    if signed:
        mass.consents.append(
            (len(mass.consents) + 1, ident(seed, "application", str(one.n)), path, one.who + 1, "plan", "agree", guardian,
             "guardian", "link", f"version:{version_id}", rules.terms_mark(content), sent, _at(sent, 17), one.ends)
        )  # fmt: skip
    mass.plans.append(
        (pk, plan_id, path, one.who + 1, places.school[one.school], _term(world, one.starts), one.number, state, author,
         one.starts, one.ends, one.ends if over else None, _closure(world, one) if over else "")
    )  # fmt: skip
    total = content.total_cents
    mark = rules.fingerprint(content) if begun else ""
    mass.versions.append(
        (pk, version_id, path, pk, one.who + 1, 1, "approved" if begun else "draft", author, content.strengths,
         content.learner_words, mark, total, total, "[]", len(mass.consents) if signed else None,
         sent if begun else None, one.starts - timedelta(1) if begun else None)
    )  # fmt: skip
    for position, goal in enumerate(content.goals):
        mass.goals.append((len(mass.goals) + 1, ident(seed, "goal", f"{one.n}/{position}"), path, pk, one.who + 1,
                           goal.line, position, goal.risk, goal.text, goal.measured_by, goal.baseline, goal.target,
                           goal.due))  # fmt: skip
    for position, line in enumerate(content.measures):
        mass.measures.append((len(mass.measures) + 1, ident(seed, "measure", f"{one.n}/{position}"), path, pk,
                              one.who + 1, line.goal, line.line, position, measures[line.code], line.units, line.cents,
                              int(line.provider) if line.provider else None, line.starts, line.ends))  # fmt: skip
    if begun:
        lines = dumps([line.line for line in content.measures])
        levels = (("school", head, sent + timedelta(2)), ("municipality", places.of_town[one.town], sent + timedelta(5)))
        for level, account, day in levels:
            mass.approvals.append((len(mass.approvals) + 1, ident(seed, "approval", f"{one.n}/{level}"), path, pk,
                                   one.who + 1, level, "approve", account, author, mark, lines, total, day,
                                   _at(day, 9)))  # fmt: skip
    if over:
        _review(mass, world, one, pk, path, author, content)


def _at(day: date, hour: int) -> str:
    return f"{datetime.combine(day, time(hour, 20)).isoformat()}Z"


def _luck(world: World, n: int) -> np.random.Generator:
    return stream(world.seed, "plan", str(n))


def _content(world: World, measures: dict[str, int], one: _One, version: UUID, author: int) -> rules.Content:
    """What the plan says: one goal on lessons, sessions every school week, and for some families something paid."""
    seed, luck = world.seed, _luck(world, one.n)
    goal, second = (str(ident(seed, "goal-line", f"{one.n}/{k}")) for k in (0, 1))
    target = max(2, one.lessons // 3)
    goals = [rules.GoalLine(goal, "study", "In lessons again, from the first one on", "", "unexcused lessons in four weeks",
                            str(one.lessons), str(target), one.ends)]  # fmt: skip
    lines = [rules.MeasureLine(str(ident(seed, "measure-line", f"{one.n}/0")), goal, SESSIONS[one.kind], Decimal("12.00"),
                               0, one.starts, one.ends, provider=str(author))]  # fmt: skip
    if luck.random() < 0.35:
        code, cents = PAID[int(luck.integers(len(PAID)))]
        units = 1 if code == "lv.materials" else rules.months(one.starts, one.ends)
        goals.append(rules.GoalLine(second, "economic", "Money is no reason to stay at home", "", "", "", "", one.ends))
        lines.append(rules.MeasureLine(str(ident(seed, "measure-line", f"{one.n}/1")), second, code,
                                       Decimal(units).quantize(Decimal("0.01")), cents * units, one.starts, one.ends))  # fmt: skip
    return rules.Content(str(version), 1, "Comes back to what was agreed.", "", "", tuple(goals), tuple(lines))


def _result(world: World, one: _One) -> tuple[int, str]:
    """Unexcused lessons in the last four complete school weeks of the plan, and whether the goal was reached."""
    cal = world.calendar
    weeks = [n for n, (_, last, _, complete) in enumerate(cal.weeks) if complete and last <= one.ends][-4:]
    lessons = int(world.sheets.unexcused[np.isin(cal.week_of, weeks), one.who].sum())
    target = max(2, one.lessons // 3)
    return lessons, "reached" if lessons <= target else "partly" if lessons < one.lessons else "not"


def _closure(world: World, one: _One) -> str:
    return "reached" if _result(world, one)[1] == "reached" else "replaced"


def _review(
    mass: Mass, world: World, one: _One, pk: int, path: str, author: int, content: rules.Content
) -> None:
    if _luck(world, 1_000_000 + one.n).random() >= REVIEWED:
        return
    lessons, result = _result(world, one)
    after = "none" if lessons < 8 else "watch" if lessons < 16 else "act"
    before = "act" if one.lessons >= 16 else "watch"
    number = len(mass.reviews) + 1
    held = one.ends - timedelta((one.ends.weekday() - 1) % 7)
    mass.reviews.append(
        (number, ident(world.seed, "review", str(one.n)), path, pk, one.who + 1, held, '["learner", "specialist"]',
         "What helped was kept; what did not was left out.", before, after, "close",
         dumps({"unexcused": lessons, "unexcused_before": one.lessons}), author)
    )  # fmt: skip
    for position, goal in enumerate(content.goals):
        said = (result, str(lessons)) if position == 0 else ("reached", "")
        mass.results.append((len(mass.results) + 1, ident(world.seed, "result", f"{one.n}/{position}"), path, number,
                             one.who + 1, goal.line, *said))  # fmt: skip


def _deliveries(desk: Desk, world: World, register: Register, measures: dict[str, int], mass: Mass) -> None:
    columns = world.deliveries
    names = ("plan", "minutes", "there", "kind")
    days = columns["day"].astype(object).tolist()
    sessions, lines = [], []
    for k, (plan, minutes, there, kind, day) in enumerate(
        zip(*(columns[name].tolist() for name in names), days, strict=True)
    ):
        if plan not in mass.lines:
            continue
        who, author = int(world.plans["learner"][plan]), mass.authors[plan]
        path, measure, pk = register.home[who], measures[SESSIONS[kind]], len(sessions) + 1
        begins = f"{datetime.combine(day, BEGINS).isoformat()}Z"
        units = Decimal(1) if there else Decimal(0)
        sessions.append((pk, ident(world.seed, "session", str(k)), path, measure, day, begins, minutes, author, True))
        lines.append((pk, ident(world.seed, "delivery", str(k)), path, who + 1, measure, pk, mass.lines[plan], day,
                      minutes, units, None if there else 0, there, True, author, _at(day, 15)))  # fmt: skip
    desk.copy(Session, "id uuid org_path measure_id day begins minutes provider_id planned", sessions)
    desk.copy(Delivery, "id uuid org_path person_id measure_id session_id planned_line day minutes units cents present"
              " countable provider_id recorded_at", lines)  # fmt: skip

