"""The second wall: what a query without its right returns, and when it refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from tests.builders import DAY, WORLD, a_body, a_learner, the_world

from mugur.access.reach import Reach, scope
from mugur.people.models import Person

pytestmark = pytest.mark.django_db


def test_a_query_without_scope_raises() -> None:
    with the_world():
        a_learner("lv.aiz.pv.")
    with pytest.raises((ProgrammingError, InternalError), match="no scope is set"), transaction.atomic():
        list(Person.objects.all())


def test_a_school_sees_its_own_learners_only() -> None:
    with the_world():
        mine, other = a_learner("lv.aiz.pv."), a_learner("lv.aiz.vs.")
    with scope(Reach.of(["lv.aiz.pv."]), on=DAY):
        assert list(Person.objects.values_list("pk", flat=True)) == [mine.pk]
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert set(Person.objects.values_list("pk", flat=True)) == {mine.pk, other.pk}


def test_siblings_with_a_common_prefix_are_strangers() -> None:
    with the_world():
        one, ten = a_learner("lv.aiz.s1."), a_learner("lv.aiz.s10.")
    with scope(Reach.of(["lv.aiz.s1."]), on=DAY):
        assert list(Person.objects.values_list("pk", flat=True)) == [one.pk]
    with scope(Reach.of(["lv.aiz.s10."]), on=DAY):
        assert list(Person.objects.values_list("pk", flat=True)) == [ten.pk]


@pytest.mark.parametrize("paths", ["-", "x", "lv", "LV.", "|", "||", "lv.|.", "|lv/"])
def test_malformed_paths_open_nothing_more(paths: str) -> None:
    with the_world():
        a_learner("lv.aiz.pv.")
        a_body("ro.cj.")
        stranger = a_learner("ro.cj.up.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('app.paths', %s, true), set_config('app.link', '', true)", [paths])
        seen = set(Person.objects.values_list("pk", flat=True))
    assert stranger.pk not in seen


def test_an_empty_setting_is_an_error_not_everything() -> None:
    with the_world():
        a_learner("lv.aiz.pv.")
    with (
        pytest.raises((ProgrammingError, InternalError), match="no scope is set"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select set_config('app.paths', '', true)")
        list(Person.objects.all())


def test_a_link_reaches_exactly_its_person() -> None:
    with the_world():
        mine, other = a_learner("lv.aiz.pv."), a_learner("lv.aiz.pv.")
    with scope(Reach(link=str(mine.pk)), on=DAY):
        assert list(Person.objects.values_list("pk", flat=True)) == [mine.pk]
    assert other.pk != mine.pk


def test_reach_merges_nested_paths_and_refuses_what_is_no_path() -> None:
    assert Reach.of(["lv.aiz.pv.", "lv.aiz.", "lv.aiz."]).paths == ("lv.aiz.",)
    with pytest.raises(ValueError, match="not a path"):
        Reach.of(["lv"])


def test_a_stranger_is_not_updated_and_not_inserted() -> None:
    with the_world():
        other = a_learner("lv.bau.vs.")
    with scope(Reach.of(["lv.aiz."]), on=DAY), connection.cursor() as cursor:
        cursor.execute("update people_person set given_name = 'X' where id = %s", [other.pk])
        assert cursor.rowcount == 0
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scope(Reach.of(["lv.aiz."]), on=DAY),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "insert into people_enrolment (uuid, org_path, person_id, school_id, grade, school_year, programme, repeats,"
            " starts, exit_reason, destination, void_reason) select gen_random_uuid(), 'lv.aiz.pv.', %s,"
            " (select id from organisations_organisation where path = 'lv.bau.vs.'), '', '', '', false, %s, '', '', ''",
            [other.pk, date(2026, 9, 1)],
        )


def test_the_world_of_the_tests_is_not_the_wall_of_the_product() -> None:
    assert WORLD.covers("lv.aiz.pv.") and not WORLD.covers("xx.")
