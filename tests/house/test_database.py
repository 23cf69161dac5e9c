"""Laws of the database, read from its catalogue."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, InternalError, ProgrammingError, connection, connections, models, transaction

from mugur.access.keep import KEEPS, unclaimed
from mugur.access.reach import Reach, scope
from mugur.access.records import Record
from mugur.access.wall import OURS, Wall, policies, walled
from tests.builders import DAY, a_learner, the_world

pytestmark = pytest.mark.django_db(databases=["default", "wide"])
WALLED = list(walled())


def rows(sql: str, *values: Any, using: str = "default") -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in OURS]


def test_the_app_role_is_nobody_special() -> None:
    for role in ("mugur_app", "mugur_worker", "mugur_wide", "mugur_vault", "mugur_erase"):
        (flags,) = rows(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = %s", role
        )
        assert flags == (False, False, False, False), role
        assert rows("select 1 from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = %s", role) == []
        assert (
            rows("select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = %s", role) == []
        )
    assert rows("select has_schema_privilege('mugur_app', 'public', 'create')") == [(False,)]
    assert rows("select has_schema_privilege('mugur_app', 'staging', 'usage')") == [(False,)]


@pytest.mark.parametrize("model,wall", WALLED, ids=lambda v: getattr(v, "__name__", ""))
def test_every_personal_table_forces_row_security_and_has_its_policies(model: type[models.Model], wall: Wall) -> None:
    table = model._meta.db_table
    assert rows("select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", table) == [
        (True, True)
    ]
    there = {name for (name,) in rows("select polname from pg_policy where polrelid = %s::regclass", table)}
    append_only, may_delete = bool(getattr(model, "append_only", False)), bool(getattr(model, "app_may_delete", False))
    assert there == set(policies(table, wall, append_only=append_only, may_delete=may_delete))


def test_every_model_of_persons_has_a_wall() -> None:
    bare = []
    for model in ours():
        names = {f.name for f in model._meta.concrete_fields} | {f.attname for f in model._meta.concrete_fields}
        if getattr(model, "in_vault", False) or model._meta.label == "access.Link":
            continue
        if names & {"person", "person_id", "org_path", "home_path"} and not isinstance(
            getattr(model, "wall", None), Wall
        ):
            bare.append(model._meta.label)
    #: Read before the scope exists, or without any person in it.
    assert set(bare) <= {"prevention.IndicatorRun", "statistics.FlowRow"}


def test_paths_compare_in_the_c_collation() -> None:
    wrong = rows(
        "select table_name, column_name, collation_name from information_schema.columns where table_schema = 'public'"
        " and column_name in ('org_path', 'home_path', 'path', 'scope_path')"
        " and table_name ~ '^(access|organisations|people|support|prevention|statistics)_' and coalesce(collation_name, '') <> 'C'"
    )
    assert wrong == []


@pytest.mark.parametrize("model,wall", WALLED, ids=lambda v: getattr(v, "__name__", ""))
def test_a_query_without_scope_fails_or_is_empty(model: type[models.Model], wall: Wall) -> None:
    with the_world():
        a_learner()
    with transaction.atomic():
        try:
            with transaction.atomic():
                found = list(model._default_manager.all()[:1])
        except (ProgrammingError, InternalError) as error:
            assert "no scope is set" in str(error)
        else:
            assert found == []


@pytest.mark.parametrize("model,wall", WALLED, ids=lambda v: getattr(v, "__name__", ""))
def test_a_query_without_the_rights_filter_returns_nothing_of_strangers(model: type[models.Model], wall: Wall) -> None:
    from tests.samples import SAMPLES

    with the_world():
        for build in SAMPLES.values():
            build()
    with scope(Reach.of(["lv.zzz."]), on=DAY):
        assert list(model._default_manager.all()[:1]) == []


def test_no_cascade_on_tables_of_ours() -> None:
    wrong = [
        f"{m._meta.label}.{f.name}"
        for m in ours()
        for f in m._meta.concrete_fields
        if isinstance(f, models.ForeignKey) and f.remote_field.on_delete is not models.PROTECT
    ]
    assert wrong == []


def test_nobody_is_granted_a_partition() -> None:
    assert (
        rows(
            "select c.relname, r.rolname from pg_inherits i join pg_class c on c.oid = i.inhrelid, pg_roles r"
            " where r.rolname in ('mugur_app', 'mugur_worker', 'mugur_wide')"
            " and has_table_privilege(r.rolname, c.oid, 'select, insert, update, delete')"
        )
        == []
    )


def test_security_definer_functions_are_on_the_list() -> None:
    assert (
        rows(
            "select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where prosecdef and nspname = 'public'"
        )
        == []
    )


def test_views_obey_the_reader() -> None:
    assert rows("select viewname from pg_views where schemaname = 'public'") == []


@pytest.mark.parametrize("verb", ["update {t} set day = day", "delete from {t}", "truncate {t}"])
@pytest.mark.parametrize(
    "table",
    sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False) and hasattr(m, "day")),
)
def test_ledgers_refuse_update_delete_truncate(table: str, verb: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        scope(Reach.of(["lv."]), on=DAY),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(t=table))


def test_the_app_deletes_from_listed_tables_only() -> None:
    allowed = {m._meta.db_table for m in apps.get_models() if getattr(m, "app_may_delete", False)}
    found = {
        table
        for (table,) in rows(
            "select table_name from information_schema.role_table_grants where grantee = 'mugur_app' and privilege_type = 'DELETE'"
            " and table_schema = 'public'"
        )
    }
    foreign = ("django_", "account_", "mfa_", "procrastinate_", "web_cache", "auth_")
    assert {t for t in found if not t.startswith(foreign)} == allowed


@pytest.mark.parametrize("model,wall", WALLED, ids=lambda v: getattr(v, "__name__", ""))
def test_every_personal_field_has_one_keep_line(model: type[models.Model], wall: Wall) -> None:
    if model._meta.app_label == "access":
        return
    assert unclaimed(model) == []


def test_keep_lines_name_real_models_and_fields() -> None:
    for line in KEEPS.values():
        model = apps.get_model(line.model)
        names = {f.name for f in model._meta.concrete_fields} | {f.attname for f in model._meta.concrete_fields}
        assert set(line.personal) | set(line.ordinary) <= names, line.model
        assert line.reason and line.source and line.until.sentence


def test_names_of_constraints_are_sentences() -> None:
    wrong = [c.name for m in ours() for c in m._meta.constraints if len(c.name.split("_")) < 4]
    assert wrong == []


def test_records_of_persons_are_written_inside_actions() -> None:
    assert all(issubclass(m, Record) or getattr(m, "append_only", False) or m.__name__ in PLAIN for m, _ in WALLED)


#: Loaded set-wise by a batch, or the kernel's own.
PLAIN = {"AttendanceFact", "MarkFact", "Incident", "Job", "Occupied"}
