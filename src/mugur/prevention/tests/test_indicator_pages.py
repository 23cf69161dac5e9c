"""The rules in the open: words, versions with their sources, cases, and what a stricter cut would mean here."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import a_learner, an_account, sign_in, the_world

from mugur.access.models import Account
from mugur.prevention.models import IndicatorVersion

from .deliver_world import SCHOOL
from .notice_world import indicator, the_rules
from .noticed import Class, a_class, questions, register, the_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings: Any) -> Class:
    the_day(settings)
    the_rules()
    with the_world():
        return a_class()


def address(code: str = "unexcused_lessons") -> str:
    with the_world():
        return reverse("prevention:indicator", args=[indicator(code).uuid])


def get(client: Client, account: Account, url: str) -> str:
    answer = sign_in(client, account).get(url)
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


def test_the_list_says_every_rule_with_its_cuts(client: Client, made: Class) -> None:
    page = get(client, made.teacher, "/indicators/")
    assert "Unexcused lessons in four school weeks" in page and "watch from 8 · act from 16" in page
    assert "watch below 85% · act below 80%" in page and "version 4" in page
    assert "The database refuses a rule that asks for them." in page


def test_a_rule_shows_its_cases_versions_and_sources(client: Client, made: Class) -> None:
    page = get(client, made.teacher, address())
    cases = re.findall(r'<tr><th scope="row">(\d+)</th><td>(.*?)</td>', page)
    assert [value for value, _level in cases][:4] == ["7", "8", "15", "16"]
    assert ["act" in level for _value, level in cases][:4] == [False, False, False, True]
    assert "Version 1" in page and "Version 3" in page and "Dutch absence register" in page
    assert "Notice earlier at your school" not in page


def test_shares_below_a_cut_are_met_exactly(client: Client, made: Class) -> None:
    page = get(client, made.teacher, address("attendance_45"))
    assert re.findall(r'<tr><th scope="row">([\d.]+%)</th>', page)[:4] == ["85%", "84.9%", "80%", "79.9%"]


def test_the_coordinator_sees_how_many_each_cut_would_flag_and_never_fewer_than_five(
    client: Client, made: Class
) -> None:
    with the_world():
        for _n in range(4):
            register(a_learner(SCHOOL))
    page = get(client, made.coordinator, address())
    shown = page[page.index("What each cut would mean here") : page.index("Versions</h2>")]
    assert re.findall(r'<td class="num">(\d+)</td>', shown) == ["6", "6", "6", "6", "6"]
    with the_world():
        register(made.learners[2])
    fewer = get(client, an_account_at("lv.aiz.vs."), address())
    assert "under 5" not in fewer and re.findall(r'<td class="num">(\d+)</td>', fewer) == ["0", "0", "0", "0", "0"]


def test_few_learners_are_hidden(client: Client, made: Class) -> None:
    page = get(client, made.coordinator, address())
    shown = page[page.index("What each cut would mean here") : page.index("Versions</h2>")]
    assert shown.count("under 5") == 5 and '<td class="num">' not in shown


def an_account_at(path: str) -> Account:
    with the_world():
        return an_account(("school_coordinator", path))


def test_a_school_may_be_stricter_from_today(client: Client, made: Class) -> None:
    answer = sign_in(client, made.coordinator).post(address(), {"path": SCHOOL, "watch": "6", "act": "12"})
    assert answer.status_code == 302
    with the_world():
        version = IndicatorVersion.objects.get(scope_path=SCHOOL)
        assert (version.watch, version.act) == (6, 12)
    page = get(client, made.coordinator, "/indicators/")
    assert "watch from 6 · act from 12" in page and "watch from 8 · act from 16" in page


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"watch": "10", "act": "16"}, "mg-errors"),
        ({"watch": "", "act": ""}, "Give a value: the programme has one too."),
        ({"watch": "12", "act": "6"}, "mg-errors"),
        ({"watch": "8", "act": "16"}, "mg-errors"), ({"watch": "-1", "act": "3"}, "mg-errors"),
    ],
)  # fmt: skip
def test_looser_empty_and_twisted_cuts_are_refused_and_kept_in_the_form(
    client: Client, made: Class, sent: dict[str, str], told: str
) -> None:
    answer = sign_in(client, made.coordinator).post(address(), {"path": SCHOOL, **sent})
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page
    assert all(f'value="{value}"' in page for value in sent.values() if value)
    with the_world():
        assert not IndicatorVersion.objects.filter(scope_path=SCHOOL).exists()


def test_only_the_coordinator_of_that_school_may(client: Client, made: Class) -> None:
    answer = sign_in(client, made.teacher).post(address(), {"path": SCHOOL, "watch": "6", "act": "12"})
    assert answer.status_code == 422
    other = an_account_at("lv.aiz.vs.")
    assert sign_in(client, other).post(address(), {"path": SCHOOL, "watch": "6", "act": "12"}).status_code == 422
    with the_world():
        assert not IndicatorVersion.objects.exclude(scope_path__in=["lv.", "hu.", "eu."]).exists()


def test_for_assistants_and_strangers_there_is_no_page(client: Client, made: Class) -> None:
    with the_world():
        assistant = an_account(("assistant", SCHOOL))
    assert sign_in(client, assistant).get("/indicators/").status_code == 404
    assert sign_in(client, made.teacher).get("/indicators/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_the_pages_ask_few_questions(client: Client, made: Class) -> None:
    get(client, made.coordinator, "/indicators/")
    assert questions(client, "/indicators/") <= 9
    assert questions(client, address()) <= 14
