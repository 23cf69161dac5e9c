"""The list of learners: fifty at a time, found by a beginning of three letters, every one shown recorded."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.builders import a_learner, an_account, sign_in, the_world

from mugur.access.models import Account, ReadEntry
from mugur.people.imports.sorting import sort_key
from mugur.people.models import Person

from .deliver_world import SCHOOL
from .notice_world import the_rules
from .noticed import Class, a_class, questions, the_day

pytestmark = pytest.mark.django_db
LIST = "/learners/"


@pytest.fixture
def made(settings: Any) -> Class:
    the_day(settings)
    the_rules()
    with the_world():
        return a_class()


def named(family: str, given: str = "Anna", path: str = SCHOOL, **more: Any) -> Person:
    person = a_learner(path, family_name=family, given_name=given, **more)
    person.sort_key = sort_key(family, given)
    person.save()
    return person


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page)


def get(client: Client, account: Account, address: str = LIST) -> str:
    answer = sign_in(client, account).get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_beginning_finds_without_marks_and_no_name_stands_in_the_address(client: Client, made: Class) -> None:
    with the_world():
        named("Āboliņa")
        named("Abols")
        named("Kalniņš")
    answer = sign_in(client, made.coordinator).post(LIST, {"q": "ābo"})
    page = answer.content.decode()
    assert names(page) == ["Āboliņa, Anna", "Abols, Anna"] and 'method="post"' in page
    assert names(client.post(LIST, {"q": "Aboli"}).content.decode()) == ["Āboliņa, Anna"]
    assert "Nobody was found" in client.post(LIST, {"q": "zzz"}).content.decode()


def test_two_letters_are_too_few(client: Client, made: Class) -> None:
    answer = sign_in(client, made.coordinator).post(LIST, {"q": "Fa"})
    assert answer.status_code == 422 and "Write at least three letters." in answer.content.decode()
    assert names(answer.content.decode()) == []


def test_pages_of_fifty_go_on_where_the_last_one_ended(client: Client, made: Class) -> None:
    with the_world():
        for n in range(60):
            named(f"Ozols{n:02d}")
    first = get(client, made.coordinator)
    following = re.search(r'href="(\?after=[0-9a-f-]+)"', first)
    assert len(names(first)) == 50 and following and "Ozols" not in following[1]
    second = get(client, made.coordinator, LIST + following[1])
    assert len(names(second)) == 13 and not set(names(first)) & set(names(second))
    with the_world():
        assert ReadEntry.objects.filter(page="prevention.learners.see").count() == 63


def test_only_those_with_an_open_signal(client: Client, made: Class) -> None:
    assert len(names(get(client, made.coordinator))) == 3
    assert len(names(get(client, made.coordinator, LIST + "?open=1"))) == 2


def test_the_teacher_has_the_class_and_nobody_else(client: Client, made: Class) -> None:
    with the_world():
        named("Cits")
    page = get(client, made.teacher)
    assert len(names(page)) == 3 and "Cits" not in page


def test_the_municipality_sees_names_but_neither_signals_nor_protected_places(client: Client, made: Class) -> None:
    with the_world():
        account = an_account(("municipality_coordinator", "lv.aiz."))
        named("Slepens", protected=True)
        named("Zzz", path="lv.bau.pv.")
    page = get(client, account)
    assert "Open signals" not in page and "Only with an open signal" not in page and "Zzz" not in page
    row = page[page.index("Slepens, Anna") :]
    assert "Body lv.aiz.pv." not in row[: row.index("</tr>")] and "protected data" in row


def test_a_strange_mark_of_a_page_begins_anew(client: Client, made: Class) -> None:
    assert len(names(get(client, made.coordinator, LIST + "?after=nonsense"))) == 3


@pytest.mark.parametrize("role", ["assistant", "national_manager", "data_steward"])
def test_for_others_there_is_no_list(client: Client, made: Class, role: str) -> None:
    with the_world():
        account = an_account((role, "lv."))
    assert sign_in(client, account).get(LIST).status_code == 404


def test_fifty_learners_cost_no_more_questions_than_three(client: Client, made: Class) -> None:
    with the_world():
        for n in range(50):
            named(f"Ozols{n:02d}")
    get(client, made.coordinator)
    assert questions(client, LIST) <= 13


def test_searching_is_counted_and_after_thirty_in_a_minute_waits(client: Client, made: Class) -> None:
    sign_in(client, made.teacher)
    codes = [client.post(LIST, {"q": "zzz\x00"}).status_code for _ in range(62)]  # a minute may begin in between
    assert codes[0] == 200 and set(codes) == {200, 429}
