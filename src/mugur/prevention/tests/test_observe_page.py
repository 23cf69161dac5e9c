"""Sheets and requests: what teachers see and learners ask for becomes a signal that a person answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import a_learner, an_account, sign_in, the_world

from mugur.prevention.forms.notice import AnswerForm, ObserveForm
from mugur.prevention.models import ObservationSheet, Signal
from mugur.prevention.rules import notice as rules

from .deliver_world import SCHOOL
from .notice_world import the_rules
from .noticed import Class, a_class, the_day

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def made(settings: Any) -> Class:
    the_day(settings)
    the_rules()
    with the_world():
        return a_class()


def url(name: str, made: Class) -> str:
    return reverse(f"prevention:{name}", args=[made.first.uuid])


def test_one_sign_is_kept_and_makes_no_signal(client: Client, made: Class) -> None:
    answer = sign_in(client, made.teacher).post(url("observe", made), {"signs": ["tired"], "text": "Fell asleep twice"})
    assert answer.status_code == 302 and answer["Location"] == reverse("prevention:learner", args=[made.first.uuid])
    with the_world():
        assert ObservationSheet.objects.get(person=made.first).signs == ["tired"]
        assert not Signal.objects.filter(origin="observation").exists()


def test_from_the_cut_on_a_signal_waits(client: Client, made: Class) -> None:
    answer = sign_in(client, made.teacher).post(
        url("observe", made), {"signs": ["tired", "isolation", "boredom", "own_words"]}
    )
    with the_world():
        signal = Signal.objects.get(origin="observation")
    assert answer["Location"] == reverse("prevention:signal", args=[signal.uuid])
    page = client.get(answer["Location"]).content.decode()
    assert "teachers noticed 4 signs" in page and "Speaks of leaving school" in page


@pytest.mark.parametrize("sent", [{}, {"text": "   "}, {"signs": ["poor"], "text": "x"}])
def test_an_empty_or_strange_sheet_is_refused(client: Client, made: Class, sent: dict[str, Any]) -> None:
    answer = sign_in(client, made.teacher).post(url("observe", made), {**sent})
    assert answer.status_code == 422 and 'class="error"' in answer.content.decode()
    with the_world():
        assert not ObservationSheet.objects.exists()


def test_a_learner_s_request_is_a_signal(client: Client, made: Class) -> None:
    answer = sign_in(client, made.coordinator).post(url("ask", made), {"text": "The ticket costs too much"})
    with the_world():
        signal = Signal.objects.get(origin="own_request")
    assert answer["Location"] == reverse("prevention:signal", args=[signal.uuid]) and signal.request_text.startswith(
        "The ticket"
    )


def test_an_empty_request_is_refused(client: Client, made: Class) -> None:
    answer = sign_in(client, made.teacher).post(url("ask", made), {"text": " "})
    assert answer.status_code == 422 and 'class="error"' in answer.content.decode()


@pytest.mark.parametrize("name", ["observe", "ask"])
def test_no_name_in_the_title_and_the_reason_is_shown(client: Client, made: Class, name: str) -> None:
    page = sign_in(client, made.teacher).get(url(name, made)).content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title and made.first.family_name not in title[1] and "You are the class teacher of AV-2c" in page


@pytest.mark.parametrize(
    ("name", "role"), [("observe", "school_coordinator"), ("observe", "head"), ("ask", "head"), ("ask", "assistant")]
)
def test_for_others_the_forms_do_not_exist(client: Client, made: Class, name: str, role: str) -> None:
    with the_world():
        account = an_account((role, SCHOOL))
        stranger = a_learner("lv.aiz.vs.")
    assert sign_in(client, account).get(url(name, made)).status_code == 404
    assert sign_in(client, made.teacher).get(reverse(f"prevention:{name}", args=[stranger.uuid])).status_code == 404


def test_the_forms_offer_exactly_what_the_rules_know() -> None:
    def codes(form: Any, name: str) -> list[str]:
        return [code for code, _text in form.fields[name].choices if code]

    assert codes(ObserveForm(), "signs") == list(rules.SIGNS)
    assert codes(AnswerForm(), "reason_code") == list(rules.REASONS)
    assert codes(AnswerForm(), "first_step") == list(rules.FIRST_STEPS)
    assert codes(AnswerForm(), "answer") == [value for value, _label in Signal.Answer.choices]
