"""One step after the other, each in its own transaction; whatever fails, nothing is left."""

from __future__ import annotations

import time as stopwatch
from collections.abc import Callable
from datetime import UTC, date, datetime, time

from mugur.access import chain
from mugur.access.models import Installation
from mugur.people import vault
from mugur.web import clock
from mugur_demo import guard
from mugur_demo.generate import DEFAULT_DAY, SEED, World, day_of, generate

from . import bodies, checks, emptying, facts, finish, persons, plans, reference, replay, steady, story
from .copying import owners_desk
from .stage import Stage

Tell = Callable[[str], None]


def is_loaded() -> bool:
    """Whether this database already holds the demonstration to its end."""
    return Installation.objects.filter(mode="demo", loaded_at__isnull=False).exists()


def where_to_look(address: str) -> list[str]:
    """What to open first."""
    return [f"{address}demo/   choose who you are: eleven personas, one click each", f"{address}   the public page"]


def chosen_day(day: str | None) -> date:
    """The demonstration's day from what was asked: a date, ``auto`` or nothing."""
    if day and day != "auto":
        return date.fromisoformat(day)
    return day_of(day == "auto", clock.today()) if day else DEFAULT_DAY


class Teller:
    """Says after each step how long it took."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.began = self.last = stopwatch.perf_counter()

    def done(self, step: str) -> None:
        now = stopwatch.perf_counter()
        self.tell(f"  {now - self.last:5.1f} s  {step}")
        self.last = now

    def all_done(self) -> None:
        self.tell(f"  {stopwatch.perf_counter() - self.began:5.1f} s  together")


def load(*, day: str | None, tell: Tell, seed: int = SEED) -> None:
    """Loads the whole demonstration into an empty database; what fails leaves it empty again."""
    on = chosen_day(day)
    tell(f"Loading the demonstration of {on.isoformat()}; all persons in it are invented.")
    said = Teller(tell)
    guard.refuse_wrong_database()
    try:
        _load(generate(day=on, seed=seed), seed, said)
    except BaseException:
        emptying.empty()
        tell("Nothing of it was kept.")
        raise
    said.all_done()


def _load(world: World, seed: int, said: Teller) -> None:
    said.done(f"{len(world.learners.id)} learners generated")
    since = finish.began()
    with steady.ids(seed), chain.at_moment(datetime.combine(world.day, time(4, 0), UTC)):
        stage = _mass(world, said)
        story.prepare(stage)
        replay.play(stage, story.ACTS)
        said.done("indicators of 21 days; the story of those with initials")
        finish.settle(stage, since)
        finish.analyse()
        finish.count(stage)
        said.done("figures on three levels")
    checks.check(stage)
    said.done("checks hold")
    _finish(world, seed)


def _mass(world: World, said: Teller) -> Stage:
    with owners_desk(world.day) as desk:
        places = bodies.load(desk, world)
        register = persons.load(desk, world, places)
        said.done("persons, classes, accounts")
        facts.load(desk, world, register.home)
        said.done("attendance, marks, incidents")
    vault.keep_identifiers(persons.vaulted(world))
    said.done("personal codes sealed")
    codes = reference.load(world.day)
    said.done("measures, programmes, indicators")
    with owners_desk(world.day) as desk:
        plans.load(desk, world, places, register, codes)
        said.done("plans, approvals, support given, reviews")
    return Stage(world, places, register, codes)


def _finish(world: World, seed: int) -> None:
    moment = datetime.combine(world.day, time(11, 4), UTC)
    Installation.objects.update_or_create(
        id=1,
        defaults={
            "mode": "demo",
            "day": world.day,
            "loaded_at": moment,
            "seed": seed,
            "note": "all persons are invented",
        },
    )
