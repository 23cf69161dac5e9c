"""My work: each role finds what waits for it, with its day and reason; one shape, few questions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import DAY, a_body, a_group, a_learner, acting_as, an_account, sign_in, the_world, who

from mugur.access.models import Account, ReadEntry
from mugur.people.models import ImportBatch, MissingLearner
from mugur.prevention.actions import signal as actions
from mugur.prevention.models import Review, Signal
from mugur.support.models import Delivery

from .deliver_world import SCHOOL, a_line, a_measure, a_plan, a_session, decided
from .notice_world import the_rules
from .noticed import Class, a_case_team, a_class, a_signal, questions, some_support, the_day

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
WORK = "/work/"


@pytest.fixture
def made(settings: Any) -> Class:
    the_day(settings)
    the_rules()
    with the_world():
        return a_class()


def body(client: Client, account: Account, address: str = WORK) -> str:
    answer = sign_in(client, account).get(address)
    assert answer.status_code == 200, answer.content[:400]
    return str(answer.content.decode())


def test_the_teacher_finds_signals_by_their_day_with_reason_and_button(client: Client, made: Class) -> None:
    page = body(client, made.teacher)
    assert "2 things wait for you." in page and "2 learners need an answer this week." in page
    assert "Missed 19 unexcused lessons in 4 school weeks (act from 16)." in page
    assert "Average mark fell from 6.8 to 5.4 (watch from 1.1)." in page
    assert page.index("4 days late") < page.index("Friday")
    assert reverse("prevention:signal", args=[made.signal.uuid]) in page
    assert "<title>My work" in page


def test_the_class_stands_beside_it(client: Client, made: Class) -> None:
    page = body(client, made.teacher)
    assert '<div class="mg-figure">3</div>' in page and "without an open signal: 1" in page
    assert "Attendance by week: 100% → 87%" in page


def test_support_of_this_week_counts_a_group_once(client: Client, made: Class) -> None:
    with the_world():
        measure = a_measure()
        session = a_session(measure, made.teacher, begins=datetime(2026, 11, 23, 13, tzinfo=UTC), minutes=90)
        for person in made.learners[:2]:
            Delivery(person=person, org_path=SCHOOL, measure=measure, session=session, day=date(2026, 11, 23),
                     minutes=90, present=True, provider=made.teacher).save()  # fmt: skip
    page = body(client, made.teacher)
    assert (
        "<b>1 h 30 min</b> · to 2 learners".replace(" h", "\u00a0h")
        .replace("h 30", "h\u00a030")
        .replace(" min<", "\u00a0min<")
        in page
    )


def test_drafts_are_sent_written_and_mended_and_reviews_come_a_week_ahead(client: Client, made: Class) -> None:
    with the_world():
        plan = a_plan(made.learners[0], made.teacher, starts=date(2026, 9, 21), ends=date(2026, 11, 30))
        line = a_line(plan, a_measure(), units=8)
        decided(plan)
        Delivery(person=made.first, org_path=SCHOOL, measure=line.measure, planned_line=line.line,
                 day=date(2026, 10, 6), minutes=60, units=6, present=True, provider=made.teacher).save()  # fmt: skip
        draft = a_plan(made.learners[1], made.teacher, state="draft")
        decided(draft)
        back = a_plan(made.learners[2], made.teacher, state="returned")
        back.returned_comment = "The transport is paid twice"
        decided(back)
    page = body(client, made.teacher)
    assert "review the plan" in page and "Plan ends: 30 Nov. Homework group: 6 of 8." in page and "26 Nov" in page
    assert "write the plan" in page and "No application is there yet." in page
    assert "The transport is paid twice" in page
    assert reverse("prevention:review_hold", args=[plan.plan.uuid]) in page


def test_a_review_that_was_held_asks_no_more(client: Client, made: Class) -> None:
    with the_world():
        plan = decided(a_plan(made.first, made.teacher, ends=date(2026, 11, 30)))
        Review(plan=plan.plan, person=made.first, org_path=SCHOOL, held_on=DAY, risk_before="act", risk_after="watch",
               decision="continue", account=made.teacher).save()  # fmt: skip
    assert "review the plan" not in body(client, made.teacher)


def test_an_assessment_waits_for_whoever_opened_it(client: Client, made: Class) -> None:
    with acting_as(who(made.teacher)) as by:
        actions.answer(made.signal, by=by, on=DAY, answer="concern", first_step="talk_learner")
    page = body(client, made.teacher)
    assert "– assessment" in page and "First step: Talk with the learner." in page


def test_what_was_handed_on_leaves_one_list_and_enters_the_other(client: Client, made: Class) -> None:
    before = body(client, made.coordinator)
    assert "answer a signal" not in before and "Nobody has acted yet: one signal" in before
    with acting_as(who(made.teacher)) as by:
        actions.hand_on(made.signal, by=by, on=DAY)
    assert "answer a signal handed to you" in body(client, made.coordinator)
    assert "One thing waits for you." in body(client, made.teacher)


def test_the_case_team_sees_its_learner(client: Client, made: Class) -> None:
    with the_world():
        team = a_case_team(made)
    page = body(client, team)
    assert made.first.full_name in page and made.learners[1].full_name not in page


def test_nobody_has_acted_is_a_list_of_its_own(client: Client, made: Class) -> None:
    page = body(client, made.head, "/work/nobody/")
    assert "Nobody has acted yet on one signal" in page and made.first.full_name in page
    assert made.learners[1].full_name not in page
    assert sign_in(client, made.teacher).get("/work/nobody/").status_code == 404


def test_the_head_finds_plans_to_decide_and_objections(client: Client, made: Class) -> None:
    with the_world():
        version = a_plan(made.learners[2], made.teacher, state="at_head")
        version.change_cents, version.due_on = 2960, date(2026, 11, 27)
        decided(version)
        made.mark.objected_on = DAY
        made.mark.save()
    page = body(client, made.head)
    assert "One plan waits for your decision" in page and "Together €29.60." in page
    assert "the family objects" in page and reverse("prevention:objection", args=[made.mark.uuid]) in page


def test_the_assistant_finds_sessions_to_record(client: Client, made: Class) -> None:
    with the_world():
        assistant = an_account(("assistant", SCHOOL))
        measure = a_measure()
        for hour in (11, 13):
            a_session(measure, assistant, begins=datetime(2026, 11, 24, hour, tzinfo=UTC))
    page = body(client, assistant)
    assert "2 sessions to record" in page and "Today" in page and made.first.full_name not in page


def test_rosters_wait_for_the_data_keeper_and_missing_learners_for_the_school(client: Client, made: Class) -> None:
    with the_world():
        keeper = an_account(("data_steward", "lv.aiz."))
        batch = ImportBatch(
            org_path="lv.aiz.", kind="roster", source_org=a_body("lv.aiz."), file_name="roster.zip", day=DAY,
            state="your_turn", counts={"persons": {"waits": 9}, "enrolments": {"waits": 5}},
        )  # fmt: skip
        batch.save()
        MissingLearner(batch=batch, person=made.first, org_path=SCHOOL, since=DAY).save()
    page = body(client, keeper)
    assert "14 rows wait for you." in page and reverse("people:import_batch", args=[batch.uuid]) in page
    assert "One learner is missing in the newest file" in body(client, made.coordinator)
    assert made.first.full_name not in page


def test_an_empty_day_says_so(client: Client, made: Class) -> None:
    with the_world():
        account = an_account(("national_manager", "lv."))
    assert "Nothing waits for you" in body(client, account)


def test_another_school_is_not_in_the_list(client: Client, made: Class) -> None:
    with the_world():
        other = an_account(("school_coordinator", "lv.aiz.vs."), ("head", "lv.aiz.vs."))
    assert made.first.full_name not in body(client, other) and "Nobody has acted" not in body(client, other)


def test_every_learner_named_is_recorded(client: Client, made: Class) -> None:
    body(client, made.teacher)
    with the_world():
        seen = ReadEntry.objects.filter(page="prevention.work.see", account_id=made.teacher.pk)
        assert set(seen.values_list("person_id", flat=True)) == {made.first.pk, made.learners[1].pk}


ROLES = ("teacher", "coordinator", "head", "team", "assistant")


@pytest.mark.parametrize("role", ROLES)
def test_thirty_learners_cost_no_more_questions_than_one(client: Client, made: Class, role: str) -> None:
    with the_world():
        accounts = {
            "teacher": made.teacher,
            "coordinator": made.coordinator,
            "head": made.head,
            "team": a_case_team(made),
        }
        accounts["assistant"] = some_support(made)
        for n in range(27):
            person = a_learner(SCHOOL, group=made.group)
            a_signal(person, due_on=DAY + timedelta(days=n % 9 - 4))
            decided(a_plan(person, made.teacher, ends=date(2026, 11, 28)))
    body(client, accounts[role])
    assert questions(client, WORK) <= 16


def test_the_page_of_a_new_school_has_no_class(client: Client, settings: Any) -> None:
    the_day(settings)
    with the_world():
        a_group("lv.new.pv.")
        teacher = an_account(("class_teacher", "lv.new.pv."))
        assert not Signal.objects.exists()
    page = body(client, teacher)
    assert "See my class" not in page and "Nothing waits for you" in page
