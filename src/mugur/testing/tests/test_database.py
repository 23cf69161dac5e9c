"""Tests stand on the same ground as production: the app's own login, a real server, a clean start."""

import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError


def current_user(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("select current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(databases=["default", "wide", "owner"])
def test_each_alias_has_its_own_login() -> None:
    assert [current_user(alias) for alias in ("default", "wide", "owner")] == ["mugur_app", "mugur_wide", "mugur_owner"]


@pytest.mark.django_db
def test_the_app_may_neither_create_nor_empty_tables() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("create table mine (id int)")


@pytest.mark.django_db
def test_the_app_may_not_keep_a_connection_waiting() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("select pg_sleep(0)")


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_committed_is_gone_in_the_next(turn: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_session where session_key = 'kept'")
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "insert into django_session (session_key, session_data, expire_date) values ('kept', '', '2026-11-24')"
        )
