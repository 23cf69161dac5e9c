"""What is already there from this source, read in a handful of queries and looked up by id ever after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connections
from django.db.models import Q

from mugur.access.reach import Reach, upper
from mugur.organisations.models import Organisation
from mugur.people.models import (
    Assignment,
    Enrolment,
    Group,
    GroupMembership,
    Guardianship,
    MissingLearner,
    Person,
)
from mugur.people.roster import Known

from .source import below, mark


@dataclass
class Existing:
    """The source's own bodies, persons, groups and what runs between them."""

    source: Organisation
    on: date
    bodies: dict[str, Organisation] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    groups: dict[tuple[int, str], Group] = field(default_factory=dict)
    titled: dict[tuple[int, str], Group] = field(default_factory=dict)
    enrolments: dict[int, list[Enrolment]] = field(default_factory=lambda: defaultdict(list))
    memberships: dict[int, list[GroupMembership]] = field(default_factory=lambda: defaultdict(list))
    guardians: dict[tuple[int, int], Guardianship] = field(default_factory=dict)
    assignments: dict[tuple[int, int], Assignment] = field(default_factory=dict)
    asked: dict[int, MissingLearner] = field(default_factory=dict)
    moved_away: frozenset[str] = frozenset()
    kept_elsewhere: frozenset[int] = frozenset()

    @property
    def known(self) -> Known:
        """The ids that a file of changes may point at."""
        ours = mark(self.source)
        return Known(
            orgs=frozenset(one.source_id for one in self.bodies.values() if one.source_system == ours),
            persons=frozenset(self.persons) | self.moved_away,
            classes=frozenset(source_id for _, source_id in self.groups),
        )

    def running(self, person: Person) -> list[Enrolment]:
        """Enrolments of the person that run on the day or begin later."""
        return [one for one in self.enrolments.get(person.pk, ()) if one.ends is None or one.ends >= self.on]


def load(source: Organisation, *, on: date) -> Existing:
    """Reads everything of the source that a roster can touch."""
    found = Existing(source, on, bodies=below(source))
    mine = Reach.of([source.path])
    for person in Person.objects.filter(mine.q("home_path"), source_org=source, erased_on__isnull=True).iterator(5000):
        found.persons[person.source_id] = person
    schools = {body.pk: body for body in found.bodies.values()}
    for group in Group.objects.filter(mine.q("org_path"), school_id__in=list(schools)):
        group.school = schools[group.school_id]
        if group.source_id:
            found.groups[(group.school_id, group.source_id)] = group
        else:
            found.titled[(group.school_id, group.title)] = group
    _load_spans(found, mine)
    _load_ties(found, mine)
    found.moved_away, found.kept_elsewhere = _elsewhere(source, on)
    return found


def _load_spans(found: Existing, mine: Reach) -> None:
    of_source = {"person__source_org": found.source}
    for enrolment in Enrolment.objects.filter(mine.q("org_path"), voided_on__isnull=True, **of_source).iterator(5000):
        found.enrolments[enrolment.person_id].append(enrolment)
    lasting = Q(ends__isnull=True) | Q(ends__gte=found.on)
    members = GroupMembership.objects.filter(mine.q("org_path"), lasting, **of_source)
    for membership in members.iterator(5000):
        found.memberships[membership.person_id].append(membership)
    for one in MissingLearner.objects.filter(mine.q("org_path"), decision="", **of_source):
        found.asked[one.person_id] = one


def _load_ties(found: Existing, mine: Reach) -> None:
    lasting = Q(ends__isnull=True) | Q(ends__gte=found.on)
    for tie in Guardianship.objects.filter(mine.q("org_path"), lasting, person__source_org=found.source).iterator(5000):
        found.guardians[(tie.person_id, tie.guardian_id)] = tie
    kinds = (Assignment.Kind.CLASS_TEACHER, Assignment.Kind.TEACHER)
    rows = Assignment.objects.filter(
        mine.q("org_path"), lasting, kind__in=kinds, staff__isnull=False, group__isnull=False
    )
    for one in rows.iterator(5000):
        assert one.staff_id is not None and one.group_id is not None
        found.assignments[(one.staff_id, one.group_id)] = one


ELSEWHERE = """
select p.source_id, p.id, p.home_path >= %(low)s and p.home_path < %(high)s
from people_person p
where p.source_org_id = %(source)s and p.source_id <> '' and (
  p.home_path < %(low)s or p.home_path >= %(high)s
  or exists (select from people_enrolment e where e.person_id = p.id and e.voided_on is null
             and (e.ends is null or e.ends >= %(on)s) and (e.org_path < %(low)s or e.org_path >= %(high)s)))
"""


def _elsewhere(source: Organisation, on: date) -> tuple[frozenset[str], frozenset[int]]:
    """Ids of this source whose person now belongs to another body, and persons also enrolled at another body.

    Asked with the national login, because this side must not see them; only "leave them alone" comes back.
    """
    values: dict[str, Any] = {"source": source.pk, "low": source.path, "high": upper(source.path), "on": on}
    with connections["wide"].cursor() as cursor:
        cursor.execute(ELSEWHERE, values)
        rows = cursor.fetchall()
    return (
        frozenset(source_id for source_id, _, here in rows if not here),
        frozenset(person for _, person, here in rows if here),
    )
