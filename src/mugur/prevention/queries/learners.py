"""Learners somebody is responsible for: in pages by name, found by the beginning of the family name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mugur.access import reads
from mugur.access.who import Who
from mugur.organisations.roles import COORDINATOR, HEAD, MUNICIPALITY
from mugur.people.imports.sorting import bare
from mugur.people.models import Enrolment, GroupMembership, Person
from mugur.people.queries import running
from mugur.prevention.access import notice as access
from mugur.prevention.access import path as path_access
from mugur.prevention.access import plan as plan_access
from mugur.prevention.models import Signal

PAGE = 50
SHORTEST = 3
LAST = "\U0010ffff"


@dataclass(frozen=True)
class LearnerRow:
    """One learner in the list; ``open`` is empty where the reader may not know of signals."""

    person: Person
    url: str
    place: str
    group: str
    open: int
    plan: str


@dataclass(frozen=True)
class LearnersPage:
    """A page of learners, and from where the next one goes on."""

    rows: list[LearnerRow]
    query: str
    too_short: bool
    only_open: bool
    sees_signals: bool
    cut_off: bool
    next: UUID | None
    paged: bool
    why: str


def learners_page(
    who: Who, *, on: date, query: str = "", only_open: bool = False, after: UUID | None = None
) -> LearnersPage:
    """At most fifty learners; every one shown is recorded. The search is a range, never a walk through all."""
    found = access.LEARNERS.reachable(who).filter(kind=Person.Kind.LEARNER, erased_on__isnull=True)
    asked = bare(query.strip().replace(",", " "))
    too_short = 0 < len(asked) < SHORTEST
    if asked and not too_short:
        found = found.filter(sort_key__gte=asked, sort_key__lt=asked + LAST)
    if only_open:
        found = found.filter(pk__in=_open(who).values("person_id"))
    last = access.LEARNERS.reachable(who).filter(uuid=after).first() if after else None
    if last is not None:
        found = found.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk))
    people = [] if too_short else list(found.order_by("sort_key", "id")[: PAGE + 1])
    more, people = len(people) > PAGE, people[:PAGE]
    reads.shown([(p.pk, p.home_path) for p in people])
    return LearnersPage(
        _rows(people, who, on), query.strip(), too_short, only_open, access.SEE.held(who), bool(asked) and more,
        people[-1].uuid if more and not asked else None, last is not None, _why(who),
    )  # fmt: skip


def _open(who: Who) -> Any:
    return access.SEE.reachable(who).filter(state=Signal.State.OPEN).order_by()


def _rows(people: Sequence[Person], who: Who, on: date) -> list[LearnerRow]:
    ids = [p.pk for p in people]
    counted = dict(_open(who).filter(person_id__in=ids).values_list("person_id").annotate(n=Count("pk")))
    plans = dict(
        plan_access.LIST.reachable(who).filter(person_id__in=ids, state__in=("in_force", "suspended", "draft"))
        .order_by("starts").values_list("person_id", "state")
    )  # fmt: skip
    groups = dict(
        GroupMembership.objects.filter(running(on), person_id__in=ids, group__kind="class")
        .order_by("starts").values_list("person_id", "group__title")
    )  # fmt: skip
    places = dict(
        Enrolment.objects.filter(running(on), person_id__in=ids, voided_on__isnull=True)
        .order_by("starts").values_list("person_id", "school__name")
    )  # fmt: skip
    states = {"draft": _("being written or agreed"), "in_force": _("in force"), "suspended": _("suspended")}
    return [_row(p, who, counted, states.get(plans.get(p.pk, ""), ""), groups, places) for p in people]


def _row(
    person: Person, who: Who, counted: dict[int, int], plan: str, groups: dict[int, str], places: dict[int, str]
) -> LearnerRow:
    known = not person.protected or path_access.FACTS.allows(who, person)
    return LearnerRow(
        person, reverse("prevention:learner", args=[person.uuid]), places.get(person.pk, "") if known else "",
        groups.get(person.pk, "") if known else "", counted.get(person.pk, 0), plan,
    )  # fmt: skip


def _why(who: Who) -> str:
    texts = {
        COORDINATOR: _("You are the school coordinator at %(place)s."), HEAD: _("You are the head at %(place)s."),
        MUNICIPALITY: _("You are the coordinator of the municipality: %(place)s."),
    }  # fmt: skip
    for held in who.held:
        if held.role in texts:
            return texts[held.role] % {"place": held.place}
    return _("These are the learners of your class and your case teams.")
