"""Three taps: the page suggests, counts nobody by itself, saves once, and takes back by a reversal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import acting_as, an_account, sign_in, the_world, who

from mugur.access.models import ReadEntry
from mugur.support.models import Delivery
from mugur.web import clock

from .deliver_world import NOON, SCHOOL, Afternoon, a_measure, a_session, an_afternoon

pytestmark = pytest.mark.django_db


@pytest.fixture
def afternoon(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Afternoon:
    settings.MUGUR_DAY = "2026-11-24"
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with the_world():
        return an_afternoon()


def _answers(afternoon: Afternoon, *answers: str) -> dict[str, str]:
    people = [*afternoon.counted, afternoon.waiting]
    return {f"p_{p.uuid}": a for p, a in zip(people, answers, strict=False)} | {"minutes": "60"}


def _record(client: Client, afternoon: Afternoon, *answers: str) -> Any:
    url = reverse("prevention:session_record", args=[afternoon.session.uuid])
    return client.post(url, _answers(afternoon, *answers))


def _lines(afternoon: Afternoon) -> list[Delivery]:
    with acting_as(who(afternoon.assistant)):
        return list(Delivery.objects.filter(session=afternoon.session).order_by("id"))


def test_the_timetable_suggests_and_nobody_is_here_by_default(client: Client, afternoon: Afternoon) -> None:
    body = sign_in(client, afternoon.assistant).get(reverse("prevention:deliver")).content.decode()
    assert "15:10–16:10" in body and "room 14" in body
    assert "Plan not approved yet" in body and 'id="why_not_approved"' in body
    assert 'value="here" id' in body
    assert not [part for part in body.split("<input") if 'name="p_' in part and "checked" in part]


def test_everyone_shown_is_a_read(client: Client, afternoon: Afternoon) -> None:
    sign_in(client, afternoon.assistant).get(reverse("prevention:deliver"))
    with the_world():
        seen = set(ReadEntry.objects.values_list("person_id", flat=True))
    assert {p.pk for p in [*afternoon.counted, afternoon.waiting]} <= seen


def test_one_entry_for_many_learners_counts_only_approved_plans(client: Client, afternoon: Afternoon) -> None:
    answer = _record(sign_in(client, afternoon.assistant), afternoon, "here", "not", "here")
    assert answer.status_code == 302
    first, second, third = _lines(afternoon)
    assert (first.present, first.countable, first.units, first.planned_line) == (True, True, 1, afternoon.lines[0].line)
    assert (second.present, second.units) == (False, 0)
    assert (third.present, third.countable, third.why_not, third.units) == (True, False, "not_approved", 0)
    receipt = client.get(answer["Location"]).content.decode()
    assert "2 of 3 were here" in receipt and "1 line is noted and not counted" in receipt and "Undo" in receipt


def test_a_missing_answer_keeps_the_others_and_saves_nothing(client: Client, afternoon: Afternoon) -> None:
    answer = _record(sign_in(client, afternoon.assistant), afternoon, "here", "not")
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "say whether this learner was here" in body
    assert len([p for p in body.split("<input") if 'name="p_' in p and "checked" in p]) == 2
    assert _lines(afternoon) == []


def test_all_were_here_works_without_script(client: Client, afternoon: Afternoon) -> None:
    url = reverse("prevention:session_record", args=[afternoon.session.uuid])
    body = sign_in(client, afternoon.assistant).post(url, {"all": "here"}).content.decode()
    assert len([p for p in body.split("<input") if 'name="p_' in p and 'value="here"' in p and "checked" in p]) == 3
    assert _lines(afternoon) == []


def test_the_same_hour_twice_is_refused_with_names_and_nothing_is_written(client: Client, afternoon: Afternoon) -> None:
    with the_world():
        other = a_session(a_measure("lv.sport"), afternoon.assistant, group=afternoon.group,
                          begins=datetime(2026, 11, 24, 13, 40, tzinfo=UTC))  # fmt: skip
    sign_in(client, afternoon.assistant)
    assert _record(client, afternoon, "here", "not", "not").status_code == 302
    url = reverse("prevention:session_record", args=[other.uuid])
    answer = client.post(url, _answers(afternoon, "here", "here", "not"))
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "15:40–16:40" in body and afternoon.counted[0].full_name in body
    assert "nobody is supported twice in the same hour" in body
    with acting_as(who(afternoon.assistant)):
        assert not Delivery.objects.filter(session=other).exists()


def test_undo_needs_no_reason_for_ten_minutes_and_one_later(
    client: Client, afternoon: Afternoon, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, afternoon.assistant)
    back = reverse("prevention:session_take_back", args=[afternoon.session.uuid])
    _record(client, afternoon, "here", "here", "here")
    assert client.post(back).status_code == 302
    lines = _lines(afternoon)
    assert len(lines) == 6 and {x.reason for x in lines if x.reverses_id} == {"recorded by mistake"}
    assert _record(client, afternoon, "here", "here", "not").status_code == 302
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(hour=12))
    refused = client.post(back)
    assert refused.status_code == 409 and "A correction now needs its reason" in refused.content.decode()
    assert client.post(back, {"reason": "The group was moved to Thursday"}).status_code == 302
    assert sum(x.units for x in _lines(afternoon)) == 0


def test_one_line_is_turned_round_by_a_reversal(client: Client, afternoon: Afternoon) -> None:
    sign_in(client, afternoon.assistant)
    _record(client, afternoon, "here", "not", "not")
    wrong = _lines(afternoon)[1]
    url = reverse("prevention:session_correct", args=[afternoon.session.uuid])
    assert client.post(url, {"line": wrong.uuid, "presence": "here"}).status_code == 302
    page = client.get(reverse("prevention:session", args=[afternoon.session.uuid])).content.decode()
    assert "“was not here” was taken back" in page
    assert [x.present for x in _lines(afternoon)][-1] is True and len(_lines(afternoon)) == 5


def test_another_assistant_finds_no_such_session(client: Client, afternoon: Afternoon) -> None:
    with the_world():
        stranger = an_account(("assistant", SCHOOL))
    answer = _record(sign_in(client, stranger), afternoon, "here", "here", "here")
    assert answer.status_code == 404 and _lines(afternoon) == []


def test_a_head_sees_but_does_not_record(client: Client, afternoon: Afternoon) -> None:
    with the_world():
        head = an_account(("head", SCHOOL))
    sign_in(client, head)
    assert client.get(reverse("prevention:session", args=[afternoon.session.uuid])).status_code == 200
    assert _record(client, afternoon, "here", "here", "here").status_code == 404


def test_one_learner_outside_the_timetable(client: Client, afternoon: Afternoon) -> None:
    sign_in(client, afternoon.assistant)
    page = client.get(reverse("prevention:deliver") + "?for=one").content.decode()
    assert afternoon.counted[0].full_name in page
    sent = {"line": afternoon.lines[0].line, "presence": "here", "begins": "12:00", "minutes": "30"}
    assert client.post(reverse("prevention:deliver_one"), sent).status_code == 302
    with acting_as(who(afternoon.assistant)):
        (line,) = Delivery.objects.all()
        assert (line.countable, float(line.units), line.session.planned) == (True, 0.5, False)


def test_something_else_for_a_group(client: Client, afternoon: Afternoon) -> None:
    sign_in(client, afternoon.assistant)
    assert client.get(reverse("prevention:deliver") + "?for=other").status_code == 200
    sent = {"measure": afternoon.measure.pk, "group": afternoon.group.pk, "begins": "12:00", "minutes": "45"}
    answer = client.post(reverse("prevention:deliver_other"), sent)
    assert answer.status_code == 302
    assert "12:00–12:45" in client.get(answer["Location"]).content.decode()


def test_the_sheet_for_paper_has_empty_boxes(client: Client, afternoon: Afternoon) -> None:
    url = reverse("prevention:session_sheet", args=[afternoon.session.uuid])
    body = sign_in(client, afternoon.assistant).get(url).content.decode()
    assert body.count("☐") == 6 and afternoon.waiting.full_name in body


def test_the_page_asks_few_questions(client: Client, afternoon: Afternoon, django_assert_max_num_queries: Any) -> None:
    sign_in(client, afternoon.assistant)
    client.get(reverse("prevention:deliver"))
    with django_assert_max_num_queries(24):
        client.get(reverse("prevention:deliver"))
