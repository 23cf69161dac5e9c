"""Assessments begin with the good; reviews judge every goal beside the facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from tests.builders import DAY, an_account, sign_in, the_world

from mugur.lib.errors import NoRight, RuleBroken
from mugur.people.models import Assignment
from mugur.prevention.actions import assessment, review
from mugur.prevention.actions import plan as plans
from mugur.prevention.models import Assessment, Goal, Review, ReviewResult, Signal, SupportPlan
from mugur.prevention.tests.plan_world import ENDS, SCHOOL, STARTS, PlanWorld, a_plan_world
from mugur.support.models import Delivery, Measure

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def world() -> PlanWorld:
    return a_plan_world()


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    settings.MUGUR_DAY = DAY.isoformat()


def an_assessment(world: PlanWorld) -> Assessment:
    with the_world():
        signal = Signal(person=world.learner, org_path=SCHOOL, origin="observation", level="act", noticed_on=DAY,
                        due_on=DAY + timedelta(days=7), state="answered", answer="concern", answered_by=world.teacher,
                        answered_on=DAY)  # fmt: skip
        signal.save()
        made = assessment.open_from_signal(signal, account_id=world.teacher.pk, on=DAY)
        assert assessment.open_from_signal(signal, account_id=world.teacher.pk, on=DAY).pk == made.pk
    return made


FOUND = assessment.Found("Repairs bicycles", "The bus is early", [("study", "Late"), ("health", "")], "act", "plan")


def test_an_assessment_is_written_closed_and_then_shut(world: PlanWorld) -> None:
    made = an_assessment(world)
    with pytest.raises(RuleBroken, match="assessment_step"):
        world.do(world.teacher, assessment.close, made, found=assessment.Found())
    assert world.do(world.teacher, assessment.close, made, found=FOUND).closed_on == DAY
    with pytest.raises(RuleBroken, match="assessment_closed"):
        world.do(world.teacher, assessment.write, made, found=FOUND)


def test_a_risk_outside_the_list_is_refused(world: PlanWorld) -> None:
    with pytest.raises(RuleBroken, match="risk_unknown"):
        world.do(world.teacher, assessment.write, an_assessment(world), found=assessment.Found(risks=[("race", "x")]))


def test_a_head_reads_but_does_not_write(world: PlanWorld) -> None:
    with pytest.raises(NoRight):
        world.do(world.head, assessment.write, an_assessment(world), found=FOUND)


def test_the_page_puts_strengths_before_risks_and_keeps_its_budget(
    world: PlanWorld, client: Any, django_assert_max_num_queries: Any
) -> None:
    made = an_assessment(world)
    sign_in(client, world.teacher)
    url = reverse("prevention:assessment", args=[made.uuid])
    with django_assert_max_num_queries(22):
        body = client.get(url).content.decode()
    assert body.index("What goes well") < body.index("How the learner sees it") < body.index("Study and school")
    missing = client.post(url, {"strengths": "Sings", "close": "1"})
    assert missing.status_code == 422 and "Sings" in missing.content.decode()
    done = client.post(url, {"strengths": "Sings", "study": "Late", "level": "act", "next_step": "plan", "close": "1"})
    assert done["Location"] == reverse("prevention:plan_open", args=[world.learner.uuid])


def test_a_plan_from_an_assessment_brings_its_words_and_risks(world: PlanWorld, client: Any) -> None:
    made = an_assessment(world)
    world.do(world.teacher, assessment.close, made, found=FOUND)
    sign_in(client, world.teacher)
    client.post(
        reverse("prevention:plan_open", args=[world.learner.uuid]),
        {"term": "2026-1", "starts": STARTS.isoformat(), "ends": ENDS.isoformat(), "source": "assessment"},
    )
    with the_world():
        plan = SupportPlan.objects.get(person=world.learner)
        version = plan.versions.get()
        assert (plan.assessment_id, version.strengths) == (made.pk, "Repairs bicycles")
        assert list(Goal.objects.filter(version=version).values_list("risk", "risk_text")) == [
            ("study", "Late"),
            ("health", ""),
        ]


def test_the_restricted_part_goes_to_the_vault_and_only_its_number_comes_back(world: PlanWorld, client: Any) -> None:
    made = an_assessment(world)
    with the_world():
        psychologist = an_account(("specialist", SCHOOL))
        Assignment(kind="case_team", account=psychologist, person=world.learner, org_path=SCHOOL, starts=DAY).save()
    sign_in(client, world.teacher)
    url = reverse("prevention:assessment_restricted", args=[made.uuid])
    assert client.post(url, {"text": "MARKER"}).status_code == 404
    sign_in(client, psychologist)
    assert client.post(url, {"text": "MARKER"}).status_code == 302
    sign_in(client, world.teacher)
    body = client.get(reverse("prevention:assessment", args=[made.uuid])).content.decode()
    assert "One note is kept by the school psychologist. You can ask, not read it." in body and "MARKER" not in body


def held(goal: Goal, decision: str = "continue", **more: Any) -> review.Held:
    return review.Held(["learner"], "act", "watch", decision, [review.Judged(goal.line, "reached", "5.2")], **more)


def goal_of(world: PlanWorld) -> Goal:
    with the_world():
        return Goal.objects.get(version__plan=world.plan)


def test_a_review_freezes_the_facts(world: PlanWorld) -> None:
    version = world.in_force(world.line(units="5"))
    with the_world():
        line = version.measures.get()
        for n in (1, 2):
            Delivery(
                person=world.learner,
                org_path=SCHOOL,
                measure=Measure.objects.get(code="t.talk"),
                planned_line=line.line,
                day=DAY - timedelta(days=n),
                minutes=40,
                present=True,
            ).save()
        with connection.cursor() as cursor:
            for day, missed in ((STARTS - timedelta(days=3), 4), (DAY - timedelta(days=1), 1)):
                cursor.execute(
                    "insert into prevention_attendancefact (person_id, org_path, day, possible, unexcused)"
                    " values (%s, %s, %s, 10, %s)",
                    [world.learner.pk, SCHOOL, day, missed],
                )
    made = world.do(world.teacher, review.hold, world.plan, held=held(goal_of(world)))
    assert made.facts["planned_minutes"] == 200 and made.facts["delivered_minutes"] == 80
    assert (made.facts["before_missed"], made.facts["after_missed"]) == (4, 1)
    with the_world():
        assert ReviewResult.objects.get(review=made).value == "5.2"


@pytest.mark.parametrize(
    "decision,state,closure",
    [
        ("continue", "in_force", ""),
        ("change", "in_force", ""),
        ("close", "closed", "reached"),
        ("hand_over", "closed", "moved"),
    ],
)
def test_the_decision_of_a_review(world: PlanWorld, decision: str, state: str, closure: str) -> None:
    world.in_force()
    world.do(world.teacher, review.hold, world.plan, held=held(goal_of(world), decision))
    with the_world():
        plan = SupportPlan.objects.get(pk=world.plan.pk)  # type: ignore[union-attr]
        assert (plan.state, plan.closure) == (state, closure)


def test_every_goal_needs_its_result_and_a_draft_has_no_review(world: PlanWorld) -> None:
    version = world.open()
    with pytest.raises(RuleBroken, match="review_early"):
        world.do(world.teacher, review.hold, version.plan, held=review.Held(["learner"], "act", "act", "continue", []))
    world.apply(version)
    world.send(version)
    world.approve(version, world.head)
    world.approve(version, world.town)
    with pytest.raises(RuleBroken, match="review_goals"):
        world.do(world.teacher, review.hold, world.plan, held=review.Held(["learner"], "act", "act", "continue", []))


def test_the_pages_of_a_review(world: PlanWorld, client: Any, django_assert_max_num_queries: Any) -> None:
    world.in_force()
    goal = goal_of(world)
    sign_in(client, world.teacher)
    url = reverse("prevention:review_hold", args=[world.plan.uuid])  # type: ignore[union-attr]
    with django_assert_max_num_queries(26):
        assert goal.text in client.get(url).content.decode()
    assert client.post(url, {"with_whom": "learner"}).status_code == 422
    sent = {"with_whom": ["learner", "guardian"], "learner_view": "Better", "risk_before": "act", "risk_after": "none",
            "decision": "continue", f"result_{goal.line.hex}": "partly"}  # fmt: skip
    done = client.post(url, sent)
    assert done.status_code == 302
    body = client.get(done["Location"]).content.decode()
    assert "Better" in body and "partly" in body and "because" not in body
    with the_world():
        assert Review.objects.get(plan=world.plan).with_whom == ["learner", "guardian"]


def test_closing_through_a_review_needs_no_second_closing(world: PlanWorld) -> None:
    world.in_force()
    world.do(world.teacher, review.hold, world.plan, held=held(goal_of(world), "close"))
    with pytest.raises(RuleBroken, match="plan_state"):
        world.do(world.teacher, plans.close, world.plan, closure="reached")
