"""Sessions of the story: held, recorded, or waiting in a timetable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from mugur.organisations.models import Organisation
from mugur.people.models import Group, Person
from mugur.prevention.actions import delivery
from mugur.support import actions as ledger
from mugur.support.models import Measure

from ..stage import Stage

PV = 0


def session(
    stage: Stage,
    by: str | int,
    on: date,
    code: str,
    *,
    minutes: int,
    at: str = "13:10",
    school: int = PV,
    title: str = "",
    group: bool = False,
    place: str = "",
    present: Mapping[str, bool] | None = None,
    recorded: str = "",
    said: date | None = None,
) -> int:
    """A session of the timetable; with ``present`` it is recorded at once, else it waits. Gives its key.

    ``said`` is the day on which a session to come is written down.
    """
    begins, today = stage.moment(on, at), said or on
    with stage.as_(by, today, at) as actor:
        made = ledger.open_session(
            Organisation.objects.get(pk=stage.places.school[school]),
            by=actor,
            on=today,
            measure=Measure.objects.get(code=code),
            begins=begins,
            minutes=minutes,
            title=title,
            place=place,
            group=Group.objects.get(pk=stage.homework) if group else None,
            planned=True,
        )
        if present is not None:
            here = {_uuid(stage, who): there for who, there in present.items()}
            moment = stage.moment(on, recorded) if recorded else begins + timedelta(minutes=minutes + 8)
            delivery.deliver(made, by=actor, on=on, at=moment, minutes=minutes, present=here)
        return int(made.pk)


def _uuid(stage: Stage, who: str) -> Any:
    return Person.objects.values_list("uuid", flat=True).get(pk=stage.pk(who))


def given(stage: Stage, who: str, by: str | int, on: date, code: str, *, cents: int, line: Any) -> None:
    """Support without a meeting: a month of transport, of meals, of the dormitory."""
    with stage.as_(by, on, "06:30") as actor:
        ledger.give(
            stage.learner(who),
            by=actor,
            on=on,
            at=stage.moment(on, "06:30"),
            measure=Measure.objects.get(code=code),
            day=on,
            cents=cents,
            planned_line=line,
        )


def weekly(stage: Stage, first: str, last: str) -> list[date]:
    """The same weekday of every school week between two days, both included."""
    start, end = stage.on(first), stage.on(last)
    every = set(stage.world.calendar.all_days)
    return [day for n in range((end - start).days // 7 + 1) if (day := start + timedelta(7 * n)) in every]
