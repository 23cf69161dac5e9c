"""Rows of the tables under a plan: application, versions, lines, approvals, reviews."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from json import dumps
from uuid import UUID

from mugur.prevention.rules import plan as rules
from mugur_demo.generate import World
from mugur_demo.generate.seeds import ident

from . import plan_facts as facts
from .bodies import Places
from .persons import Register

REVIEWED = 0.96


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


def at(day: date, hour: int) -> str:
    """A moment of a day, for columns that COPY fills."""
    return f"{datetime.combine(day, time(hour, 20)).isoformat()}Z"


@dataclass(frozen=True)
class Paper:
    """One plan on its way into the tables, with everything its rows need."""

    world: World
    one: facts.One
    path: str
    author: int
    head: int
    town: int
    guardian: int | None
    content: rules.Content

    @property
    def person(self) -> int:
        return self.one.who + 1

    @property
    def begun(self) -> bool:
        return self.one.starts <= self.world.day

    @property
    def over(self) -> bool:
        return self.one.ends < self.world.day

    @property
    def sent(self) -> date:
        return self.one.starts - timedelta(7)

    @property
    def mark(self) -> str:
        return rules.fingerprint(self.content) if self.begun else ""

    def id(self, kind: str, more: str = "") -> UUID:
        return ident(self.world.seed, kind, f"{self.one.n}{more}")


def add(mass: Mass, world: World, places: Places, register: Register, measures: dict[str, int], one: facts.One) -> None:
    """Adds one plan with everything under it."""
    author = places.acting(one.school, "social_pedagogue", "school_coordinator", "class_teacher")
    version = ident(world.seed, "version", str(one.n))
    paper = Paper(
        world,
        one,
        register.home[one.who],
        author,
        places.of_role[one.school, "head"],
        places.of_town[one.town],
        register.guardian_of.get(one.who),
        facts.content(world, one, version, author),
    )
    mass.lines[one.n] = UUID(paper.content.measures[0].line)
    mass.authors[one.n] = author
    pk = len(mass.plans) + 1
    mass.plans.append(_plan(paper, pk, places.school[one.school]))
    mass.versions.append(_version(paper, pk, _application(mass, paper)))
    _lines(mass, paper, pk, measures)
    if paper.begun:
        _approvals(mass, paper, pk)
    if paper.over:
        _review(mass, paper, pk)


def _plan(paper: Paper, pk: int, school: int) -> tuple[object, ...]:
    one = paper.one
    state = "closed" if paper.over else "in_force" if paper.begun else "draft"
    ended = (one.ends, facts.closure(paper.world, one)) if paper.over else (None, "")
    term = facts.term(paper.world, one.starts)
    return (
        *(pk, paper.id("plan"), paper.path, paper.person, school, term, one.number, state, paper.author),
        *(one.starts, one.ends, *ended),
    )


def _application(mass: Mass, paper: Paper) -> int | None:
    """The guardian's application by link; its key."""
    if paper.guardian is None or not paper.begun:
        return None
    pk = len(mass.consents) + 1
    about = f"version:{paper.content.version}"
    mass.consents.append(
        (
            *(pk, paper.id("application"), paper.path, paper.person, "plan", "agree", paper.guardian, "guardian"),
            *("link", about, rules.terms_mark(paper.content), paper.sent, at(paper.sent, 17), paper.one.ends),
        )
    )
    return pk


def _version(paper: Paper, pk: int, application: int | None) -> tuple[object, ...]:
    content, total = paper.content, paper.content.total_cents
    state = "approved" if paper.begun else "draft"
    days = (paper.sent, paper.one.starts - timedelta(1)) if paper.begun else (None, None)
    return (
        *(pk, UUID(content.version), paper.path, pk, paper.person, 1, state, paper.author, content.strengths),
        *(content.learner_words, paper.mark, total, total, "[]", application, *days),
    )


def _lines(mass: Mass, paper: Paper, pk: int, measures: dict[str, int]) -> None:
    for n, goal in enumerate(paper.content.goals):
        mass.goals.append(
            (
                *(len(mass.goals) + 1, paper.id("goal", f"/{n}"), paper.path, pk, paper.person, goal.line, n),
                *(goal.risk, goal.text, goal.measured_by, goal.baseline, goal.target, goal.due),
            )
        )
    for n, line in enumerate(paper.content.measures):
        by = int(line.provider) if line.provider else None
        mass.measures.append(
            (
                *(len(mass.measures) + 1, paper.id("measure", f"/{n}"), paper.path, pk, paper.person, line.goal),
                *(line.line, n, measures[line.code], line.units, line.cents, by, line.starts, line.ends),
            )
        )


def _approvals(mass: Mass, paper: Paper, pk: int) -> None:
    lines, total = dumps([line.line for line in paper.content.measures]), paper.content.total_cents
    for level, account, days in (("school", paper.head, 2), ("municipality", paper.town, 5)):
        day = paper.sent + timedelta(days)
        mass.approvals.append(
            (
                *(len(mass.approvals) + 1, paper.id("approval", f"/{level}"), paper.path, pk, paper.person, level),
                *("approve", account, paper.author, paper.mark, lines, total, day, at(day, 9)),
            )
        )


def _review(mass: Mass, paper: Paper, pk: int) -> None:
    one = paper.one
    if facts.luck(paper.world, 1_000_000 + one.n).random() >= REVIEWED:
        return
    lessons, result = facts.result(paper.world, one)
    risks = (_risk(one.lessons), _risk(lessons))
    number = len(mass.reviews) + 1
    held = one.ends - timedelta((one.ends.weekday() - 1) % 7)
    told = dumps({"unexcused": lessons, "unexcused_before": one.lessons})
    mass.reviews.append(
        (
            *(number, paper.id("review"), paper.path, pk, paper.person, held, '["learner", "specialist"]'),
            *("What helped was kept; what did not was left out.", *risks, "close", told, paper.author),
        )
    )
    for n, goal in enumerate(paper.content.goals):
        said = (result, str(lessons)) if n == 0 else ("reached", "")
        mass.results.append(
            (len(mass.results) + 1, paper.id("result", f"/{n}"), paper.path, number, paper.person, goal.line, *said)
        )


def _risk(lessons: int) -> str:
    return "none" if lessons < 8 else "watch" if lessons < 16 else "act"
