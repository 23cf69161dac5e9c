"""Families by link: exactly one person, one purpose, while the right holds; three equal answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.builders import DAY, a_guardian_of, a_learner, acting_as, the_world, who

from mugur.access.models import Link
from mugur.access.who import Ticket
from mugur.lib.errors import NoRight, RuleBroken
from mugur.people.models import Consent, Guardianship
from mugur.prevention import links_plan
from mugur.prevention.access import family
from mugur.prevention.actions import application, objection
from mugur.prevention.models import PlanVersion, Signal, SupportPlan
from mugur.prevention.tests.plan_world import SCHOOL, PlanWorld, a_plan_world, a_signal, visit

pytestmark = pytest.mark.django_db
V, P = PlanVersion.State, SupportPlan.State


@pytest.fixture
def world() -> PlanWorld:
    return a_plan_world()


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    settings.MUGUR_DAY = DAY.isoformat()


def test_a_guardian_reads_and_applies(world: PlanWorld, client: Any, django_assert_max_num_queries: Any) -> None:
    version = world.open()
    visit(client, world, links_plan.GUARDIAN_PLAN)
    with django_assert_max_num_queries(26):
        answer = client.get("/link/plan/")
    body = answer.content.decode()
    assert answer.status_code == 200 and "I agree and apply" in body and "checked" not in body
    assert answer["Referrer-Policy"] == "strict-origin" and "no-store" in answer["Cache-Control"]
    done = client.post("/link/plan/answer/", {"answer": "agree", "name": "R. H.", "sure": "on"})
    assert done.status_code == 302
    assert "You have applied" in client.get("/link/plan/").content.decode()
    with the_world():
        given = PlanVersion.objects.get(pk=version.pk).application
        assert given is not None and (given.signer_id, given.comment, given.method) == (
            world.guardian.pk,
            "R. H.",
            "link",
        )
        assert len(given.text_hash) == 64


def test_the_three_answers_stand_alike(world: PlanWorld, client: Any) -> None:
    world.open()
    visit(client, world, links_plan.GUARDIAN_PLAN)
    body = client.get("/link/plan/").content.decode()
    assert body.count('class="mg-choice"') == 3
    for button in ("Sign and apply", "Send the objection"):
        assert f'<button class="ds-button mg-full" data-size="sm">{button}</button>' in body


@pytest.mark.parametrize(
    "answer,wrong",
    [
        ({"answer": "agree", "sure": "on"}, "Type your name"),
        ({"answer": "agree", "name": "R."}, "Confirm who may"),
        ({"answer": "ask"}, "Write your question"),
        ({"answer": "object"}, "Write what you object to"),
    ],
)
def test_an_answer_without_its_words_is_asked_for_and_nothing_is_lost(
    world: PlanWorld, client: Any, answer: dict[str, str], wrong: str
) -> None:
    world.open()
    visit(client, world, links_plan.GUARDIAN_PLAN)
    done = client.post("/link/plan/answer/", answer)
    assert done.status_code == 422 and wrong in done.content.decode()
    with the_world():
        assert not Consent.objects.filter(person=world.learner).exists()


def test_a_question_leaves_the_signature_open(world: PlanWorld, client: Any) -> None:
    world.open()
    visit(client, world, links_plan.GUARDIAN_PLAN)
    client.post("/link/plan/answer/", {"answer": "ask", "question": "Which day?"})
    client.post("/link/plan/answer/", {"answer": "agree", "name": "R. H.", "sure": "on"})
    second = client.post("/link/plan/answer/", {"answer": "agree", "name": "R. H.", "sure": "on"})
    assert second.status_code == 409
    with the_world():
        assert sorted(Consent.objects.filter(person=world.learner).values_list("answer", flat=True)) == ["agree", "ask"]


def test_an_objection_to_the_plan_reaches_whoever_decides(world: PlanWorld, client: Any) -> None:
    from mugur.prevention.queries import approvals

    version = world.open()
    visit(client, world, links_plan.GUARDIAN_PLAN)
    client.post("/link/plan/answer/", {"answer": "object", "objection": "Not without us"})
    world.send(version)
    with acting_as(who(world.head)) as by:
        page = approvals.approvals_page(by, on=DAY)
    assert {t.code for t in page.exceptions[0].tags} == {"objected", "no_application"}


def test_withdrawing_suspends_what_is_in_force(world: PlanWorld, client: Any) -> None:
    world.in_force()
    visit(client, world, links_plan.GUARDIAN_PLAN)
    assert client.post("/link/plan/withdraw/").status_code == 302
    with the_world():
        plan = SupportPlan.objects.get(pk=world.plan.pk)  # type: ignore[union-attr]
        assert plan.state == P.SUSPENDED
        assert Consent.objects.get(person=world.learner).withdrawn_on == DAY
    assert client.post("/link/plan/withdraw/").status_code == 409


def test_withdrawing_takes_a_submitted_version_back(world: PlanWorld, client: Any) -> None:
    version = world.open()
    world.apply(version)
    world.send(version)
    visit(client, world, links_plan.GUARDIAN_PLAN)
    client.post("/link/plan/withdraw/")
    assert world.newest().state == V.DRAFT


def test_the_other_guardian_does_not_withdraw_it(world: PlanWorld, client: Any) -> None:
    world.in_force()
    with the_world():
        other = a_guardian_of(world.learner)
        given = Consent.objects.get(person=world.learner)
    visit(client, world, links_plan.GUARDIAN_PLAN, recipient=other)
    assert client.post("/link/plan/withdraw/").status_code == 404
    with pytest.raises(RuleBroken, match="not_yours"), world.by_link("guardian.plan", recipient=other) as by:
        application.withdraw(given, by=by, on=DAY)


class TestEnds:
    def test_on_the_eighteenth_birthday_it_ends_by_itself(self, client: Any) -> None:
        world = a_plan_world(birth_date=date(2008, 11, 24))
        world.open()
        visit(client, world, links_plan.GUARDIAN_PLAN)
        answer = client.get("/link/plan/")
        body = answer.content.decode()
        assert answer.status_code == 404 and "of age since: 24 November 2026" in body
        assert world.learner.family_name not in body
        assert client.post("/link/plan/answer/", {"answer": "agree", "name": "R", "sure": "on"}).status_code == 404

    def test_the_day_before_it_still_holds(self, client: Any) -> None:
        world = a_plan_world(birth_date=date(2008, 11, 25))
        world.open()
        visit(client, world, links_plan.GUARDIAN_PLAN)
        assert client.get("/link/plan/").status_code == 200

    def test_born_on_the_leap_day(self) -> None:
        with the_world():
            child = a_learner(SCHOOL, birth_date=date(2008, 2, 29))
            guardian = a_guardian_of(child)
            for day, may in ((date(2026, 2, 28), True), (date(2026, 3, 1), False)):
                found = family.standing(Ticket(0, "guardian.plan", child.pk, "", "lv", guardian.pk), on=day)
                assert (family.VIEW in found.may) is may
                assert may or found.since == date(2026, 3, 1)

    def test_a_restricted_guardian_learns_nothing(self, world: PlanWorld, client: Any) -> None:
        world.open()
        visit(client, world, links_plan.GUARDIAN_PLAN)
        with the_world():
            tie = Guardianship.objects.get(person=world.learner)
            tie.restricted_on = DAY
            tie.save()
        for url in ("/link/plan/", "/link/reads/", "/link/plan/sheet/"):
            answer = client.get(url)
            assert answer.status_code == 404
            assert world.learner.family_name not in answer.content.decode()
            assert "restrict" not in answer.content.decode()

    def test_who_may_only_see_does_not_sign(self, world: PlanWorld, client: Any) -> None:
        version = world.open()
        with the_world():
            tie = Guardianship.objects.get(person=world.learner)
            tie.may_sign = False
            tie.save()
        visit(client, world, links_plan.GUARDIAN_PLAN)
        body = client.get("/link/plan/").content.decode()
        assert "another guardian signs it" in body and "I agree and apply" not in body
        with pytest.raises(NoRight), world.by_link("guardian.plan") as by:
            application.answer(version, by=by, on=DAY, answer="agree", words="X")

    def test_a_revoked_expired_or_wrong_link_is_the_same_nothing(
        self, world: PlanWorld, client: Any, settings: Any
    ) -> None:
        world.open()
        link = visit(client, world, links_plan.GUARDIAN_PLAN)
        Link.objects.filter(pk=link.pk).update(revoked_on=DAY)
        revoked = client.get("/link/plan/", follow=True)
        Link.objects.filter(pk=link.pk).update(revoked_on=None)
        settings.MUGUR_DAY = (DAY + timedelta(days=15)).isoformat()
        expired = client.get("/link/plan/", follow=True)
        assert revoked.status_code == expired.status_code == 404
        assert (
            revoked.content.decode().count("This link is closed")
            == expired.content.decode().count("This link is closed")
            > 0
        )
        assert world.learner.family_name.encode() not in revoked.content + expired.content

    def test_not_meant_for_me_closes_it(self, world: PlanWorld, client: Any) -> None:
        world.open()
        link = visit(client, world, links_plan.GUARDIAN_PLAN)
        assert "The link is closed now" in client.post("/link/not-me/").content.decode()
        assert Link.objects.get(pk=link.pk).revoked_on == DAY


class TestObjection:
    def test_the_head_decides_and_the_family_reads_it(self, world: PlanWorld, client: Any) -> None:
        signal = a_signal(world)
        visit(client, world, links_plan.GUARDIAN_SIGNAL, subject=signal.uuid)
        assert client.post("/link/signal/", {"words": "He was at the dentist"}).status_code == 302
        assert client.post("/link/signal/", {"words": "Again"}).status_code == 409
        with pytest.raises(NoRight):
            world.do(world.teacher, objection.decide, signal, keep=True, reason="No")
        decided = world.do(world.head, objection.decide, signal, keep=False, reason="The paper was late")
        assert decided.state == Signal.State.WITHDRAWN
        assert "The paper was late" in client.get("/link/signal/").content.decode()
        with pytest.raises(RuleBroken, match="prevention.no_objection"):
            world.do(world.head, objection.decide, signal, keep=True, reason="x")

    def test_it_stands_among_the_approvals_of_the_head(self, world: PlanWorld) -> None:
        from mugur.prevention.queries import approvals

        signal = a_signal(world)
        with world.by_link("guardian.signal") as by:
            objection.object_to(signal, by=by, on=DAY, words="No")
        with acting_as(who(world.head)) as by:
            assert [s.pk for s in approvals.approvals_page(by, on=DAY).objections] == [signal.pk]
        with acting_as(who(world.town)) as by:
            assert approvals.approvals_page(by, on=DAY).objections == ()


class TestLearner:
    def test_a_learner_of_sixteen_reads_and_writes_but_does_not_sign(self, world: PlanWorld, client: Any) -> None:
        version = world.open()
        visit(client, world, links_plan.LEARNER_PLAN, recipient=world.learner)
        body = client.get("/link/my-plan/").content.decode()
        assert "Your support plan" in body and "I agree and apply" not in body
        client.post("/link/plan/words/", {"words": "I want to be there"})
        assert world.newest().learner_words == "I want to be there"
        with pytest.raises(NoRight), world.by_link("learner.plan") as by:
            application.answer(version, by=by, on=DAY, answer="agree", words="X")

    def test_an_adult_signs_alone(self, client: Any) -> None:
        world = a_plan_world(birth_date=date(2008, 11, 21))
        world.open()
        visit(client, world, links_plan.LEARNER_PLAN, recipient=world.learner)
        assert client.post("/link/plan/answer/", {"answer": "agree", "name": "N. O.", "sure": "on"}).status_code == 302
        assert world.newest().application.signed_as == "learner"  # type: ignore[union-attr]
