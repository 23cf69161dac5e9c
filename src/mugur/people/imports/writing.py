"""Writing a planned roster: everything in one transaction and one audit entry, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mugur.access.action import batch
from mugur.access.who import Who
from mugur.people import access
from mugur.people.models import (
    Assignment,
    Enrolment,
    Group,
    GroupMembership,
    Guardianship,
    ImportBatch,
    MissingLearner,
    Person,
)

from . import bulk, classes, numbers, persons
from .classes import Classes
from .existing import Existing
from .missing import Missing
from .numbers import Numbers
from .persons import People
from .places import Places
from .spans import Spans
from .ties import Ties


@dataclass
class Plan:
    """All that a roster would change."""

    have: Existing
    places: Places
    people: People
    classes: Classes
    spans: Spans
    ties: Ties
    numbers: Numbers
    missing: Missing

    @property
    def empty(self) -> bool:
        """True when the file says nothing new."""
        parts = (
            self.places.new, self.places.changed, self.people.new, self.people.changed,
            self.classes.new, self.classes.changed,
            self.spans.new_enrolments, self.spans.enrolments, self.spans.new_members, self.spans.members,
            self.ties.new_guardians, self.ties.guardians, self.ties.new_staff, self.ties.staff,
            self.numbers.keep, self.numbers.met, self.missing.new, self.missing.back,
        )  # fmt: skip
        return not any(parts)


def write(plan: Plan, made: ImportBatch, *, by: Who, on: date) -> int:
    """Brings the plan in; returns how many cases of numbers known elsewhere were opened."""
    source = plan.have.source
    event = "people.roster.imported"
    with batch(event, by=by, on=on, path=source.path, right=access.IMPORT, file=made.sha256, kind="roster"):
        for body in plan.places.new:
            body.parent_id = body.parent.pk if body.parent else None
            body.save()
        for body in plan.places.changed:
            body.save()
        _persons(plan)
        _groups(plan)
        _spans(plan)
        made.save()
        _missing(plan, made, on)
        cases = numbers.open_cases(plan.numbers, plan.have)
    numbers.keep_after_commit(plan.numbers)
    return cases


def _persons(plan: Plan) -> None:
    bulk.create(Person, plan.people.new)
    bulk.change(Person, plan.people.changed.values(), persons.COLUMNS)


def _groups(plan: Plan) -> None:
    bulk.create(Group, plan.classes.new)
    bulk.change(Group, plan.classes.changed.values(), classes.COLUMNS)


def _spans(plan: Plan) -> None:
    bulk.change(
        Enrolment,
        plan.spans.enrolments.values(),
        ("grade", "starts", "ends", "school_year", "exit_reason", "destination"),
    )
    bulk.create(Enrolment, plan.spans.new_enrolments)
    bulk.change(GroupMembership, plan.spans.members.values(), ("ends",))
    bulk.create(GroupMembership, plan.spans.new_members)
    bulk.change(Guardianship, plan.ties.guardians.values(), ("ends",))
    bulk.create(Guardianship, plan.ties.new_guardians)
    bulk.change(Assignment, plan.ties.staff.values(), ("kind", "account", "ends"))
    bulk.create(Assignment, plan.ties.new_staff)


def _missing(plan: Plan, made: ImportBatch, on: date) -> None:
    rows = [
        MissingLearner(batch=made, person=person, org_path=person.home_path, since=on) for person in plan.missing.new
    ]
    bulk.create(MissingLearner, rows)
    for one in plan.missing.back:
        one.decision, one.decided_on = "back", on
    bulk.change(MissingLearner, plan.missing.back, ("decision", "decided_on"))
