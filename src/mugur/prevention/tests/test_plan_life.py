"""The life of a plan: every arrow that exists, and every arrow that does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders import DAY, a_learner, acting_as, an_account, the_world, who

from mugur.lib.errors import NoRight, RuleBroken
from mugur.prevention.actions import plan as actions
from mugur.prevention.models import Approval, Goal, PlannedMeasure, PlanVersion, SupportPlan
from mugur.prevention.states import plan as states
from mugur.prevention.tests.plan_world import ENDS, STARTS, PlanWorld, a_plan_world

pytestmark = pytest.mark.django_db
P, V = SupportPlan.State, PlanVersion.State


@pytest.fixture
def world() -> PlanWorld:
    return a_plan_world()


@pytest.mark.parametrize("start", list(P))
@pytest.mark.parametrize("to", list(P))
def test_a_plan_becomes_only_what_the_table_says(start: str, to: str) -> None:
    plan = SupportPlan(state=start)
    if to in states.PLAN[start]:
        assert states.move(plan, to).state == to
    else:
        with pytest.raises(RuleBroken, match="prevention.plan_state"):
            states.move(plan, to)


@pytest.mark.parametrize("start", list(V))
@pytest.mark.parametrize("to", list(V))
def test_a_version_becomes_only_what_the_table_says(start: str, to: str) -> None:
    version = PlanVersion(state=start)
    if to in states.VERSION[start]:
        assert states.move(version, to).state == to
    else:
        with pytest.raises(RuleBroken, match="prevention.version_state"):
            states.move(version, to)


def test_from_draft_to_force_through_both_levels(world: PlanWorld) -> None:
    version = world.open()
    world.apply(version)
    assert world.send(version).state == V.AT_HEAD
    world.approve(version, world.head)
    assert world.newest().state == V.AT_MUNICIPALITY
    world.approve(version, world.town)
    done = world.newest()
    assert (done.state, done.plan.state, done.approved_on) == (V.APPROVED, P.IN_FORCE, DAY)


def test_the_old_version_stays_in_force_until_the_new_one_is_approved(world: PlanWorld) -> None:
    first = world.in_force()
    second = world.next_version(*world_lines(world))
    world.apply(second)
    world.send(second)
    world.approve(second, world.head)
    with the_world():
        assert PlanVersion.objects.get(pk=first.pk).state == V.APPROVED
    world.approve(second, world.town)
    with the_world():
        assert PlanVersion.objects.get(pk=first.pk).state == V.SUPERSEDED
        assert PlanVersion.objects.get(pk=second.pk).state == V.APPROVED


def world_lines(world: PlanWorld) -> list:
    return [world.line(), world.line("t.room", 5600, "1")]


def test_a_second_plan_for_the_same_days_is_refused(world: PlanWorld) -> None:
    world.open()
    with pytest.raises(RuleBroken, match="prevention.plan_exists"):
        world.do(world.teacher, actions.open_plan, world.learner, term="2026-1", starts=STARTS, ends=ENDS)


def test_an_empty_plan_is_not_sent(world: PlanWorld) -> None:
    world.plan = world.do(world.teacher, actions.open_plan, world.learner, term="2026-1", starts=STARTS, ends=ENDS)
    with pytest.raises(RuleBroken, match="prevention.plan_empty"):
        world.send(world.newest())


def test_suspend_and_resume_within_the_term_only(world: PlanWorld) -> None:
    world.in_force()
    with pytest.raises(RuleBroken, match="prevention.reason_missing"):
        world.do(world.teacher, actions.suspend, world.plan, reason=" ")
    assert world.do(world.teacher, actions.suspend, world.plan, reason="In hospital").state == P.SUSPENDED
    late = ENDS + timedelta(days=1)
    with pytest.raises(RuleBroken, match="prevention.term_over"), acting_as(who(world.teacher, on=late)) as by:
        actions.resume(world.plan, by=by, on=late)
    assert world.do(world.teacher, actions.resume, world.plan).state == P.IN_FORCE


def test_a_draft_is_not_resumed_into_force(world: PlanWorld) -> None:
    version = world.open()
    with pytest.raises(RuleBroken, match="prevention.plan_state"):
        world.do(world.teacher, actions.resume, version.plan)


def test_closing_gives_up_what_was_being_agreed(world: PlanWorld) -> None:
    world.in_force()
    second = world.next_version()
    closed = world.do(world.teacher, actions.close, world.plan, closure="reached")
    assert (closed.state, closed.closed_on) == (P.CLOSED, DAY)
    with the_world():
        assert PlanVersion.objects.get(pk=second.pk).state == V.WITHDRAWN


def test_a_plan_is_void_only_while_nothing_was_given(world: PlanWorld) -> None:
    from mugur.support.models import Delivery

    version = world.in_force()
    coordinator = None
    with the_world():
        coordinator = an_account(("school_coordinator", "lv.aiz.pv."))
        line = PlannedMeasure.objects.filter(version=version).get()
        Delivery(person=world.learner, org_path="lv.aiz.pv.", measure=line.measure, planned_line=line.line, day=DAY,
                 minutes=40, present=True).save()  # fmt: skip
    with pytest.raises(RuleBroken, match="prevention.money_used"):
        world.do(coordinator, actions.void, world.plan, reason="Wrong learner")
    with pytest.raises(NoRight):
        world.do(world.teacher, actions.void, world.plan, reason="Wrong learner")


def test_void_keeps_the_reason(world: PlanWorld) -> None:
    version = world.open()
    with the_world():
        coordinator = an_account(("school_coordinator", "lv.aiz.pv."))
    made = world.do(coordinator, actions.void, version.plan, reason="Opened for the wrong learner")
    assert (made.state, made.reason) == (P.VOID, "Opened for the wrong learner")


def test_a_submitted_version_is_not_written_not_even_past_the_actions(world: PlanWorld) -> None:
    version = world.open()
    world.send(version)
    with pytest.raises(RuleBroken, match="prevention.version_fixed"):
        world.write(version, world.line())
    with (
        pytest.raises(IntegrityError, match="lines of a submitted version do not change"),
        the_world(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update prevention_plannedmeasure set cents = cents + 1 where version_id = %s", [version.pk])
    with pytest.raises(IntegrityError, match="do not change"), the_world(), transaction.atomic():
        Goal.objects.filter(version=version).delete()


def test_the_home_of_a_submitted_line_may_still_move(world: PlanWorld) -> None:
    version = world.open()
    world.send(version)
    with the_world():
        assert PlannedMeasure.objects.filter(version=version).update(org_path="lv.aiz.vs.") == 1


def test_a_draft_loses_the_lines_that_are_taken_out(world: PlanWorld) -> None:
    one, two = world.line(), world.line("t.room", 5600, "1")
    version = world.open(one, two)
    world.write(version, one)
    with the_world():
        assert [str(m.line) for m in PlannedMeasure.objects.filter(version=version)] == [one.line]


def test_a_line_of_another_plan_is_refused(world: PlanWorld) -> None:
    theirs = a_plan_world()
    line = theirs.line()
    theirs.open(line)
    version = world.open()
    stolen = world.line()
    stolen = type(stolen)(**{**stolen.__dict__, "line": line.line})
    with pytest.raises(RuleBroken, match="prevention.line_elsewhere"):
        world.write(version, stolen)


def test_a_new_version_carries_the_lines_with_their_ids(world: PlanWorld) -> None:
    first = world.in_force()
    second = world.next_version()
    with the_world():
        ids = [set(PlannedMeasure.objects.filter(version=v).values_list("line", flat=True)) for v in (first, second)]
    assert ids[0] == ids[1]
    with pytest.raises(RuleBroken, match="prevention.being_agreed"):
        world.next_version()


def test_the_next_term_takes_open_goals_and_leaves_reached_ones(world: PlanWorld) -> None:
    from mugur.prevention.actions import review

    version = world.in_force()
    with the_world():
        goal = Goal.objects.get(version=version)
    judged = [review.Judged(goal.line, "partly", "4.6")]
    held = review.Held(["learner"], "act", "watch", "close", judged)
    world.do(world.teacher, review.hold, world.plan, held=held)
    made = world.do(world.teacher, actions.open_plan, world.learner, term="2026-2", starts=date(2027, 1, 4),
                    ends=date(2027, 5, 31), copy_of=world.plan)  # fmt: skip
    with the_world():
        copy = PlanVersion.objects.get(plan=made)
        assert [g.text for g in Goal.objects.filter(version=copy)] == [goal.text]
        assert Goal.objects.get(version=copy).line != goal.line
        assert PlannedMeasure.objects.get(version=copy).starts == date(2027, 1, 4)


def test_other_teachers_and_other_schools_do_nothing(world: PlanWorld) -> None:
    version = world.open()
    with the_world():
        stranger = an_account(("class_teacher", "lv.aiz.pv."))
        a_learner("lv.aiz.vs.")
        other = an_account(("school_coordinator", "lv.aiz.vs."))
    with pytest.raises(NoRight):
        world.send(version, author=stranger)
    from mugur.lib.errors import OutOfReach

    with pytest.raises(OutOfReach):
        world.send(version, author=other)
    with the_world():
        assert not Approval.objects.filter(version=version).exists()
