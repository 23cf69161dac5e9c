"""What is computed at the end: signals of plans, times of the story, statistics, and the planner's knowledge."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db import connections
from django.db.models import DateTimeField
from django.db.models.functions import Now

from mugur.access.reach import Reach
from mugur.organisations.models import Organisation
from mugur.statistics import rollup
from mugur_demo import figures

from .copying import Desk, owners_desk
from .reference import everywhere
from .stage import Stage

#: The newest confirmed signal before a plan began is the one it answers.
SIGNALS = """
update prevention_supportplan p set signal_id = s.id, assessment_id = a.id
from (select distinct on (p.id) p.id as plan_id, s.id from prevention_supportplan p
      join prevention_signal s on s.person_id = p.person_id and s.answer = 'concern' and s.noticed_on <= p.starts
        and s.noticed_on > p.starts - 60
      where p.signal_id is null and not p.person_id = any(%(told)s)
      order by p.id, s.noticed_on desc, s.id desc) s
left join prevention_assessment a on a.signal_id = s.id
where p.id = s.plan_id
"""
#: Which day of a row its recorded time belongs to, and the usual hour in UTC.
DAYS = {
    "prevention.signalevent": ("day", "04:10"),
    "prevention.approval": ("day", "12:20"),
    "people.consent": ("given_on", "17:42"),
    "prevention.indicatorrun": ('"on"', "03:10"),
    "people.importbatch": ("day", "14:02"),
    "access.link": ("not_before", "08:00"),
}


def began() -> datetime:
    """The database's own time, before anything is loaded."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def settle(stage: Stage, since: datetime) -> None:
    """Connects plans with signals and gives rows that were written just now the story's time."""
    with owners_desk(stage.day) as desk:
        desk.cursor.execute(SIGNALS, {"told": [stage.pk(name) for name in stage.world.named]})
        desk.audit("demo.load.plan_signals", "lv.", {"prevention.supportplan": desk.cursor.rowcount})
        _story_times(desk, since)


def _story_times(desk: Desk, since: datetime) -> None:
    for model in apps.get_models():
        day, hour = DAYS.get(model._meta.label_lower, ("", ""))
        for field in model._meta.concrete_fields if day else ():
            if isinstance(field, DateTimeField) and field.has_db_default() and isinstance(field.db_default, Now):
                desk.cursor.execute(
                    f'update "{model._meta.db_table}" set "{field.column}" ='
                    f" {day} + time '{hour}' at time zone 'UTC'"
                    f' where "{field.column}" >= %s',
                    [since],
                )


def count(stage: Stage) -> None:
    """The flow from notice to result, and the published school year 2020/21."""
    with everywhere(stage.day) as who:
        rollup.run(stage.day, Reach.of(["lv."]).paths, by=who)
        figures.load(Organisation.objects.get(path="lv."), by=who, on=stage.day)


def analyse() -> None:
    """Tells the planner what the tables hold."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("analyze")
