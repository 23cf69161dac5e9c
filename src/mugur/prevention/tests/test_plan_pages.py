"""Pages of a plan: what they show to whom, how many queries they need, and writing without script."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.builders import DAY, an_account, sign_in, the_world

from mugur.access.models import ReadEntry
from mugur.people.models import Assignment
from mugur.prevention.models import PlannedMeasure, PlanVersion, SupportPlan
from mugur.prevention.states import diagrams
from mugur.prevention.tests.plan_world import ENDS, STARTS, PlanWorld, a_plan_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PlanWorld:
    return a_plan_world()


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    settings.MUGUR_DAY = DAY.isoformat()


def test_the_diagrams_are_drawn_from_the_tables(request: pytest.FixtureRequest) -> None:
    folder = request.config.rootpath / "docs/reference"
    for name, text in diagrams.pages().items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"{name} is stale"
    assert set(diagrams.TABLES["plan"]) == set(SupportPlan.State)
    assert set(diagrams.TABLES["version"]) == set(PlanVersion.State)


def test_the_plan_page_keeps_its_budget_and_records_the_read(
    world: PlanWorld, client: Any, django_assert_max_num_queries: Any
) -> None:
    world.in_force(world.line(), world.line("t.bus", 6000, "1"))
    world.next_version()
    sign_in(client, world.teacher)
    url = reverse("prevention:plan", args=[world.plan.uuid])  # type: ignore[union-attr]
    with django_assert_max_num_queries(34):
        body = client.get(url).content.decode()
    assert "What changed" not in body and "Version 1 · in force" in body
    title = re.search(r"<title>(.*?)</title>", body, re.S)
    assert title and world.learner.family_name not in title[1]
    with the_world():
        assert ReadEntry.objects.filter(
            person_id=world.learner.pk, page="prevention.plan.see", account_id=world.teacher.pk
        ).exists()


def test_the_municipality_reads_no_words_and_nothing_before_it_is_sent(world: PlanWorld, client: Any) -> None:
    version = world.open()
    sign_in(client, world.town)
    url = reverse("prevention:plan", args=[version.plan.uuid])
    assert client.get(url).status_code == 404
    world.send(version)
    body = client.get(url).content.decode()
    for word in ("Repairs bicycles", "I get up at 5:20", "Average 4.1"):
        assert word not in body
    assert client.get(reverse("prevention:plan_plain", args=[version.plan.uuid])).status_code == 404


def test_the_municipality_sees_no_version_that_is_being_written(world: PlanWorld, client: Any) -> None:
    world.in_force()
    world.next_version(world.line("t.room", 7777, "1", detail="not yet"))
    sign_in(client, world.town)
    body = client.get(reverse("prevention:plan", args=[world.plan.uuid])).content.decode()  # type: ignore[union-attr]
    assert "not yet" not in body and "Version 2" not in body


def test_every_page_of_the_plan_opens(world: PlanWorld, client: Any) -> None:
    world.in_force()
    sign_in(client, world.teacher)
    for name in ("plan", "plan_sheet", "plan_plain", "plan_readers", "plan_stop", "plan_link", "review_hold"):
        assert client.get(reverse(f"prevention:{name}", args=[world.plan.uuid])).status_code == 200, name  # type: ignore[union-attr]
    assert client.get(reverse("prevention:plan_open", args=[world.learner.uuid])).status_code == 200
    version = world.next_version()
    for name in ("plan_edit", "plan_check", "plan_paper"):
        assert client.get(reverse(f"prevention:{name}", args=[version.uuid])).status_code == 200, name


def test_the_list_records_every_learner_it_shows(
    world: PlanWorld, client: Any, django_assert_max_num_queries: Any
) -> None:
    world.in_force()
    sign_in(client, world.teacher)
    with django_assert_max_num_queries(22):
        assert world.learner.family_name in client.get(reverse("prevention:plans")).content.decode()
    with the_world():
        assert ReadEntry.objects.filter(person_id=world.learner.pk, page="prevention.plan.list").count() == 1
    for state in ("being_agreed", "in_force", "review", "suspended", "closed", "nonsense"):
        assert client.get(reverse("prevention:plans"), {"state": state, "from": "x"}).status_code == 200


def inputs(body: str) -> dict[str, str]:
    """The values a browser without script would send back."""
    found = {}
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", body):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1] if value else ""
    return found


def test_a_plan_is_written_without_script(world: PlanWorld, client: Any) -> None:
    sign_in(client, world.teacher)
    opened = client.post(
        reverse("prevention:plan_open", args=[world.learner.uuid]),
        {"term": "2026-1", "starts": STARTS.isoformat(), "ends": ENDS.isoformat(), "source": ""},
    )
    url = opened["Location"]
    sent = inputs(client.get(url).content.decode())
    with_goal = client.post(url, {**sent, "strengths": "Swims", "add": "goal"})
    assert with_goal.status_code == 200 and "Swims" in with_goal.content.decode()
    sent = {**inputs(with_goal.content.decode()), "strengths": "Swims", "g-0-text": "In time", "g-0-risk": "study"}
    goal = sent["g-0-line"]
    with_line = client.post(url, {**sent, "add": f"measure-{goal}"})
    sent = {
        **sent,
        **inputs(with_line.content.decode()),
        "strengths": "Swims",
        "g-0-text": "In time",
        "g-0-risk": "study",
    }
    assert sent["m-0-goal"] == goal and sent["m-0-starts"] == STARTS.isoformat()
    sent |= {"m-0-code": "t.bus", "m-0-units": "2", "m-0-money": "80.50", "check": "1"}
    saved = client.post(url, sent)
    assert saved.status_code == 302 and saved["Location"].endswith("/check/")
    with the_world():
        line = PlannedMeasure.objects.get(version__plan__person=world.learner)
        assert (line.cents, line.version.strengths, line.version.total_cents) == (8050, "Swims", 8050)
    assert client.post(saved["Location"]).status_code == 302
    with the_world():
        assert PlanVersion.objects.get(pk=line.version_id).state == "at_head"


def test_a_wrong_day_is_told_and_nothing_is_lost(world: PlanWorld, client: Any) -> None:
    version = world.open()
    sign_in(client, world.teacher)
    url = reverse("prevention:plan_edit", args=[version.uuid])
    sent = inputs(client.get(url).content.decode())
    wrong = {**sent, "strengths": "Kept text", "g-0-risk": "study", "m-0-code": "t.talk", "m-0-ends": "2026-01-01"}
    answer = client.post(url, wrong)
    body = answer.content.decode()
    assert answer.status_code == 422 and "The last day lies before the first." in body and "Kept text" in body


def test_another_school_and_a_nonsense_address_answer_alike(world: PlanWorld, client: Any) -> None:
    version = world.open()
    with the_world():
        stranger = an_account(("head", "lv.aiz.vs."))
    sign_in(client, stranger)
    for name, real in (("plan", version.plan.uuid), ("plan_edit", version.uuid), ("approval", version.uuid)):
        nonsense = uuid4()
        there = client.get(reverse(f"prevention:{name}", args=[real]))
        absent = client.get(reverse(f"prevention:{name}", args=[nonsense]))
        assert (there.status_code, absent.status_code) == (404, 404)
        assert there.content.decode().replace(str(real), "") == absent.content.decode().replace(str(nonsense), "")


def test_a_restricted_line_is_kept_by_whoever_may_not_read_it(world: PlanWorld, client: Any) -> None:
    with the_world():
        psychologist = an_account(("specialist", "lv.aiz.pv."))
        Assignment(
            kind="case_team", account=psychologist, person=world.learner, org_path="lv.aiz.pv.", starts=DAY
        ).save()
    version = world.open()
    line = world.line("t.room", 0, "3", restricted=True, detail="MARKER")
    world.write(version, world.line(), line, author=psychologist)
    sign_in(client, world.teacher)
    url = reverse("prevention:plan_edit", args=[version.uuid])
    body = client.get(url).content.decode()
    assert "MARKER" not in body and "One line with restricted reading stays as it is." in body
    world.write(version, world.line("t.bus", 100, "1"))
    with the_world():
        assert set(PlannedMeasure.objects.filter(version=version).values_list("measure__code", flat=True)) == {
            "t.bus",
            "t.room",
        }
    for name in ("plan", "plan_plain", "plan_sheet"):
        assert "MARKER" not in client.get(reverse(f"prevention:{name}", args=[version.plan.uuid])).content.decode()
