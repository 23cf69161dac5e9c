"""The indicators run by the product itself on the days of the past, and what people answered, set-wise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from mugur.access import chain
from mugur.access.action import batch
from mugur.prevention import signalling

from .reference import everywhere
from .stage import Stage

ANSWERS = Path(__file__).with_name("answers.sql").read_text(encoding="utf-8")
Act = Callable[[Stage], None]
EVERYWHERE = ("lv.",)
#: The old school of E. F. began to use the indicators with the spring of 2025.
OLD_SCHOOL = "lv.aizkraukle.c."
NEW_SCHOOL = ("lv.aizkraukle.pv.",)


@dataclass(frozen=True)
class Run:
    """One run: its day, whether all schools took part, and how many of a hundred new signals were answered since."""

    day: str
    paths: tuple[str, ...] = EVERYWHERE
    answered: int = 100


RUNS = (
    *(Run(day, ()) for day in ("2024-10-18", "2024-11-29", "2024-12-20")),
    *(Run(day) for day in ("2025-02-03", "2025-03-14", "2025-05-30", "2025-09-26")),
    Run("2025-11-10", NEW_SCHOOL),
    *(Run(day) for day in ("2025-11-14", "2025-12-19", "2026-02-06", "2026-03-27", "2026-05-29")),
    *(Run(day) for day in ("2026-09-18", "2026-10-02", "2026-10-16", "2026-10-30", "2026-11-06")),
    Run("2026-11-13", answered=62),
    Run("2026-11-20", answered=30),
    Run("2026-11-24", answered=0),
)  # fmt: skip


def play(stage: Stage, acts: dict[str, tuple[Act, ...]]) -> None:
    """Runs every day in its order; ``acts`` are told after the run of their day, before the next one."""
    for run in RUNS:
        on = stage.on(run.day)
        notice(stage, on, run.paths or _without_old_school(stage))
        for act in acts.get(run.day, ()):
            act(stage)
        if run.answered:
            _answer(stage, on, run.answered)


def notice(stage: Stage, on: date, paths: tuple[str, ...]) -> None:
    """One run of the product's indicators."""
    with chain.at_moment(stage.moment(on, "03:10")), everywhere(on):
        signalling.run(on, paths)


def _without_old_school(stage: Stage) -> tuple[str, ...]:
    towns = tuple(f"lv.{town.slug}." for town in stage.world.municipalities[1:])
    schools = tuple(one.path for one in stage.world.schools if one.municipality == 0 and one.path != OLD_SCHOOL)
    return towns + schools


def _answer(stage: Stage, on: date, share: int) -> None:
    """What people at all schools answered to new signals; those of the story are left to the story."""
    paths, accounts = _answering(stage)
    told = [stage.pk(name) for name in stage.world.named]
    own, since = [stage.pk("E. F.")], stage.on("2026-09-01")
    facts: dict[str, Any] = {"on": on, "day": stage.day, "share": share, "told": told, "own": own, "since": since}
    facts |= {"paths": paths, "accounts": accounts}
    with (
        chain.at_moment(stage.moment(on, "16:00")),
        everywhere(on) as who,
        batch("demo.load.answers", by=who, on=on, path="lv.") as acting,
        connection.cursor() as cursor,
    ):
        cursor.execute(ANSWERS, facts)
        (count,) = cursor.fetchone()
        acting.counts["prevention.signal"] = count


def _answering(stage: Stage) -> tuple[list[str], list[int]]:
    """Who answers at which school."""
    schools = stage.world.schools
    order = ("school_coordinator", "social_pedagogue", "class_teacher", "head")
    return [one.path for one in schools], [stage.places.acting(one.index, *order) for one in schools]
