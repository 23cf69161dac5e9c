"""Who is connected to whom today: the lookups behind rights, and small questions about persons."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from mugur.access.reach import Reach
from mugur.access.who import Who

from .models import Assignment, Enrolment, GroupMembership, Guardianship, Person, Tie


def running(on: date, prefix: str = "") -> Q:
    """In force on the day, both ends in one condition."""
    return Q(**{f"{prefix}starts__lte": on}) & (Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gte": on}))


def assigned_person_ids(who: Who, kind: str) -> frozenset[int]:
    """Learners for whom the account is class teacher, case team or provider today, within its memberships."""
    if who.account_id is None:
        return frozenset()
    mine = Assignment.objects.filter(
        running(who.on), Reach(who.reach.paths).q("org_path"), account_id=who.account_id, kind=kind
    )
    rows = list(mine.values_list("person_id", "group_id"))
    direct = {person for person, _ in rows if person}
    groups = [group for _, group in rows if group]
    in_groups = (
        GroupMembership.objects.filter(running(who.on), group_id__in=groups).values_list("person_id", flat=True)
        if groups
        else ()
    )
    return frozenset(direct | set(in_groups))


def tied_person_ids(who: Who, kind: str) -> frozenset[int]:
    """Persons tied today to an organisation where the account holds a role."""
    return frozenset(
        Tie.objects.filter(running(who.on), Reach(who.reach.paths).q("org_path"), kind=kind).values_list(
            "person_id", flat=True
        )
    )


def current_enrolment(person: Person, *, on: date) -> Enrolment | None:
    """The newest enrolment that runs on the day."""
    return Enrolment.objects.filter(running(on), person=person, voided_on__isnull=True).order_by("-starts").first()


def guardianships(person: Person, *, on: date) -> QuerySet[Guardianship]:
    """Guardianships in force on the day: none from the learner's eighteenth birthday on."""
    if person.is_adult_on(on):
        return Guardianship.objects.none()
    return Guardianship.objects.filter(running(on), person=person).filter(
        Q(restricted_on__isnull=True) | Q(restricted_on__gt=on)
    )
