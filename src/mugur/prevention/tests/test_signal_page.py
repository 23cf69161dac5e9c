"""The page of a signal: its sentence, its facts, its answer; nothing lost, nothing restricted, no name in a title."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import DAY, acting_as, an_account, sign_in, the_world, who

from mugur.access.models import Account, ReadEntry
from mugur.prevention.actions import signal as actions
from mugur.prevention.models import Assessment, Signal, SignalEvent

from .deliver_world import SCHOOL
from .notice_world import the_rules
from .noticed import Class, a_case_team, a_class, a_sheet, a_signal, questions, some_support, the_day

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def made(settings: Any) -> Class:
    the_day(settings)
    the_rules()
    with the_world():
        found = a_class()
        some_support(found)
        a_sheet(found)
        return found


def url(signal: Signal, name: str = "signal") -> str:
    return reverse(f"prevention:{name}", args=[signal.uuid])


def body(client: Client, account: Account, address: str) -> str:
    answer = sign_in(client, account).get(address)
    assert answer.status_code == 200, answer.content[:400]
    return str(answer.content.decode())


def fresh(signal: Signal) -> Signal:
    with the_world():
        return Signal.objects.get(pk=signal.pk)


def test_it_says_what_was_noticed_from_which_facts_and_by_which_rule(client: Client, made: Class) -> None:
    page = body(client, made.teacher, url(made.signal))
    assert f"<h1>{made.first.full_name} missed 19 unexcused lessons in four school weeks</h1>" in page
    assert "4 days late" in page and "act from 16" in page
    assert "19 of 118 lessons unexcused" in page
    assert "19 of the 19 are the first two lessons of the day" in page or "first two lessons of the day: Monday" in page
    assert "version 3" in page and "in force since 1 Sep 2026" in page
    assert "The rule cannot read them." in page
    assert "You are the class teacher of AV-2c since 1 Sep 2026." in page


def test_twelve_weeks_stand_in_the_table_with_the_holiday(client: Client, made: Class) -> None:
    page = body(client, made.teacher, url(made.signal))
    table = page[page.index("<table") : page.index("</table>")]
    assert [w for w in re.findall(r"<th[^>]*>(\d\d)</th>", table)] == [str(n) for n in range(36, 48)]
    assert re.findall(r"<b>(\d+)</b>|>(\d+)<", table)
    assert "–" in table and ">19<" in table.replace("<b>", "").replace("</b>", "")


def test_others_and_the_past_are_told(client: Client, made: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mugur.people.vault.notes_kept", lambda person: 1)
    page = body(client, made.teacher, url(made.signal))
    assert "Homework group · O. P." in page and "There: 1 of 2 times" in page and "last on 6 Oct" in page
    assert "No support plan is running." in page
    assert "One note is kept by the school psychologist. You can ask, not read it." in page
    assert "Noticed: 17 lessons" in page and "Is often very tired" in page


def test_nothing_is_chosen_beforehand_and_no_name_stands_in_the_title(client: Client, made: Class) -> None:
    page = body(client, made.teacher, url(made.signal))
    assert not re.search(r'type="radio"[^>]*checked', page)
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title and made.first.family_name not in title[1] and "Signal of 13 Nov" in title[1]


def test_not_a_concern_without_a_reason_is_refused_and_nothing_is_lost(client: Client, made: Class) -> None:
    sent = {"answer": "not_a_concern", "reason_code": "", "reason": "The bus timetable changed", "supported_by": "x"}
    answer = sign_in(client, made.teacher).post(url(made.signal), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Choose a reason." in page
    assert "The bus timetable changed" in page and "Choose a first step." not in page
    assert re.search(r'value="not_a_concern"[^>]*checked', page)
    assert fresh(made.signal).state == "open"


@pytest.mark.parametrize(
    ("sent", "missing"),
    [
        ({}, "Choose one of the three answers."),
        ({"answer": "concern"}, "Choose a first step."),
        ({"answer": "not_a_concern", "reason_code": "talked"}, "Write a sentence"),
        ({"answer": "supported"}, "Name the plan or measure that answers it."),
    ],
)
def test_each_answer_asks_for_its_own_fields(client: Client, made: Class, sent: dict[str, str], missing: str) -> None:
    answer = sign_in(client, made.teacher).post(url(made.signal), sent)
    assert answer.status_code == 422 and missing in answer.content.decode()


def test_a_concern_opens_the_assessment_and_becomes_a_record(client: Client, made: Class) -> None:
    answer = sign_in(client, made.teacher).post(url(made.signal), {"answer": "concern", "first_step": "talk_learner"})
    assert answer.status_code == 302
    with the_world():
        assert Assessment.objects.filter(signal=made.signal, state="open").exists()
    page = client.get(url(made.signal)).content.decode()
    assert "Yes, a concern" in page and "Talk with the learner" in page and made.teacher.name in page
    assert "See the assessment" in page and "Send the answer" not in page
    assert reverse("prevention:signal_link", args=[made.signal.uuid]) in page


def test_already_supported_names_what_supports(client: Client, made: Class) -> None:
    page = body(client, made.teacher, url(made.signal))
    assert '<option value="Homework group">' in page
    client.post(url(made.signal), {"answer": "supported", "measure": "Homework group"})
    assert fresh(made.signal).supported_by == "Homework group"


def test_who_comes_second_is_told_who_was_first_and_keeps_the_words(client: Client, made: Class) -> None:
    with the_world():
        team = a_case_team(made)
    with acting_as(who(team)) as by:
        actions.answer(made.signal, by=by, on=DAY, answer="concern", first_step="talk_learner")
    sent = {"answer": "not_a_concern", "reason_code": "talked", "reason": "We talked on Monday"}
    answer = sign_in(client, made.teacher).post(url(made.signal), sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "M. K." in page and "Your answer was not saved." in page
    assert "We talked on Monday" in page and fresh(made.signal).answer == "concern"


def test_it_is_handed_on_once_and_the_day_stays(client: Client, made: Class) -> None:
    answer = sign_in(client, made.teacher).post(url(made.signal, "signal_hand_on"), {"text": "I am away this week"})
    assert answer.status_code == 302
    signal = fresh(made.signal)
    assert signal.handed_to == "school_coordinator" and signal.due_on == made.signal.due_on
    page = body(client, made.coordinator, url(made.signal))
    assert "with the school coordinator" in page and "I am away this week" in page and "Send the answer" in page
    assert "You are the school coordinator at" in page


def test_the_head_reads_and_does_not_answer(client: Client, made: Class) -> None:
    page = body(client, made.head, url(made.signal))
    assert "Send the answer" not in page and "Waits for an answer" in page
    answer = client.post(url(made.signal), {"answer": "concern", "first_step": "talk_learner"})
    assert answer.status_code == 403 and fresh(made.signal).state == "open"


def test_a_withdrawn_signal_says_why(client: Client, made: Class) -> None:
    with the_world():
        made.signal.state = "withdrawn"
        made.signal.save()
        SignalEvent.objects.create(
            signal=made.signal, person=made.first, org_path=SCHOOL, day=DAY, kind="withdrawn", text=""
        )
    page = body(client, made.teacher, url(made.signal))
    assert "Withdrawn: newer facts took its ground away." in page and "Send the answer" not in page


def test_what_came_back_tells_from_what(client: Client, made: Class) -> None:
    with the_world():
        first = a_signal(
            made.learners[2], noticed_on=DAY.replace(day=1), value=9, level="watch", state="answered",
            answer="not_a_concern",
            reason_code="known_cause", reason="bus timetable changed", answered_by=made.teacher,
            answered_on=DAY.replace(day=2),
        )  # fmt: skip
        SignalEvent.objects.create(
            signal=first, person=made.learners[2], org_path=SCHOOL, day=DAY.replace(day=2), kind="answered",
            text="not_a_concern", account_id=made.teacher.pk,
        )  # fmt: skip
        again = a_signal(made.learners[2], reopened_from=first)
    page = body(client, made.teacher, url(again))
    assert "the signal answered on 2 Nov as no concern has grown" in page
    assert "bus timetable changed" in page and url(first) in page


def test_marks_stand_in_a_small_table_without_a_picture(client: Client, made: Class) -> None:
    page = body(client, made.teacher, url(made.mark))
    assert (
        "the average mark fell from 6.8 to 5.4" in page
        and "Average mark now" in page
        and '<svg class="mg-chart' not in page
    )


def test_the_lessons_stand_one_by_one(client: Client, made: Class) -> None:
    page = body(client, made.teacher, url(made.signal, "signal_lessons"))
    assert "Mon 16 Nov" in page and "Unexcused lessons: 19." in page and "1, 2" in page


def test_an_own_request_shows_the_learner_s_words(client: Client, made: Class) -> None:
    with acting_as(who(made.teacher)) as by:
        asked = actions.request_support(made.first, by=by, on=DAY, text="The ticket costs too much")
    page = body(client, made.teacher, url(asked))
    assert "asked for support</h1>" in page and "The ticket costs too much" in page and "From which facts" in page


@pytest.mark.parametrize("role", ["class_teacher", "assistant", "municipality_coordinator", "national_manager"])
@pytest.mark.parametrize("name", ["signal", "signal_lessons"])
def test_for_others_it_does_not_exist(client: Client, made: Class, role: str, name: str) -> None:
    with the_world():
        account = an_account((role, SCHOOL if role in ("class_teacher", "assistant") else "lv."))
    assert sign_in(client, account).get(url(made.signal, name)).status_code == 404
    assert client.get("/signals/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_reading_it_is_recorded(client: Client, made: Class) -> None:
    body(client, made.teacher, url(made.signal))
    with the_world():
        assert ReadEntry.objects.filter(person_id=made.first.pk, page="prevention.signal.see").count() == 1


def test_it_asks_few_questions(client: Client, made: Class) -> None:
    body(client, made.teacher, url(made.signal))
    assert questions(client, url(made.signal)) <= 24
