"""Families by link: exactly one person, one purpose, while the right holds; three equal answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import DAY, a_guardian_of, a_learner, acting_as, the_world, who

from mugur.access import links
from mugur.access.models import Link
from mugur.access.who import Ticket, Who
from mugur.lib.errors import NoRight, OutOfReach, RuleBroken
from mugur.people.models import Consent, Guardianship, Person
from mugur.prevention import links_plan
from mugur.prevention.access import family
from mugur.prevention.actions import application, objection
from mugur.prevention.models import PlanVersion, Signal, SupportPlan
from mugur.prevention.tests.plan_world import SCHOOL, PlanWorld, a_plan_world

pytestmark = pytest.mark.django_db
V, P = PlanVersion.State, SupportPlan.State


@pytest.fixture
def world() -> PlanWorld:
    return a_plan_world()


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    settings.MUGUR_DAY = DAY.isoformat()


def visit(client: Any, world: PlanWorld, purpose: links.Purpose, *, subject: Any = None, recipient: Person | None = None,
          person: Person | None = None) -> Link:  # fmt: skip
    """The browser of somebody who opened a link."""
    about = person or world.learner
    with the_world():
        link, token = links.issue(
            purpose, person_id=about.pk, org_path=SCHOOL, subject=subject or world.plan.uuid, language="en",  # type: ignore[union-attr]
            by=who(world.teacher), on=DAY, recipient_id=(recipient or world.guardian).pk,
        )  # fmt: skip
    assert client.post(reverse("open_link", args=[token])).status_code == 302
    return link


def test_a_guardian_reads_and_applies(world: PlanWorld, client: Any, django_assert_max_num_queries: Any) -> None:
    version = world.open()
    visit(client, world, links_plan.GUARDIAN_PLAN)
    with django_assert_max_num_queries(26):
        answer = client.get("/link/plan/")
    body = answer.content.decode()
    assert answer.status_code == 200 and "I agree and apply" in body and "checked" not in body
    assert answer["Referrer-Policy"] == "no-referrer" and "no-store" in answer["Cache-Control"]
    done = client.post("/link/plan/answer/", {"answer": "agree", "name": "R. H.", "sure": "on"})
    assert done.status_code == 302
    assert "You have applied" in client.get("/link/plan/").content.decode()
    with the_world():
        given = PlanVersion.objects.get(pk=version.pk).application
        assert given is not None and (given.signer_id, given.comment, given.method) == (world.guardian.pk, "R. H.", "link")
        assert len(given.text_hash) == 64


def test_the_three_answers_stand_alike(world: PlanWorld, client: Any) -> None:
    world.open()
    visit(client, world, links_plan.GUARDIAN_PLAN)
    body = client.get("/link/plan/").content.decode()
    assert body.count('class="mg-choice"') == 3
    for button in ("Sign and apply", "Send the objection"):
        assert f'<button class="ds-button mg-full" data-size="sm">{button}</button>' in body


@pytest.mark.parametrize(
    "answer,wrong", [({"answer": "agree", "sure": "on"}, "Type your name"), ({"answer": "agree", "name": "R."}, "Confirm who may"),
                     ({"answer": "ask"}, "Write your question"), ({"answer": "object"}, "Write what you object to")],
)  # fmt: skip
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

    def test_a_revoked_expired_or_wrong_link_is_the_same_nothing(self, world: PlanWorld, client: Any, settings: Any) -> None:
        world.open()
        link = visit(client, world, links_plan.GUARDIAN_PLAN)
        Link.objects.filter(pk=link.pk).update(revoked_on=DAY)
        revoked = client.get("/link/plan/")
        Link.objects.filter(pk=link.pk).update(revoked_on=None)
        settings.MUGUR_DAY = (DAY + timedelta(days=15)).isoformat()
        expired = client.get("/link/plan/")
        assert revoked.status_code == expired.status_code
        assert world.learner.family_name.encode() not in revoked.content + expired.content

    def test_not_meant_for_me_closes_it(self, world: PlanWorld, client: Any) -> None:
        world.open()
        link = visit(client, world, links_plan.GUARDIAN_PLAN)
        assert "The link is closed now" in client.post("/link/not-me/").content.decode()
        assert Link.objects.get(pk=link.pk).revoked_on == DAY


class TestScope:
    """N9: a link opens its one purpose for its one person."""

    PAGES = {"/link/plan/": {"guardian.plan"}, "/link/my-plan/": {"learner.plan"}, "/link/signal/": {"guardian.signal"}}

    @pytest.mark.parametrize("purpose", sorted(links.PURPOSES))
    def test_each_purpose_opens_its_pages_only(self, world: PlanWorld, client: Any, purpose: str) -> None:
        if purpose not in family.FAMILY:
            pytest.skip("a purpose of another room")
        world.open()
        signal = a_signal(world)
        subject = signal.uuid if purpose == "guardian.signal" else world.plan.uuid  # type: ignore[union-attr]
        recipient = world.learner if purpose == "learner.plan" else world.guardian
        visit(client, world, links.PURPOSES[purpose], subject=subject, recipient=recipient)
        assert client.get("/link/reads/").status_code == 200
        for url, allowed in self.PAGES.items():
            expected = 200 if purpose in allowed or (url.endswith("plan/") and purpose in ("guardian.plan", "learner.plan")) else 404
            assert client.get(url).status_code == expected, url

    def test_a_plan_of_another_learner_stays_shut(self, world: PlanWorld, client: Any) -> None:
        other = a_plan_world()
        other.open()
        world.open()
        visit(client, world, links_plan.GUARDIAN_PLAN, subject=other.plan.uuid)  # type: ignore[union-attr]
        answer = client.get("/link/plan/")
        assert answer.status_code == 404 and other.learner.family_name not in answer.content.decode()

    def test_a_guardian_of_another_child_gets_nothing(self, world: PlanWorld, client: Any) -> None:
        other = a_plan_world()
        world.open()
        visit(client, world, links_plan.GUARDIAN_PLAN, recipient=other.guardian)
        assert client.get("/link/plan/").status_code == 404

    def test_a_link_opens_no_page_of_staff(self, world: PlanWorld, client: Any) -> None:
        world.open()
        visit(client, world, links_plan.GUARDIAN_PLAN)
        answer = client.get(reverse("prevention:plan", args=[world.plan.uuid]))  # type: ignore[union-attr]
        assert answer.status_code in (302, 404)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        starts=st.integers(-40, 40), length=st.integers(0, 60), restricted=st.none() | st.integers(-40, 40),
        may_view=st.booleans(), birthday=st.integers(-40, 40), day=st.integers(-30, 30),
    )  # fmt: skip
    def test_access_holds_exactly_while_the_span_does(
        self, starts: int, length: int, restricted: int | None, may_view: bool, birthday: int, day: int
    ) -> None:
        """N4: for any timeline, access on a day ⇔ running span, may view, no restriction, under eighteen."""
        at = lambda n: DAY + timedelta(days=n)  # noqa: E731
        came_of_age = at(birthday)
        with the_world():
            child = a_learner(SCHOOL, birth_date=came_of_age.replace(year=came_of_age.year - 18))
            guardian = a_guardian_of(child, may_view=may_view)
            tie = Guardianship.objects.get(person=child)
            tie.starts, tie.ends = at(starts), at(starts + length)
            tie.restricted_on = None if restricted is None else at(restricted)
            tie.save()
            on = at(day)
            ticket = Ticket(0, "guardian.plan", child.pk, "", "lv", guardian.pk)
            allowed = family.VIEW in family.standing(ticket, on=on).may
        span = starts <= day <= starts + length
        held = span and may_view and (restricted is None or day < restricted) and day < birthday
        assert allowed is held


def a_signal(world: PlanWorld, **more: Any) -> Signal:
    fields = {"state": "answered", "answer": "concern", "answered_by": world.teacher, "answered_on": DAY, "reason": "Talked"}
    with the_world():
        signal = Signal(person=world.learner, org_path=SCHOOL, origin="observation", level="watch", noticed_on=DAY,
                        due_on=DAY + timedelta(days=7), **{**fields, **more})  # fmt: skip
        signal.save()
    return signal


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


class TestIssue:
    ADDRESS = "https://mugur.example/l/TOKEN/"

    def test_the_mail_names_nobody_and_no_ground(
        self, world: PlanWorld, django_capture_on_commit_callbacks: Any
    ) -> None:
        version = world.open()
        with django_capture_on_commit_callbacks(execute=True):
            made = world.do(world.teacher, application.issue_link, version.plan, receiver=world.guardian, address=self.ADDRESS, mail=True)
        text = mail.outbox[0].subject + mail.outbox[0].body
        assert made in text and mail.outbox[0].to == [world.guardian.email]
        for name in (world.learner.given_name, world.learner.family_name, "plan", "support", "4.1"):
            assert name not in text.replace(made, "")

    def test_a_new_link_ends_the_earlier_one_of_the_same_guardian(self, world: PlanWorld) -> None:
        version = world.open()
        for _ in range(2):
            world.do(world.teacher, application.issue_link, version.plan, receiver=world.guardian, address=self.ADDRESS, mail=False)
        assert Link.objects.filter(person_id=world.learner.pk, revoked_on__isnull=True).count() == 1

    def test_no_link_for_somebody_who_is_no_guardian_today(self, world: PlanWorld) -> None:
        other = a_plan_world()
        version = world.open()
        with pytest.raises(RuleBroken, match="prevention.no_guardian"):
            world.do(world.teacher, application.issue_link, version.plan, receiver=other.guardian, address=self.ADDRESS, mail=False)

    def test_an_open_signal_gives_no_link(self, world: PlanWorld) -> None:
        signal = a_signal(world, state="open", answer="", answered_by=None, answered_on=None)
        with pytest.raises(RuleBroken, match="prevention.signal_not_answered"):
            world.do(world.teacher, application.issue_signal_link, signal, receiver=world.guardian, address=self.ADDRESS, mail=False)


def test_a_foreign_reader_by_link_is_out_of_reach(world: PlanWorld) -> None:
    world.open()
    other = a_plan_world()
    with world.by_link("guardian.plan", person=other.learner, recipient=other.guardian) as by, pytest.raises(OutOfReach):
        family.SEE_PLAN.fetch(by, uuid=world.plan.uuid)  # type: ignore[union-attr]
    assert not family.SEE_PLAN.held(Who(on=DAY))
