"""Attendance: lessons of a day, or of the week that begins on it; a later file replaces, what stood there is kept."""

from __future__ import annotations

from .facts import Target

DAY = "coalesce(t.day, t.week)"


OLD = """
insert into prevention_attendancechange
  (person_id, org_path, day, possible, excused, unexcused, late, batch_id, replaced_by)
select f.person_id, f.org_path, f.day, f.possible, f.excused, f.unexcused, f.late, f.batch_id, %(batch)s
from """


TARGET = Target(
    table="prevention_attendancefact",
    key=("person_id", "day"),
    values=("days", "possible", "excused", "unexcused", "late"),
    select={
        "day": DAY,
        "days": "case when t.day is null then 7 else 1 end::smallint",
        "possible": "t.lessons_possible",
        "excused": "coalesce(t.lessons_excused, 0::smallint)",
        "unexcused": "coalesce(t.lessons_unexcused, 0::smallint)",
        "late": "coalesce(t.lessons_late, 0::smallint)",
    },
    types={"day": "date", **dict.fromkeys(("days", "possible", "excused", "unexcused", "late"), "smallint")},
    inside="case when t.day is null then w.days && daterange(t.week, t.week + 7) else w.days @> t.day end",
    span="day",
    old_table="prevention_attendancechange",
    old=OLD,
)
