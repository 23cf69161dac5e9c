"""Why somebody sees a learner: the first ground on which the right gives it, with the day it began."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from mugur.access.who import Who
from mugur.organisations.roles import COORDINATOR, HEAD, MUNICIPALITY
from mugur.people.models import Assignment, GroupMembership, Person
from mugur.people.queries import running
from mugur.web import formats

from .notice_words import language

TEACHER, TEAM = Assignment.Kind.CLASS_TEACHER, Assignment.Kind.CASE_TEAM


def why(person: Person, who: Who, *, on: date) -> str:
    """The sentence for “Why you see this”."""
    for kind in (TEACHER, TEAM):
        if person.pk in who.persons("assigned", kind):
            return _assigned(person, who, kind, on)
    texts = {
        COORDINATOR: _("You are the school coordinator at %(place)s."), HEAD: _("You are the head at %(place)s."),
        MUNICIPALITY: _("You are the coordinator of the municipality: %(place)s."),
    }  # fmt: skip
    for held in who.held:
        if held.role in texts and person.home_path.startswith(held.path):
            return texts[held.role] % {"place": held.place}
    return _("Your role gives you this page.")


def _assigned(person: Person, who: Who, kind: str, on: date) -> str:
    groups = GroupMembership.objects.filter(running(on), person=person).values("group_id")
    row = (
        Assignment.objects.filter(running(on), Q(person=person) | Q(group__in=groups), kind=kind)
        .filter(account_id=who.account_id or 0)
        .select_related("group").order_by("starts").first()
    )  # fmt: skip
    facts = {"day": formats.medium_day(row.starts, language())} if row else {"day": "–"}
    if kind == TEAM:
        return _("You are in this learner’s case team since %(day)s.") % facts
    if row is not None and row.group is not None:
        return _("You are the class teacher of %(group)s since %(day)s.") % {**facts, "group": row.group.title}
    return _("You are this learner’s class teacher since %(day)s.") % facts
