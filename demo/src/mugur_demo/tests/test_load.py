"""The loaded demonstration: invariants, the story as told, personas one click away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connections
from django.test import Client

import mugur_demo
from mugur_demo import guard, load, views
from mugur_demo.load import checks, emptying, fingerprint, persons, steps
from mugur_demo.personas import PERSONAS

from .conftest import demonstration, own_database

TEMPLATES = Path(mugur_demo.__file__).parent / "templates"


def one(question: str, *facts: Any) -> Any:
    with connections["wide"].cursor() as cursor:
        cursor.execute(question, facts)
        return cursor.fetchone()[0]


@pytest.fixture
def in_it(loaded: list[str], django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def visitor(in_it: None, settings: Any) -> Client:
    """A browser at the demonstration's own addresses."""
    settings.MUGUR_MODE, settings.MUGUR_DAY = "demo", "2026-11-24"
    settings.ROOT_URLCONF = "mugur_demo.tests.urls"
    settings.TEMPLATES = [{**house.TEMPLATES[0], "DIRS": [*house.TEMPLATES[0]["DIRS"], TEMPLATES]}]
    views._is_a_demonstration.cache_clear()
    return Client()


def entered(visitor: Client, key: str) -> Any:
    return visitor.post(f"/demo/enter/{key}/", follow=True)


def test_it_says_what_it_does_and_all_checks_hold(loaded: list[str], in_it: None) -> None:
    assert loaded[-2].endswith("checks hold") and loaded[-1].endswith("together")
    assert load.is_loaded()


def test_everybody_is_marked_as_invented(in_it: None) -> None:
    assert guard.wrong(guard.of_database()) == []
    assert one("select count(*) from people_person where email <> '' and email not like '%%mugur.example'") == 0


def test_each_batch_stands_in_the_log(in_it: None) -> None:
    assert one("select count(*) from access_auditentry where event like 'demo.load.%%'") > 20
    assert one("select count(*) from access_auditentry where event = 'demo.load.attendancefact'") == 1


def test_nothing_recorded_lies_after_the_day(in_it: None) -> None:
    assert one("select max(at)::date::text from access_auditentry") <= "2026-11-24"


def test_a_person_who_is_not_invented_closes_it(visitor: Client) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table people_person no force row level security")
        cursor.execute("update people_person set synthetic = false where id = 1")
    views._is_a_demonstration.cache_clear()
    try:
        with pytest.raises(Exception, match="not invented"):
            visitor.get("/demo/")
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("update people_person set synthetic = true where id = 1")
            cursor.execute("alter table people_person force row level security")


def test_the_page_of_personas_names_all_and_what_waits(visitor: Client) -> None:
    text = visitor.get("/demo/").content.decode()
    assert text.count("/demo/enter/") == len(PERSONAS)
    assert "4 things wait." in text and "Nothing waits." in text
    assert "Bērziņš" not in text


@pytest.mark.parametrize("persona", [p for p in PERSONAS if not p.link], ids=lambda p: p.key)
def test_one_click_lets_each_persona_in_with_a_second_factor(visitor: Client, persona: Any) -> None:
    answer = entered(visitor, persona.key)
    assert answer.status_code == 200 and visitor.session["account_authentication_methods"][0]["method"] == "demo"
    assert answer.redirect_chain[-1][0] != "/second-factor/"


@pytest.mark.parametrize(
    "key, status, word",
    [
        ("guardian", 200, "Gustavs"),
        ("learner", 200, "Gustavs"),
        ("guardian_asked", 200, "Annija"),
        ("guardian_of_age", 404, "21. novembris"),
    ],
)
def test_families_come_by_a_fresh_link(visitor: Client, key: str, status: int, word: str) -> None:
    token = visitor.post(f"/demo/enter/{key}/")["Location"]
    answer = visitor.post(token, follow=True)
    assert answer.status_code == status
    assert word in answer.content.decode() or key == "guardian_of_age"


def test_get_enters_nobody_and_unknown_personas_are_out_of_reach(visitor: Client) -> None:
    assert visitor.get("/demo/enter/head/").status_code == 405
    assert visitor.post("/demo/enter/nobody/").status_code == 404


def test_the_page_does_not_exist_outside_a_demonstration(visitor: Client, settings: Any) -> None:
    settings.MUGUR_MODE = "test"
    assert visitor.get("/demo/").status_code == 404


def test_the_class_teacher_has_four_things_and_a_signal_four_days_late(visitor: Client) -> None:
    entered(visitor, "class_teacher")
    text = visitor.get("/work/").content.decode()
    assert "4 things wait for you." in text and "4 days late" in text and "1 day late" in text


def test_the_municipality_decides_on_fourteen(visitor: Client) -> None:
    entered(visitor, "municipality")
    text = visitor.get("/approvals/").content.decode()
    assert "14 plan versions wait for you" in text and "786.60" in text


def test_the_roster_waits_with_fourteen_rows(visitor: Client) -> None:
    assert one("select counts from people_importbatch where kind = 'roster'") is not None
    waits = (
        "select sum((c.value ->> 'waits')::int) from people_importbatch b, jsonb_each(b.counts) c"
        " where b.kind = 'roster'"
    )
    assert one(waits) == 14


def test_the_path_of_ef_has_thirteen_rows(visitor: Client) -> None:
    entered(visitor, "class_teacher")
    uuid = one(
        "select uuid from people_person where family_name = 'Feldmanis' and given_name = 'Emīls' and kind = 'learner'"
        " and source_id like 'DEMO-L-0%%' and home_path = 'lv.aizkraukle.pv.'"
    )
    text = visitor.get(f"/learners/{uuid}/path/").content.decode()
    assert "39 + 17" in text and "96" in text and "because" not in text


def test_a_check_that_fails_says_its_sentence(in_it: None, monkeypatch: pytest.MonkeyPatch) -> None:
    question = checks.Exactly("Seven learners.", 7, "select count(*) from people_person where kind = 'learner'")
    monkeypatch.setattr(checks, "TOLD", (question,))
    monkeypatch.setattr(checks, "_facts", lambda stage: {})
    assert list(checks._told(None)) == ["Seven learners. Found 9000, expected 7."]  # type: ignore[arg-type]


def test_whatever_fails_nothing_is_kept(
    django_db_setup: Any, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise checks.Failed("Not so.")

    monkeypatch.setattr(steps.facts, "load", fail)
    said: list[str] = []
    with django_db_blocker.unblock(), own_database("failing"):
        with pytest.raises(checks.Failed):
            load.load(day=None, tell=said.append)
        assert said[-1] == "Nothing of it was kept." and not load.is_loaded()
        assert one("select count(*) from people_person") == one("select count(*) from access_account") == 0
    assert persons.VAULTED and emptying.KEPT


@pytest.mark.slow
def test_two_loads_are_the_same(django_db_setup: Any, django_db_blocker: Any) -> None:
    found = []
    for name in ("first", "second"):
        with django_db_blocker.unblock(), demonstration(name):
            found.append(fingerprint.marks())
    assert {table for table in found[0] if found[0][table] != found[1][table]} == set()
    assert sum(rows for rows, _ in found[0].values()) > 1_500_000
