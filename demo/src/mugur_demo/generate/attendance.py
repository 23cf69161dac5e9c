"""Attendance of every learner on every school day: illness, skipping, appointments, late arrivals, and support.

The model and its constants are those of the demonstration's plan: ability a ~ N(0, 1), disengagement
θ = −0.45·a + 0.893·N(0, 1), frailty ~ Gamma(8, 1/8), school effect ~ N(0, 0.25²). Whatever support changes is drawn
with the same random numbers as without it, so the difference is the planted effect.
"""

from dataclasses import dataclass

import numpy as np

from mugur_demo.generate.cohort import Cohort, lessons_a_day
from mugur_demo.generate.days import Calendar
from mugur_demo.generate.seeds import stream

_SPELL = 0.058 / 5 * 2.2
_WEEKDAYS = np.array([0.25, 0.12, -0.08, -0.05, 0.22], dtype=np.float32)
_WEEKS_IN_WINDOW = 4
_WEEKS_NEEDED = 3
_WATCH_LESSONS = 8
_WAIT = 10
_PLAN_DAYS = 60


@dataclass(frozen=True)
class Traits:
    """What drives a learner and what nobody in the demonstration's schools can see."""

    ability: np.ndarray
    theta: np.ndarray
    frailty: np.ndarray
    marks_level: np.ndarray
    """[5, n]: what the learner's average mark would be in each term at usual attendance."""


@dataclass(frozen=True)
class Register:
    """[days, learners] int8: lessons of each day as the schools know them in the end."""

    possible: np.ndarray
    excused: np.ndarray
    unexcused: np.ndarray
    late: np.ndarray
    unsupported: np.ndarray
    """Unexcused lessons without the plans of the same school year, drawn with the same random numbers."""
    note_after: np.ndarray
    """Days from an excused whole day to its note, where the note came late; else 0."""


@dataclass(frozen=True)
class Plans:
    """One row for each learner and school year whose first signal led to a plan."""

    learner: np.ndarray
    signal_week: np.ndarray
    starts: np.ndarray
    """School-day index; may lie after the last recorded day."""
    lessons: np.ndarray
    """Unexcused lessons in the four school weeks that opened the signal."""


@dataclass(frozen=True)
class Signals:
    """The first signal of a school year of every learner who had one, with or without a plan."""

    learner: np.ndarray
    week: np.ndarray
    lessons: np.ndarray
    supported: np.ndarray


def traits(seed: int, group: Cohort, number: int, rows: np.ndarray) -> Traits:
    """Draw the traits of one municipality's learners."""
    rng = stream(seed, "traits", str(number))
    n = len(rows)
    ability = rng.standard_normal(n)
    theta = -0.45 * ability + 0.893 * rng.standard_normal(n)
    frailty = rng.gamma(8, 1 / 8, n)
    # A year on, marks differ by N(0, 0.3²): half of that variance comes with each new term, around the middle one.
    drift = np.cumsum(rng.normal(0, 0.3 / np.sqrt(2), (5, n)), axis=0)
    level = 6.75 + 1.05 * ability - 0.12 * theta + drift - drift[2]
    return Traits(ability, theta, frailty, level)


def school_effects(seed: int, schools: int) -> np.ndarray:
    """Draw the effect of each school on skipping."""
    return stream(seed, "school-effect").normal(0, 0.25, schools)


def simulate(
    seed: int, cal: Calendar, group: Cohort, number: int, person: Traits, effects: np.ndarray
) -> tuple[Register, Signals, Plans]:
    """Run one municipality through all recorded school days."""
    rows = group.rows_of(number)
    lessons = lessons_a_day(cal, group, rows)
    sick, excusable, note_after = _illness(seed, cal, group, number, person)
    rng = stream(seed, "skipping", str(number))
    shape = lessons.shape
    # The logit of a uniform number against a sum of effects: skipping happens where the sum is larger.
    uniform = rng.random(shape, dtype=np.float32)
    threshold = np.log(np.maximum(uniform, 1e-9) / (1 - np.minimum(uniform, 1 - 1e-7)))
    tendency = _tendency(seed, cal, group, number, person, effects)
    part = 1 + (rng.random(shape, dtype=np.float32) < 0.5) + (rng.random(shape, dtype=np.float32) < 0.2)
    amount = np.where(rng.random(shape, dtype=np.float32) < 0.34, lessons, part).astype(np.int8)
    amount[sick] = 0
    ill = np.where(sick & ~excusable, lessons, 0).astype(np.int8)
    unsupported = np.where(threshold < tendency, amount, 0).astype(np.int8) + ill
    school = unsupported.copy()
    course = _Course(school, unsupported, threshold, tendency, amount, ill)
    signals, plans = _support(seed, cal, group, number, person, course)
    free = ~sick & (school == 0)
    appointment = free & (rng.random(shape, dtype=np.float32) < 0.03)
    excused = np.where(sick & excusable, lessons, 0).astype(np.int8) + (2 * appointment).astype(np.int8)
    chance = (0.05 / 5 * np.exp(0.6 * person.theta)).astype(np.float32)
    late = ((rng.random(shape, dtype=np.float32) < chance) & free).astype(np.int8)
    return Register(lessons, excused, school, late, unsupported, note_after), signals, plans


def _illness(
    seed: int, cal: Calendar, group: Cohort, number: int, person: Traits
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw spells of illness: sick, excused in the end, and days until a late note came; each [days, learners]."""
    rng = stream(seed, "illness", str(number))
    rows = group.rows_of(number)
    shape = (len(cal.days), len(rows))
    starts = rng.random(shape, dtype=np.float32) < _SPELL * _season(seed, cal, group, rows) * person.frailty
    length = np.minimum(rng.geometric(0.55, shape), 60).astype(np.int8)
    excused = rng.random(shape, dtype=np.float32) < 0.94
    slow = rng.random(shape, dtype=np.float32) < 0.06
    wait = np.where(slow, rng.integers(3, 11, shape, dtype=np.int8), 0).astype(np.int8)
    sick = np.zeros(shape, dtype=bool)
    good, after = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int8)
    left = np.zeros(shape[1], dtype=np.int8)
    now_good, now_after = np.zeros(shape[1], dtype=bool), np.zeros(shape[1], dtype=np.int8)
    for t in range(shape[0]):
        begin = np.flatnonzero(starts[t] & (left == 0))
        left[begin] = length[t, begin]
        now_good[begin] = excused[t, begin]
        now_after[begin] = wait[t, begin]
        ill = left > 0
        sick[t] = ill
        good[t] = ill & now_good
        after[t] = now_after * (ill & now_good)
        left -= ill
    return sick, good, after


def _season(seed: int, cal: Calendar, group: Cohort, rows: np.ndarray) -> np.ndarray:
    """Give [days, learners] the season's factor: influenza in February, a smaller wave in November, a calm start."""
    rng = stream(seed, "season")
    influenza = rng.uniform(95, 112, 3)
    shift = stream(seed, "season-schools").uniform(-6, 6, int(group.school.max()) + 1)
    day = cal.day_of_year[:, None].astype(np.float32)
    by_school = (
        1
        + 0.9 * np.exp(-(((day - influenza[cal.year_of][:, None] - shift) / 9) ** 2))
        + 0.35 * np.exp(-(((day - 45 - shift) / 10) ** 2))
        - 0.25 * (day < 12)
    ).astype(np.float32)
    factor = np.empty((len(cal.days), len(rows)), dtype=np.float32)
    for year in range(3):
        days = cal.year_of == year
        factor[days] = by_school[days][:, group.school[year, rows]]
    return factor


def _tendency(seed: int, cal: Calendar, group: Cohort, number: int, person: Traits, effects: np.ndarray) -> np.ndarray:
    """Give [days, learners] the logit of skipping without support."""
    rows = group.rows_of(number)
    rng = stream(seed, "change", str(number))
    n = len(rows)
    by_year = -5.05 + effects[group.school[:, rows]] + 0.15 * group.vocational[:, rows] + 1.1 * person.theta
    by_day = _WEEKDAYS[cal.weekday] + 0.25 * cal.day_of_year / 175
    total = by_year.astype(np.float32)[cal.year_of] + by_day.astype(np.float32)[:, None]
    changes = rng.random(n) < 0.12
    begins = rng.uniform(15, 360, n)
    size = rng.normal(1.6, 0.5, n)
    fades = rng.random(n) < 0.35
    who = np.flatnonzero(changes)
    since = np.arange(len(cal.days))[:, None] - begins[who]
    ramp = np.clip(since / 15, 0, 1)
    ramp *= np.where(fades[who] & (since > 40), 0.5 ** ((since - 40) / 50), 1)
    total[:, who] += (ramp * size[who]).astype(np.float32)
    return total


def effect_of_support(days: np.ndarray) -> np.ndarray:
    """Give the planted effect on the logit of skipping, by school days since a plan began."""
    full = -1.5 * (1 - np.exp(-(days - 5) / 10))
    return np.where(days < 5, 0.0, np.where(days < 75, full, 0.7 * full))


@dataclass
class _Course:
    """What one municipality's learners were drawn to do; support changes ``unexcused`` and what follows in place."""

    unexcused: np.ndarray
    unsupported: np.ndarray
    threshold: np.ndarray
    tendency: np.ndarray
    amount: np.ndarray
    ill: np.ndarray

    def lessons(self, days: slice, who: np.ndarray, support: np.ndarray) -> np.ndarray:
        """Give the unexcused lessons of some learners on some days under a support."""
        happens = self.threshold[days, who] < self.tendency[days, who] + support[days, who]
        lessons: np.ndarray = np.where(happens, self.amount[days, who], 0) + self.ill[days, who]
        return lessons

    def begin_plans(self, cal: Calendar, year: int, begin: int, who: np.ndarray, support: np.ndarray) -> None:
        """Let plans work from their first day; later school years keep their effect with and without own plans."""
        after = np.arange(len(cal.days) - begin)
        if not len(after) or not len(who):
            return
        curve = effect_of_support(after).astype(np.float32)[:, None]
        support[begin:, who] = np.minimum(support[begin:, who], curve)
        self.unexcused[begin:, who] = self.lessons(slice(begin, None), who, support)
        later = max(begin, int(np.searchsorted(cal.year_of, year + 1)))
        self.unsupported[later:, who] = self.lessons(slice(later, None), who, support)


def _chance_of_plan(lessons: np.ndarray, vocational: np.ndarray, mark: np.ndarray) -> np.ndarray:
    """Give the chance that a first signal leads to a plan; the mark is the one known, above or below 6.75."""
    logit = -1.9 + 1.3 * (np.log1p(lessons) - np.log(9)) + 0.35 * vocational - 0.4 * mark
    chance: np.ndarray = 1 / (1 + np.exp(-logit))
    return chance


def _support(
    seed: int, cal: Calendar, group: Cohort, number: int, person: Traits, course: _Course
) -> tuple[Signals, Plans]:
    """Look at every complete school week, decide on first signals, and let plans change what follows."""
    rows = group.rows_of(number)
    luck = stream(seed, "support", str(number)).random((3, len(rows)))
    seen = np.zeros((3, len(rows)), dtype=bool)
    busy_until = np.full(len(rows), -1)
    found: list[tuple[np.ndarray, ...]] = []
    by_week = np.zeros((len(cal.weeks), len(rows)), dtype=np.int16)
    support = np.zeros_like(course.tendency)
    edges = np.searchsorted(cal.week_of, np.arange(len(cal.weeks) + 1))
    for week, (_, _, year, complete) in enumerate(cal.weeks):
        by_week[week] = course.unexcused[edges[week] : edges[week + 1]].sum(axis=0)
        window = [w for w in range(max(0, week - _WEEKS_IN_WINDOW + 1), week + 1) if cal.weeks[w][2] == year]
        if not complete or len(window) < _WEEKS_NEEDED:
            continue
        lessons = by_week[window].sum(axis=0)
        new = np.flatnonzero((lessons >= _WATCH_LESSONS) & ~seen[year])
        seen[year, new] = True
        mark = person.marks_level[2 * year, new] - 6.75
        begin = int(edges[week + 1]) - 1 + _WAIT
        wanted = luck[year, new] < _chance_of_plan(lessons[new], group.vocational[year, rows[new]], mark)
        # No plan overlaps another of the same learner.
        chosen = wanted & (begin > busy_until[new])
        busy_until[new[chosen]] = begin + _PLAN_DAYS - 1
        found.append((new, np.full(len(new), week), lessons[new], chosen))
        course.begin_plans(cal, year, begin, new[chosen], support)
    learner, at, lessons, chosen = (np.concatenate(column) for column in zip(*found, strict=True))
    starts = edges[at[chosen] + 1] - 1 + _WAIT
    return Signals(rows[learner], at, lessons, chosen), Plans(
        rows[learner[chosen]], at[chosen], starts, lessons[chosen]
    )
