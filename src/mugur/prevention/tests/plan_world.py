"""A small world around one plan: school, people, catalogue; and a plan brought to any state by its own actions."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from tests.builders import (
    DAY,
    a_body,
    a_class_teacher,
    a_group,
    a_guardian_of,
    a_learner,
    acting_as,
    an_account,
    the_world,
    who,
)

from mugur.access import links
from mugur.access.models import Account, Link
from mugur.access.who import Ticket, Who
from mugur.people.models import Group, Person
from mugur.prevention.actions import application, approval
from mugur.prevention.actions import plan as actions
from mugur.prevention.models import PlanVersion, Signal, SupportPlan
from mugur.prevention.rules import plan as rules
from mugur.support.models import Measure

SCHOOL, STARTS, ENDS = "lv.aiz.pv.", date(2026, 10, 5), date(2026, 12, 18)


def a_measure(code: str, **more: Any) -> Measure:
    """A catalogue item; the same code gives the same item."""
    found = Measure.objects.filter(code=code).first()
    if found:
        return found
    fields = {
        "names": {"en": code.split(".")[-1].title()},
        "unit": "month",
        "kind": "transport",
        "starts": date(2017, 1, 1),
    }
    made = Measure(code=code, **{**fields, **more})
    made.save()
    return made


@dataclass
class PlanWorld:
    """The people around one learner."""

    group: Group
    learner: Person
    guardian: Person
    teacher: Account
    head: Account
    town: Account
    goal: str = field(default_factory=lambda: str(uuid.uuid4()))
    plan: SupportPlan | None = None

    def by(self, account: Account, **more: Any) -> Who:
        return who(account, **more)

    def line(self, code: str = "t.talk", cents: int = 4800, units: str = "5", **more: Any) -> rules.MeasureLine:
        fields = {"starts": STARTS, "ends": ENDS, "detail": "", **more}
        return rules.MeasureLine(str(uuid.uuid4()), self.goal, code, Decimal(units), cents, **fields)

    def draft(self, *lines: rules.MeasureLine, **more: Any) -> actions.Draft:
        goal = rules.GoalLine(self.goal, "study", "At least 5 by December", "Average 4.1", "", "4.1", "5", ENDS)
        return actions.Draft("Repairs bicycles", "I get up at 5:20", "The way is long", [goal], list(lines), **more)

    def do(self, account: Account, act: Any, thing: Any, **more: Any) -> Any:
        """One action as one account, in its own scope."""
        with acting_as(who(account)) as by:
            return act(thing, by=by, on=DAY, **more)

    def open(self, *lines: rules.MeasureLine, author: Account | None = None) -> PlanVersion:
        """A plan in draft with these lines."""
        writer = author or self.teacher
        self.plan = self.do(writer, actions.open_plan, self.learner, term="2026-1", starts=STARTS, ends=ENDS)
        return self.write(self.newest(), *(lines or (self.line(),)), author=writer)

    def write(self, version: PlanVersion, *lines: rules.MeasureLine, author: Account | None = None) -> PlanVersion:
        return self.do(author or self.teacher, actions.write, version, draft=self.draft(*lines))  # type: ignore[no-any-return]

    def newest(self) -> PlanVersion:
        with the_world():
            assert self.plan is not None
            return (
                PlanVersion.objects.select_related("plan__school", "application")
                .filter(plan=self.plan)
                .latest("number")
            )

    def apply(self, version: PlanVersion) -> None:
        """The guardian applies by link."""
        with self.by_link("guardian.plan") as by:
            application.answer(version, by=by, on=DAY, answer="agree", words="A Guardian")

    def send(self, version: PlanVersion, *, author: Account | None = None) -> PlanVersion:
        return self.do(author or self.teacher, actions.send, version)  # type: ignore[no-any-return]

    def approve(self, version: PlanVersion, account: Account, **more: Any) -> Any:
        fresh = self.newest()
        return self.do(account, approval.approve, version, **{"seen": fresh.hash, **more})

    def in_force(self, *lines: rules.MeasureLine) -> PlanVersion:
        """A plan whose first version has been approved by both levels."""
        version = self.open(*lines)
        self.apply(version)
        self.send(version)
        self.approve(version, self.head)
        self.approve(version, self.town)
        return self.newest()

    def next_version(self, *lines: rules.MeasureLine) -> PlanVersion:
        """A newer version in draft; without lines it says what the last one says."""
        version = self.do(self.teacher, actions.begin_version, self.plan)
        return self.write(version, *lines) if lines else version

    @contextmanager
    def by_link(
        self, purpose: str, *, on: date = DAY, recipient: Person | None = None, person: Person | None = None
    ) -> Any:
        """The holder of an open link, in its own scope."""
        subject = self.plan.uuid if self.plan else uuid.uuid4()
        about = person or self.learner
        with the_world(on):
            link, _token = links.issue(
                replace(links.PURPOSES[purpose]),
                person_id=about.pk,
                org_path=SCHOOL,
                subject=subject,
                language="lv",
                by=who(self.teacher),
                on=on,
                recipient_id=(recipient or (self.learner if purpose == "learner.plan" else self.guardian)).pk,
            )
        ticket: Ticket = links.ticket(link)
        with acting_as(Who(on=on, link=ticket)) as by:
            yield by


def a_plan_world(**learner: Any) -> PlanWorld:
    """School, class, learner of sixteen, guardian, teacher, head, municipality, three measures."""
    with the_world():
        a_body(SCHOOL)
        group = a_group(SCHOOL)
        child = a_learner(SCHOOL, group=group, **learner)
        guardian = a_guardian_of(child)
        a_measure("t.talk", unit="session", unit_minutes=40, kind="consultation")
        a_measure("t.bus", limit_cents=12000, limit_per="month")
        a_measure("t.room", kind="dormitory")
        return PlanWorld(
            group, child, guardian, a_class_teacher(group), an_account(("head", SCHOOL)),
            an_account(("municipality_coordinator", "lv.aiz.")),
        )  # fmt: skip


def visit(
    client: Any,
    world: PlanWorld,
    purpose: links.Purpose,
    *,
    subject: Any = None,
    recipient: Person | None = None,
    person: Person | None = None,
) -> Link:
    """The browser of somebody who opened a link."""
    about = person or world.learner
    with the_world():
        link, token = links.issue(
            purpose, person_id=about.pk, org_path=SCHOOL, subject=subject or world.plan.uuid, language="en",  # type: ignore[union-attr]
            by=who(world.teacher), on=DAY, recipient_id=(recipient or world.guardian).pk,
        )  # fmt: skip
    assert client.post(reverse("open_link", args=[token])).status_code == 302
    return link


def a_signal(world: PlanWorld, **more: Any) -> Signal:
    fields = {
        "state": "answered",
        "answer": "concern",
        "answered_by": world.teacher,
        "answered_on": DAY,
        "reason": "Talked",
    }
    with the_world():
        signal = Signal(
            person=world.learner,
            org_path=SCHOOL,
            origin="observation",
            level="watch",
            noticed_on=DAY,
            due_on=DAY + timedelta(days=7),
            **{**fields, **more},
        )
        signal.save()
    return signal
