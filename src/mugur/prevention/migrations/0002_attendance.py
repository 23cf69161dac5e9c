"""Attendance by school year: one partition from August to July, so that a year is read or left as a whole."""

from django.db import migrations

FIRST, LAST = 2014, 2037

TABLE = """
create table prevention_attendancefact (
  person_id bigint not null,
  org_path varchar(200) collate "C" not null,
  day date not null,
  days smallint not null default 1,
  possible smallint not null,
  excused smallint not null default 0,
  unexcused smallint not null default 0,
  late smallint not null default 0,
  pattern varchar(12) not null default '',
  batch_id bigint,
  constraint attendance_of_a_day_is_known_once primary key (person_id, day),
  constraint absence_is_not_more_than_was_possible check (excused >= 0 and unexcused >= 0 and late >= 0
    and excused + unexcused <= possible),
  constraint attendance_covers_one_to_seven_days check (days between 1 and 7)
) partition by range (day);
create index attendance_by_body on prevention_attendancefact (org_path, day);
"""


def partitions() -> str:
    return "".join(
        f"create table prevention_attendancefact_{year} partition of prevention_attendancefact "
        f"for values from ('{year}-08-01') to ('{year + 1}-08-01');\n"
        for year in range(FIRST, LAST)
    )


class Migration(migrations.Migration):
    dependencies = [("prevention", "0001_initial")]

    operations = [migrations.RunSQL(TABLE + partitions(), "drop table prevention_attendancefact")]
