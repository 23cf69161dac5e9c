"""Decisions: never by the author, only on what was read, only changed lines, one at a time wins."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.builders import DAY, acting_as, an_account, sign_in, the_world, who

from mugur.access.models import AuditEntry, ReadEntry
from mugur.lib.errors import NoRight, RuleBroken
from mugur.prevention.actions import approval
from mugur.prevention.actions import plan as actions
from mugur.prevention.models import Approval, PlannedMeasure, PlanVersion
from mugur.prevention.queries import approvals as queries
from mugur.prevention.tests.plan_world import PlanWorld, a_plan_world

pytestmark = pytest.mark.django_db
V = PlanVersion.State


@pytest.fixture
def world() -> PlanWorld:
    return a_plan_world()


def at_municipality(world: PlanWorld, *lines: object) -> PlanVersion:
    version = world.open(*lines)  # type: ignore[arg-type]
    world.apply(version)
    world.send(version)
    world.approve(version, world.head)
    return world.newest()


def test_nobody_approves_a_plan_they_wrote_in_python(world: PlanWorld) -> None:
    with the_world():
        both = an_account(("school_coordinator", "lv.aiz.pv."), ("head", "lv.aiz.pv."))
    version = world.open(author=both)
    world.send(version, author=both)
    with pytest.raises(RuleBroken, match="prevention.own_plan"):
        world.approve(version, both)


def test_nobody_approves_a_plan_they_wrote_in_the_database(world: PlanWorld) -> None:
    version = world.open()
    world.send(version)
    fresh = world.newest()
    with pytest.raises(IntegrityError, match="nobody_approves_a_plan_they_wrote"), the_world(), transaction.atomic():
        Approval(
            version=fresh, person_id=fresh.person_id, org_path=fresh.org_path, level="school", decision="approve",
            account=world.teacher, author=world.teacher, version_hash=fresh.hash, day=DAY,
        ).save()  # fmt: skip


def test_whoever_wrote_the_first_version_does_not_approve_the_second(world: PlanWorld) -> None:
    with the_world():
        writer = an_account(("school_coordinator", "lv.aiz.pv."))
    world.open(author=writer)
    with the_world():
        from mugur.organisations.models import Membership, Organisation

        school = Organisation.objects.get(path="lv.aiz.pv.")
        Membership(account=writer, organisation=school, role="head", starts=DAY).save()
    version = world.write(world.newest(), world.line())
    world.send(version)
    with pytest.raises(RuleBroken, match="prevention.own_plan"):
        world.approve(version, writer)


def test_a_class_teacher_is_told_to_ask_the_head(world: PlanWorld, client: object) -> None:
    version = world.open()
    world.send(version)
    sign_in(client, world.teacher)
    answer = client.post(  # type: ignore[attr-defined]
        reverse("prevention:approval", args=[version.uuid]), {"what": "approve", "seen": world.newest().hash}
    )
    assert answer.status_code == 409 and "Ask the head" in answer.content.decode()


def test_the_municipality_does_not_decide_before_the_school(world: PlanWorld) -> None:
    version = world.open()
    world.send(version)
    with pytest.raises(NoRight):
        world.approve(version, world.town)


def test_only_changed_lines_are_approved_anew(world: PlanWorld) -> None:
    talk, bus = world.line(), world.line("t.bus", 6000, "1", detail="Mondays")
    world.in_force(talk, bus)
    room = world.line("t.room", 5600, "1")
    more = type(talk)(**{**talk.__dict__, "units": Decimal(12), "cents": 10080})
    second = world.next_version(more, room)
    world.apply(second)
    world.send(second)
    given = world.approve(second, world.head)
    assert set(given.lines) == {room.line, talk.line, bus.line}
    assert given.change_cents == 5280 + 5600 - 6000
    with acting_as(who(world.town)) as by:
        item = queries.one(world_version(second), who=by, on=DAY)
    assert {c.kind for c in item.diff.changes} == {"new", "changed", "out"} and item.diff.same == 0


def world_version(version: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.select_related("plan").get(pk=version.pk)


def test_an_unchanged_line_is_in_no_second_approval(world: PlanWorld) -> None:
    talk, bus = world.line(), world.line("t.bus", 6000, "1")
    world.in_force(talk, bus)
    second = world.next_version(talk, type(bus)(**{**bus.__dict__, "cents": 7000}))
    world.apply(second)
    world.send(second)
    assert world.approve(second, world.head).lines == [bus.line]


def test_a_version_that_changed_while_it_was_read_is_refused(world: PlanWorld) -> None:
    version = world.open()
    world.send(version)
    seen = world.newest().hash
    world.do(world.teacher, actions.take_back, version)
    world.write(version, world.line(cents=9999))
    world.send(version)
    assert world.newest().hash != seen
    with pytest.raises(RuleBroken, match="access.changed_meanwhile"):
        world.approve(version, world.head, seen=seen)
    with pytest.raises(RuleBroken, match="access.changed_meanwhile"):
        world.approve(version, world.head, seen="")


def test_of_two_who_approve_at_once_one_wins(world: PlanWorld) -> None:
    version = world.open()
    world.send(version)
    with the_world():
        second = an_account(("head", "lv.aiz.pv."))
    seen = world.newest().hash
    world.approve(version, world.head, seen=seen)
    with pytest.raises((RuleBroken, NoRight)):
        world.approve(version, second, seen=seen)
    with the_world():
        assert Approval.objects.filter(version=version).count() == 1


def test_a_head_of_two_levels_does_not_approve_twice_by_one_stale_form(world: PlanWorld) -> None:
    with the_world():
        both = an_account(("head", "lv.aiz.pv."), ("head", "lv.aiz.vs."))
    version = world.open()
    world.send(version)
    seen = world.newest().hash
    world.approve(version, both, seen=seen)
    with pytest.raises(NoRight):
        world.approve(version, both, seen=seen)


def test_what_was_taken_back_and_sent_unchanged_keeps_the_heads_approval(world: PlanWorld) -> None:
    version = at_municipality(world)
    world.do(world.teacher, actions.take_back, version)
    assert world.send(version).state == V.AT_MUNICIPALITY
    world.do(world.teacher, actions.take_back, version)
    world.write(version, world.line(cents=1))
    assert world.send(version).state == V.AT_HEAD
    world.approve(version, world.head)
    assert world.newest().state == V.AT_MUNICIPALITY


def test_a_return_needs_a_comment_and_frees_the_lines(world: PlanWorld) -> None:
    version = at_municipality(world)
    with pytest.raises(RuleBroken, match="prevention.reason_missing"):
        world.do(world.town, approval.send_back, version, seen=version.hash, comment=" ")
    world.do(world.town, approval.send_back, version, seen=version.hash, comment="Who rides on Monday?")
    fresh = world.newest()
    assert (fresh.state, fresh.returned_comment, fresh.hash) == (V.RETURNED, "Who rides on Monday?", "")
    world.write(fresh, world.line(cents=100))


def test_without_the_second_factor_nothing_is_decided(world: PlanWorld) -> None:
    version = world.open()
    world.send(version)
    with pytest.raises(NoRight, match="second_factor"), acting_as(who(world.head, aal=1)) as by:
        approval.approve(version, by=by, on=DAY, seen=world_version(version).hash)


class TestExceptions:
    def tags(self, world: PlanWorld, account: object = None) -> list[str]:
        with acting_as(who(account or world.town)) as by:  # type: ignore[arg-type]
            page = queries.approvals_page(by, on=DAY)
        return [t.code for item in page.exceptions for t in item.tags]

    def test_above_the_limit_of_a_month(self, world: PlanWorld) -> None:
        at_municipality(world, world.line("t.bus", 14800, "1", reason="No bus since 1 Nov"))
        assert self.tags(world) == ["above_limit"]

    def test_a_limit_counts_by_month(self, world: PlanWorld) -> None:
        at_municipality(world, world.line("t.bus", 3 * 12000, "3"))
        assert self.tags(world) == []

    def test_paid_elsewhere(self, world: PlanWorld) -> None:
        at_municipality(world, world.line("t.room", 8750, "2", paid_elsewhere="Social service of the town"))
        assert self.tags(world) == ["paid_elsewhere"]

    def test_missing_application(self, world: PlanWorld) -> None:
        version = world.open()
        world.send(version)
        assert self.tags(world, world.head) == ["no_application"]

    def test_an_application_for_an_earlier_text_does_not_count(self, world: PlanWorld) -> None:
        version = world.open()
        world.apply(version)
        world.write(version, world.line(cents=777))
        world.send(version)
        assert self.tags(world, world.head) == ["no_application"]

    def test_an_unchanged_line_is_not_looked_at_again(self, world: PlanWorld) -> None:
        bus = world.line("t.bus", 14800, "1")
        world.in_force(bus)
        second = world.next_version(bus, world.line("t.room", 100, "1"))
        world.apply(second)
        world.send(second)
        assert self.tags(world, world.head) == []

    def test_own_authorship_is_only_passed_on(self, world: PlanWorld) -> None:
        with the_world():
            author = an_account(("school_coordinator", "lv.aiz.pv."), ("municipality_coordinator", "lv.aiz."))
        version = world.open(author=author)
        world.apply(version)
        world.send(version, author=author)
        world.approve(version, world.head)
        assert self.tags(world, author) == ["own"]
        world.do(author, approval.pass_on, version)
        assert self.tags(world, author) == []
        assert self.tags(world) == []
        world.approve(version, world.town)
        assert world.newest().state == V.APPROVED

    def test_without_a_deputy_it_is_not_passed_into_nowhere(self, world: PlanWorld) -> None:
        with the_world():
            author = an_account(("school_coordinator", "lv.bau.vs."), ("municipality_coordinator", "lv.bau."))
            learner = None
            from tests.builders import a_learner

            learner = a_learner("lv.bau.vs.")
            head = an_account(("head", "lv.bau.vs."))
        from datetime import date

        with acting_as(who(author)) as by:
            plan = actions.open_plan(
                learner, by=by, on=DAY, term="2026-1", starts=date(2026, 10, 5), ends=date(2026, 12, 18)
            )
            version = plan.versions.get()
        world.plan = plan
        world.write(version, world.line(), author=author)
        world.send(version, author=author)
        world.approve(version, head)
        with pytest.raises(RuleBroken, match="prevention.no_deputy"):
            world.do(author, approval.pass_on, version)


class TestTogether:
    def several(self, n: int) -> tuple[list[PlanWorld], object]:
        worlds = [a_plan_world() for _ in range(n)]
        for w in worlds:
            w.town = worlds[0].town
            w.head = worlds[0].head
            at_municipality(w)
        return worlds, worlds[0].town

    def test_many_in_one_request_each_with_its_own_entry(self, client: object) -> None:
        worlds, town = self.several(3)
        sign_in(client, town)
        chosen = [f"{w.newest().uuid}:{w.newest().hash}" for w in worlds]
        answer = client.post(reverse("prevention:approve_together"), {"version": chosen})  # type: ignore[attr-defined]
        assert answer.status_code == 200 and "3 versions are approved" in answer.content.decode()
        with the_world():
            assert PlanVersion.objects.filter(state=V.APPROVED).count() == 3
            assert AuditEntry.objects.filter(event="prevention.version.approved").count() == 6

    def test_what_changed_or_needs_an_eye_is_left_out_and_told(self, client: object) -> None:
        worlds, town = self.several(2)
        odd = a_plan_world()
        odd.head, odd.town = worlds[0].head, worlds[0].town
        at_municipality(odd, odd.line("t.bus", 14800, "1"))
        seen = [f"{w.newest().uuid}:{w.newest().hash}" for w in (*worlds, odd)]
        w = worlds[1]
        w.do(w.teacher, actions.take_back, w.newest())
        sign_in(client, town)
        body = client.post(reverse("prevention:approve_together"), {"version": seen}).content.decode()  # type: ignore[attr-defined]
        assert "One version is approved." in body and "2 were left out" in body
        assert worlds[0].newest().state == V.APPROVED
        assert (w.newest().state, odd.newest().state) == (V.DRAFT, V.AT_MUNICIPALITY)

    def test_a_version_out_of_reach_is_not_even_told(self, client: object) -> None:
        worlds, _town = self.several(1)
        with the_world():
            stranger = an_account(("municipality_coordinator", "lv.bau."))
        sign_in(client, stranger)
        fresh = worlds[0].newest()
        body = client.post(
            reverse("prevention:approve_together"), {"version": [f"{fresh.uuid}:{fresh.hash}", "x"]}
        ).content  # type: ignore[attr-defined]
        assert worlds[0].learner.family_name.encode() not in body
        assert worlds[0].newest().state == V.AT_MUNICIPALITY

    def test_the_page_shows_sums_reads_and_keeps_its_budget(
        self, client: object, django_assert_max_num_queries: object
    ) -> None:
        worlds, town = self.several(5)
        sign_in(client, town)
        with django_assert_max_num_queries(34):  # type: ignore[operator]
            answer = client.get(reverse("prevention:approvals"))  # type: ignore[attr-defined]
        body = answer.content.decode()
        assert "5 plan versions wait for you" in body and "€240.00" in body
        assert len(re.findall(r'name="version"', body)) == 5
        assert "Repairs bicycles" not in body and "Average 4.1" not in body
        with the_world():
            shown = ReadEntry.objects.filter(page="prevention.approval.see", ground="approval")
            assert set(shown.values_list("person_id", flat=True)) == {w.learner.pk for w in worlds}


def test_a_restricted_line_is_nowhere_in_the_inbox(world: PlanWorld, client: object) -> None:
    from mugur.people.models import Assignment

    with the_world():
        psychologist = an_account(("specialist", "lv.aiz.pv."))
        Assignment(
            kind="case_team", account=psychologist, person=world.learner, org_path="lv.aiz.pv.", starts=DAY
        ).save()
    version = world.open()
    world.write(
        version, world.line(), world.line("t.room", 0, "3", restricted=True, detail="MARKER"), author=psychologist
    )
    world.apply(version)
    world.send(version)
    with the_world():
        assert PlannedMeasure.objects.filter(version=version, restricted=True).count() == 1
    sign_in(client, world.head)
    for url in (
        reverse("prevention:approvals"),
        reverse("prevention:approval", args=[version.uuid]),
        reverse("prevention:plan", args=[version.plan.uuid]),
    ):
        body = client.get(url).content.decode()  # type: ignore[attr-defined]
        assert "MARKER" not in body
    assert "One line with restricted reading" in body
    with pytest.raises(RuleBroken, match="prevention.restricted_line"):
        world.do(world.teacher, actions.take_back, version)
        world.write(version, world.line("t.room", 0, "3", restricted=True))
