"""What the generator's plans say, plan by plan: goals, lines, results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import numpy as np

from mugur.prevention.rules import plan as rules
from mugur_demo.generate import World
from mugur_demo.generate.seeds import ident, stream
from mugur_demo.generate.story import KL_CLASS

from .facts import term_name

SESSIONS = ("lv.consultation.social", "lv.homework_group")
PAID = (("lv.transport", 2960), ("lv.meals", 4200), ("lv.dormitory", 9600), ("lv.materials", 2450))


@dataclass(frozen=True)
class One:
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


def plans(world: World) -> Iterator[One]:
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
        year = (
            2 if starts >= date(world.calendar.years[2], 9, 1) else int(starts >= date(world.calendar.years[1], 9, 1))
        )
        school = int(world.cohort.school[year, who])
        yield One(
            n,
            who,
            school,
            world.schools[school].municipality,
            starts,
            columns["ends"][n].astype(object),
            int(columns["lessons"][n]),
            int(kinds[n]),
            count[who],
        )


def term(world: World, day: date) -> str:
    terms = [one for one in world.calendar.terms if one.first <= day]
    return term_name(world, terms[-1].number)


def luck(world: World, n: int) -> np.random.Generator:
    return stream(world.seed, "plan", str(n))


def content(world: World, one: One, version: UUID, author: int) -> rules.Content:
    """What the plan says: one goal on lessons, sessions every school week, and for some families something paid."""
    drawn = luck(world, one.n)
    first, second = (str(ident(world.seed, "goal-line", f"{one.n}/{k}")) for k in (0, 1))
    said = (str(one.lessons), str(max(2, one.lessons // 3)), one.ends)
    counted = "unexcused lessons in four weeks"
    goals = [rules.GoalLine(first, "study", "In lessons again, from the first one on", "", counted, *said)]
    lines = [_line(world, one, 0, first, SESSIONS[one.kind], 12, 0, by=str(author))]
    if drawn.random() < 0.35:
        code, cents = PAID[int(drawn.integers(len(PAID)))]
        units = 1 if code == "lv.materials" else rules.months(one.starts, one.ends)
        goals.append(rules.GoalLine(second, "economic", "Money is no reason to stay at home", due=one.ends))
        lines.append(_line(world, one, 1, second, code, units, cents * units))
    return rules.Content(str(version), 1, "Comes back to what was agreed.", "", "", tuple(goals), tuple(lines))


def _line(
    world: World, one: One, n: int, goal: str, code: str, units: int, cents: int, *, by: str = ""
) -> rules.MeasureLine:
    line, amount = str(ident(world.seed, "measure-line", f"{one.n}/{n}")), Decimal(units).quantize(Decimal("0.01"))
    return rules.MeasureLine(line, goal, code, amount, cents, one.starts, one.ends, provider=by)


def result(world: World, one: One) -> tuple[int, str]:
    """Unexcused lessons in the last four complete school weeks of the plan, and whether the goal was reached."""
    cal = world.calendar
    weeks = [n for n, (_, last, _, complete) in enumerate(cal.weeks) if complete and last <= one.ends][-4:]
    lessons = int(world.sheets.unexcused[np.isin(cal.week_of, weeks), one.who].sum())
    target = max(2, one.lessons // 3)
    return lessons, "reached" if lessons <= target else "partly" if lessons < one.lessons else "not"


def closure(world: World, one: One) -> str:
    return "reached" if result(world, one)[1] == "reached" else "replaced"
