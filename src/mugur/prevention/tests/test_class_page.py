"""My class: every learner by name with reasons, the register's shares, and nobody ranked."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import a_group, a_learner, an_account, sign_in, the_world

from mugur.access.models import ReadEntry
from mugur.people.models import Assignment

from .deliver_world import SCHOOL, a_plan, decided
from .notice_world import the_rules
from .noticed import Class, a_class, a_signal, questions, the_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings: Any) -> Class:
    the_day(settings)
    the_rules()
    with the_world():
        return a_class()


def page_of(client: Client, made: Class) -> str:
    answer = sign_in(client, made.teacher).get("/class/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_reasons_stand_beside_the_names(client: Client, made: Class) -> None:
    page = page_of(client, made)
    assert "3 learners in my class" in page and "Without an open signal: 1." in page
    assert "Missed 19 unexcused lessons in 4 school weeks (act from 16)." in page
    assert reverse("prevention:signal", args=[made.signal.uuid]) in page
    assert "You are the class teacher: AV-2c." in page


def test_the_last_four_complete_weeks_are_those_of_the_rule(client: Client, made: Class) -> None:
    page = page_of(client, made)
    assert page.count("unexcused: 19") == 2 and page.count("84%") == 2


def test_the_order_is_that_of_the_names(client: Client, made: Class) -> None:
    page = page_of(client, made)
    shown = re.findall(r'<th scope="row" class="nowrap"><a[^>]*>([^<]+)</a>', page)
    with the_world():
        wanted = [f"{p.family_name}, {p.given_name}" for p in sorted(made.learners, key=lambda p: p.sort_key)]
    assert shown == wanted


def test_two_classes_stand_apart_and_a_plan_is_a_link(client: Client, made: Class) -> None:
    with the_world():
        other = a_group(SCHOOL, title="AV-3a")
        a_learner(SCHOOL, group=other)
        Assignment(
            kind="class_teacher", account=made.teacher, group=other, org_path=SCHOOL, starts=date(2026, 9, 1)
        ).save()
        plan = decided(a_plan(made.first, made.teacher)).plan
    page = page_of(client, made)
    assert page.index(">AV-2c<") < page.index(">AV-3a<")
    assert reverse("prevention:plan", args=[plan.uuid]) in page and ">in force<" in page


def test_every_learner_is_recorded_as_shown(client: Client, made: Class) -> None:
    page_of(client, made)
    with the_world():
        assert ReadEntry.objects.filter(page="prevention.class.see").count() == 3


@pytest.mark.parametrize("role", ["school_coordinator", "head", "assistant"])
def test_without_a_class_there_is_no_page(client: Client, made: Class, role: str) -> None:
    with the_world():
        account = an_account((role, SCHOOL))
    assert sign_in(client, account).get("/class/").status_code == 404


def test_thirty_learners_cost_no_more_questions_than_three(client: Client, made: Class) -> None:
    with the_world():
        for _n in range(27):
            a_signal(a_learner(SCHOOL, group=made.group))
    page_of(client, made)
    assert questions(client, "/class/") <= 15
