"""The study of the first plan: who is compared, and what was planted."""

from dataclasses import dataclass

import numpy as np

from mugur_demo.generate.world import World

WEEKS = 12
_DAYS = 5 * WEEKS
_YEAR = 1


@dataclass(frozen=True)
class Study:
    """Unexcused lessons in the twelve school weeks from day 11 after the first signal of the school year before."""

    learner: np.ndarray
    supported: np.ndarray
    outcome: np.ndarray
    before: np.ndarray
    """Unexcused lessons in the twelve school weeks up to day 10."""
    planted: float
    """Mean change on the supported, from the oracle."""
    raw_everybody: float
    raw_signals: float
    before_after: float
    schools: int


def study(world: World) -> Study:
    """Compare learners with a first plan in the school year before with those whose signal led to none.

    Only signals whose twelve weeks end within the school year. Plans of an earlier year keep their effect in the
    outcome and in what it would have been, so the planted change is that of this year's plan alone.
    """
    cal, first = world.calendar, world.first_signals
    last_day = np.searchsorted(cal.week_of, np.arange(len(cal.weeks)), side="right") - 1
    begin = last_day[first["week"]] + 11
    year = np.array([week[2] for week in cal.weeks])[first["week"]]
    end_of_year = int(np.flatnonzero(cal.year_of == _YEAR)[-1])
    inside = (year == _YEAR) & (begin + _DAYS - 1 <= end_of_year)
    learner, begin, supported = first["learner"][inside], begin[inside], first["supported"][inside]
    total = np.vstack(
        [np.zeros((1, len(world.cohort)), dtype=np.int32), np.cumsum(world.oracle.supported, axis=0, dtype=np.int32)]
    )
    bare = np.vstack(
        [np.zeros((1, len(world.cohort)), dtype=np.int32), np.cumsum(world.oracle.unsupported, axis=0, dtype=np.int32)]
    )
    outcome = total[begin + _DAYS, learner] - total[begin, learner]
    without = bare[begin + _DAYS, learner] - bare[begin, learner]
    before = total[begin, learner] - total[begin - _DAYS, learner]
    ever = np.isin(np.arange(len(world.cohort)), first["learner"][first["supported"] & (year == _YEAR)])
    others = [(total[t + _DAYS, ~ever] - total[t, ~ever]).mean() for t in begin[supported]]
    mean = outcome[supported].mean()
    return Study(
        learner,
        supported,
        outcome,
        before,
        planted=float(mean - without[supported].mean()),
        raw_everybody=float(mean - np.mean(others)),
        raw_signals=float(mean - outcome[~supported].mean()),
        before_after=float(mean - before[supported].mean()),
        schools=len(np.unique(world.cohort.school[_YEAR, learner])),
    )
