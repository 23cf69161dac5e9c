"""A country of schools, set-wise: bodies, learners, enrolments, classes, accounts, and a file of attendance.

Nothing is drawn by chance: a hash of the learner and the day decides, so that every run has the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

import psycopg
from django.db.models import Model

from mugur.access.models import Account
from mugur.lib.logins import admin_login, database_name, home
from mugur.organisations.models import Membership, Organisation
from mugur.people.models import Assignment, Enrolment, Group, GroupMembership, Person

from .sizes import CLASS, SCHOOL, TOWN, Size, school_days

Connection = psycopg.Connection[tuple[Any, ...]]
PEOPLE = ("coordinator", "teacher", "town")
SINCE = "date '2026-09-01'"
SCHOOL_NO = f"(n - 1) / {SCHOOL}"
CLASS_NO = f"(n - 1) / {CLASS}"
CHUNK = 50 * SCHOOL
KEY = "L"  # begins the id that a learner has in files

ROWS = """
create temp table chunk as
select n, {path} as path, '{key}' || lpad(n::text, 8, '0') as learner, day, possible, excused, unexcused,
       case when possible - excused - unexcused > 0 and r / 7 % 30 = 0 then 1 else 0 end as late
from (
  select n, day, r, possible, unexcused, case when r / 1000 % 25 = 0 then possible - unexcused else 0 end as excused
  from (
    select n, day, r, possible,
           case when kind < 40 then r % 4 when kind < 200 and r % 10 = 0 then 2
                when r % 80 = 0 then 1 else 0 end as unexcused
    from (
      select n, day, hashint8(n * 100003 + (day - date '2020-01-01')) & 2147483647 as r,
             (hashint8(n) & 2147483647) % 1000 as kind, 6 + (n / 500 + extract(dow from day)::int) % 3 as possible
      from generate_series({first}::bigint, {last}::bigint) n, unnest(%s::date[]) day
    ) a
  ) b
) c
order by (n - 1) / {school}, day, n
"""
AS_SENT = "select learner, day, possible, excused, unexcused, late from chunk"
AS_HELD = "select n, path, day, 1, possible, excused, unexcused, late, 1 from chunk"
HEAD = "learner,day,lessons_possible,lessons_excused,lessons_unexcused,lessons_late\n"
HELD_COLUMNS = "person_id, org_path, day, days, possible, excused, unexcused, late, batch_id"


def admin() -> Connection:
    """The administrator's connection to the database of this bench: without row-level security."""
    to = admin_login(home()).to(database_name())
    return psycopg.connect(**to.conninfo(), autocommit=True)  # type: ignore[arg-type]


def town_sql(number: str) -> str:
    """The path of a municipality by its number."""
    return f"'lv.m' || lpad(({number})::text, 4, '0') || '.'"


def school_sql(number: str) -> str:
    """The path of a school by its number."""
    return f"{town_sql(f'({number}) / {TOWN}')} || 's' || lpad(({number})::text, 5, '0') || '.'"


def build(size: Size) -> None:
    """Everything but attendance into the tables; attendance into two files."""
    with admin() as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set maintenance_work_mem = '256MB'")
        _bodies(connection, size)
        _learners(connection, size)
        _classes(connection, size)
        _accounts(connection, size)
        _sequences(connection)
        _files(connection, size)
        connection.execute("analyze")


def _insert(connection: Connection, model: type[Model], given: Mapping[str, str], source: str) -> None:
    """``insert … select``; columns that are not given get what the model puts there."""
    every = {**_defaults(model, given), **given}
    names = ", ".join(f'"{name}"' for name in every)
    connection.execute(
        f'insert into "{model._meta.db_table}" ({names}) select {", ".join(every.values())} from {source}'.encode()
    )


def _defaults(model: type[Model], given: Mapping[str, str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if field.column is None or field.column in given or field.null or field.has_db_default():
            continue
        if field.column == "uuid":
            made["uuid"] = f"md5('{model._meta.db_table} ' || n)::uuid"
        elif field.has_default():
            made[field.column] = _literal(field.get_default())
    return made


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return f"'{json.dumps(value)}'::jsonb"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _bodies(connection: Connection, size: Size) -> None:
    """The state has the id 1, then come municipalities, then schools."""

    def add(source: str, number: str, path: str, kind: str, parent: str) -> None:
        _insert(connection, Organisation, {
            "id": number, "uuid": f"md5({path})::uuid", "path": path, "parent_id": parent, "kind": f"'{kind}'",
            "country": "'lv'", "name": f"'{kind} ' || n", "sort_key": f"'{kind} ' || n",
            "starts": "date '2015-01-01'", "synthetic": "true",
        }, source)  # fmt: skip

    add("(values (0)) v(n)", "1", "'lv.'", "state", "null::bigint")
    add(f"generate_series(0, {size.towns - 1}) n", "2 + n", town_sql("n"), "municipality", "1")
    add(
        f"generate_series(0, {size.schools - 1}) n", f"{2 + size.towns} + n", school_sql("n"), "school",
        f"2 + n / {TOWN}",
    )  # fmt: skip


def _learners(connection: Connection, size: Size) -> None:
    """Learners of the state's register, and their enrolments since September."""
    everybody, path = f"generate_series(1::bigint, {size.learners}) n", school_sql(SCHOOL_NO)
    given, family = "'Given' || hashint8(n) % 1000", "'Family' || lpad((hashint8(n * 31) % 50000)::text, 6, '0')"
    _insert(connection, Person, {
        "id": "n", "home_path": path, "kind": "'learner'", "given_name": given, "family_name": family,
        "sort_key": f"lower({family} || ' ' || n)", "birth_date": "date '2010-01-01' + (hashint8(n) % 700)",
        "sex": "'f'", "language": "'lv'", "source_org_id": "1", "source_id": _key(), "synthetic": "true",
    }, everybody)  # fmt: skip
    name = "one_enrolment_at_a_time_per_person_and_school"
    ((body,),) = connection.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [name])
    connection.execute(f"alter table people_enrolment drop constraint {name}".encode())
    _insert(connection, Enrolment, {
        "id": "n", "org_path": path, "person_id": "n", "school_id": f"{2 + size.towns} + {SCHOOL_NO}", "grade": "'10'",
        "school_year": "'2026/27'", "repeats": "hashint8(n) % 67 = 0", "starts": SINCE,
    }, everybody)  # fmt: skip
    connection.execute(f"alter table people_enrolment add constraint {name} {body}".encode())


def _key() -> str:
    return f"'{KEY}' || lpad(n::text, 8, '0')"


def _classes(connection: Connection, size: Size) -> None:
    groups = -(-size.learners // CLASS)
    number = f"n * {CLASS} / {SCHOOL}"
    _insert(connection, Group, {
        "id": "n + 1", "org_path": school_sql(number), "school_id": f"{2 + size.towns} + {number}",
        "title": "'Class ' || n", "grade": "'10'", "school_year": "'2026/27'",
    }, f"generate_series(0, {groups - 1}) n")  # fmt: skip
    _insert(connection, GroupMembership, {
        "id": "n", "org_path": school_sql(SCHOOL_NO), "person_id": "n", "group_id": f"1 + {CLASS_NO}", "starts": SINCE,
    }, f"generate_series(1::bigint, {size.learners}) n")  # fmt: skip


def _accounts(connection: Connection, size: Size) -> None:
    """A coordinator of the middle school, a class teacher there, and the coordinator of its municipality."""
    school = size.schools // 2 if size.schools > 1 else 0
    group = 1 + school * SCHOOL // CLASS
    _insert(connection, Account, {
        "id": "n", "password": "'!'", "email": "'bench' || n || '@demo.mugur.example'", "name": "'Bench ' || n",
        "synthetic": "true",
    }, f"generate_series(1, {len(PEOPLE)}) n")  # fmt: skip
    roles = (("school_coordinator", 2 + size.towns + school), ("class_teacher", 2 + size.towns + school),
             ("municipality_coordinator", 2 + school // TOWN))  # fmt: skip
    listed = ", ".join(f"({n}, '{role}', {body})" for n, (role, body) in enumerate(roles, start=1))
    _insert(connection, Membership, {
        "id": "n", "account_id": "n", "organisation_id": "body", "role": "role", "starts": SINCE,
    }, f"(values {listed}) v(n, role, body)")  # fmt: skip
    _insert(connection, Assignment, {
        "id": "n", "org_path": school_sql(str(school)), "kind": "'class_teacher'", "account_id": "2",
        "group_id": str(group), "starts": SINCE,
    }, "(values (1)) v(n)")  # fmt: skip


def _sequences(connection: Connection) -> None:
    for model in (Organisation, Person, Enrolment, Group, GroupMembership, Account, Membership, Assignment):
        table = model._meta.db_table
        connection.execute(
            f"select setval(pg_get_serial_sequence('\"{table}\"', 'id'), (select max(id) from \"{table}\"))".encode()
        )


def _files(connection: Connection, size: Size) -> None:
    """The same rows in the same order twice: as a school sends them, and as the table holds them."""
    with size.file("attendance").open("wb") as sent, size.file("table").open("wb") as held:
        sent.write(HEAD.encode())
        for first in range(1, size.learners + 1, CHUNK):
            last = min(first + CHUNK - 1, size.learners)
            made = ROWS.format(first=first, last=last, school=SCHOOL, key=KEY, path=school_sql(SCHOOL_NO))
            connection.execute(made.replace(" % ", " %% ").encode(), [school_days()])
            _copy_out(connection, AS_SENT, sent)
            _copy_out(connection, AS_HELD, held)
            connection.execute("drop table chunk")


def _copy_out(connection: Connection, query: str, to: IO[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout with (format csv)".encode()) as rows:
        for piece in rows:
            to.write(piece)
