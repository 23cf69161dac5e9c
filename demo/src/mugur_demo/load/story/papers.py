"""Files that came in: a corrected month, the roster of three days ago, and files to try the import with."""

from __future__ import annotations

import csv
from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.db import connection

from mugur.access import chain
from mugur.access.action import batch
from mugur.lib.logins import home
from mugur.organisations.models import Organisation
from mugur.people import actions
from mugur.people.imports import store
from mugur.people.models import ImportBatch, Tie
from mugur_demo.generate.roster import roster_before, roster_of_the_day
from mugur_demo.generate.seeds import ident

from ..reference import everywhere
from ..stage import Stage

FOLDER = "demo"
#: Sent in October as unexcused, sent again in November as excused: what stood there before is kept.
CORRECT = """
with fixed as (
  select * from unnest(%(persons)s::bigint[], %(days)s::date[], %(lessons)s::smallint[]) as f(person_id, day, lessons)
), kept as (
  insert into prevention_attendancechange
    (person_id, org_path, day, possible, excused, unexcused, late, replaced_by, changed_at)
  select a.person_id, a.org_path, a.day, a.possible, a.excused, a.unexcused, a.late, %(batch)s, %(at)s
  from prevention_attendancefact a join fixed f on f.person_id = a.person_id and f.day = a.day
  where a.day between %(first)s and %(last)s
)
update prevention_attendancefact a
set excused = a.excused + f.lessons, unexcused = a.unexcused - f.lessons, pattern = replace(a.pattern, 'U', 'E'),
    batch_id = %(batch)s
from fixed f where a.person_id = f.person_id and a.day = f.day and a.day between %(first)s and %(last)s
"""


def october_corrected(stage: Stage) -> None:
    """19 November: the school sends October of course 1 again; 36 days turn from unexcused to excused."""
    on, fixes, seed = stage.on("2026-11-19"), stage.world.corrections, stage.world.seed
    days = fixes["day"].astype(object).tolist()
    with (
        chain.at_moment(stage.moment(on, "14:05")),
        everywhere(on) as who,
        batch("demo.load.corrected", by=who, on=on, path="lv.aizkraukle.pv.") as acting,
        connection.cursor() as cursor,
    ):
        school = Organisation.objects.get(path="lv.aizkraukle.pv.")
        made = ImportBatch(
            uuid=ident(seed, "batch", "october"),
            kind="attendance",
            source_org=school,
            org_path=school.path,
            file_name="attendance-october-course-1.csv",
            file_date=on,
            state="done",
            rows=len(days),
            day=on,
            counts={"attendance": {"new": 0, "changed": len(days), "same": 0, "waits": 0, "ended": 0}},
            account_id=stage.places.account["data_keeper"],
        )
        made.save()
        cursor.execute(
            CORRECT,
            {
                "persons": [stage.pk(int(n)) for n in fixes["learner"]],
                "days": days,
                "lessons": fixes["lessons"].tolist(),
                "batch": made.pk,
                "at": stage.moment(on, "14:05"),
                "first": min(days),
                "last": max(days),
            },
        )
        acting.counts["prevention.attendancefact"] = len(days)


def roster_waits(stage: Stage) -> None:
    """21 November: the roster of the municipality is sent and checked; it waits for the data keeper."""
    on, data = stage.on("2026-11-21"), roster_of_the_day(stage.world)
    name = f"roster-{on.isoformat()}.zip"
    _write(name, data)
    _write("roster-before.zip", roster_before(stage.world))
    _write("attendance-clinic-paper.csv", _clinic_paper(stage))
    stored = store.keep([data])
    with stage.as_("data_keeper", on, "14:02") as by:
        town = Organisation.objects.get(path="lv.aizkraukle.")
        sent = actions.send(
            town, by=by, on=on, kind="roster", name=name, stored=stored, size=len(data), sha256=sha256(data).hexdigest()
        )
        actions.check(sent, by=by, on=on)


def _write(name: str, data: bytes) -> None:
    folder = Path(home()) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def _clinic_paper(stage: Stage) -> bytes:
    """A. B.'s lessons that the clinic's paper of 19 November excuses, as the next file of attendance tells them."""
    world, text = stage.world, StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(["student id", "date", "possible", "excused", "unexcused", "late"])
    paper = world.clinic_paper
    for who, day, lessons in zip(
        paper["learner"].tolist(), paper["day"].tolist(), paper["lessons"].tolist(), strict=True
    ):
        t = world.calendar.index[day]
        sheets = world.sheets
        out.writerow(
            [
                world.learners.external_id[who],
                day.isoformat(),
                sheets.possible[t, who],
                sheets.excused[t, who] + lessons,
                sheets.unexcused[t, who] - lessons,
                sheets.late[t, who],
            ]
        )
    return text.getvalue().encode()


def bakery(stage: Stage) -> None:
    """E. F.'s placement in spring: a bakery of the town was the host."""
    on, seed = stage.on("2026-03-27"), stage.world.seed
    with everywhere(on) as who, batch("demo.load.placement", by=who, on=on, path="lv.aizkraukle."):
        town = Organisation.objects.get(path="lv.aizkraukle.")
        employer = Organisation(
            uuid=ident(seed, "employer", "bakery"),
            path="lv.aizkraukle.bakery.",
            parent=town,
            kind="employer",
            country="lv",
            name="Bakery in Aizkraukle",
            sort_key="bakery in aizkraukle",
            source_system="demo",
            source_id="DEMO-EMP-BAKERY",
            synthetic=True,
        )
        employer.save()
        Tie(
            uuid=ident(seed, "tie", "E. F./host"),
            person_id=stage.pk("E. F."),
            home_path="lv.aizkraukle.pv.",
            organisation=employer,
            org_path=employer.path,
            kind="host",
            starts=stage.on("2026-03-30"),
            ends=stage.on("2026-05-15"),
        ).save()
