"""Links of families: each opens its one purpose for its one person, exactly while the right holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import DAY, a_guardian_of, a_learner, the_world

from mugur.access import links
from mugur.access.models import Link
from mugur.access.who import Ticket, Who
from mugur.lib.errors import OutOfReach, RuleBroken
from mugur.people.models import Guardianship
from mugur.prevention import links_plan
from mugur.prevention.access import family
from mugur.prevention.actions import application
from mugur.prevention.models import PlanVersion, SupportPlan
from mugur.prevention.tests.plan_world import SCHOOL, PlanWorld, a_plan_world, a_signal, visit

pytestmark = pytest.mark.django_db
V, P = PlanVersion.State, SupportPlan.State


@pytest.fixture
def world() -> PlanWorld:
    return a_plan_world()


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    settings.MUGUR_DAY = DAY.isoformat()


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
            expected = (
                200
                if purpose in allowed or (url.endswith("plan/") and purpose in ("guardian.plan", "learner.plan"))
                else 404
            )
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


class TestIssue:
    ADDRESS = "https://mugur.example/l/TOKEN/"

    def test_the_mail_names_nobody_and_no_ground(
        self, world: PlanWorld, django_capture_on_commit_callbacks: Any
    ) -> None:
        version = world.open()
        with django_capture_on_commit_callbacks(execute=True):
            made = world.do(
                world.teacher,
                application.issue_link,
                version.plan,
                receiver=world.guardian,
                address=self.ADDRESS,
                mail=True,
            )
        text = mail.outbox[0].subject + mail.outbox[0].body
        assert made in text and mail.outbox[0].to == [world.guardian.email]
        for name in (world.learner.given_name, world.learner.family_name, "plan", "support", "4.1"):
            assert name not in text.replace(made, "")

    def test_a_new_link_ends_the_earlier_one_of_the_same_guardian(self, world: PlanWorld) -> None:
        version = world.open()
        for _ in range(2):
            world.do(
                world.teacher,
                application.issue_link,
                version.plan,
                receiver=world.guardian,
                address=self.ADDRESS,
                mail=False,
            )
        assert Link.objects.filter(person_id=world.learner.pk, revoked_on__isnull=True).count() == 1

    def test_no_link_for_somebody_who_is_no_guardian_today(self, world: PlanWorld) -> None:
        other = a_plan_world()
        version = world.open()
        with pytest.raises(RuleBroken, match="prevention.no_guardian"):
            world.do(
                world.teacher,
                application.issue_link,
                version.plan,
                receiver=other.guardian,
                address=self.ADDRESS,
                mail=False,
            )

    def test_an_open_signal_gives_no_link(self, world: PlanWorld) -> None:
        signal = a_signal(world, state="open", answer="", answered_by=None, answered_on=None)
        with pytest.raises(RuleBroken, match="prevention.signal_not_answered"):
            world.do(
                world.teacher,
                application.issue_signal_link,
                signal,
                receiver=world.guardian,
                address=self.ADDRESS,
                mail=False,
            )


def test_a_foreign_reader_by_link_is_out_of_reach(world: PlanWorld) -> None:
    world.open()
    other = a_plan_world()
    with (
        world.by_link("guardian.plan", person=other.learner, recipient=other.guardian) as by,
        pytest.raises(OutOfReach),
    ):
        family.SEE_PLAN.fetch(by, uuid=world.plan.uuid)  # type: ignore[union-attr]
    assert not family.SEE_PLAN.held(Who(on=DAY))
