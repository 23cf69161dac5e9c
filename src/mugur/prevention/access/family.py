"""What a guardian or learner may do by link: judged anew at every use, never stored in the link.

A guardian's right ends by computation: with the span, with a restriction, and with the learner's
eighteenth birthday. No job has to run for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from mugur.access.rights import ByLink, Right
from mugur.access.who import Ticket, Who, follow, register_lookup
from mugur.people.models import Guardianship, Person

VIEW, SIGN = "view", "sign"
GUARDIAN_PLAN, GUARDIAN_SIGNAL, LEARNER_PLAN, LOOK = "guardian.plan", "guardian.signal", "learner.plan", "family.look"
FAMILY = (GUARDIAN_PLAN, GUARDIAN_SIGNAL, LEARNER_PLAN, LOOK)


@dataclass(frozen=True)
class Standing:
    """Who the holder of a link is to the learner today; ``ended`` says why not, as far as it may be told."""

    role: str
    may: frozenset[str]
    ended: str = ""
    since: date | None = None


def standing(ticket: Ticket, *, on: date) -> Standing:
    """The holder's standing on the day; a restricted guardian is not told more than that the link is closed."""
    person = Person.objects.filter(pk=ticket.person_id, erased_on__isnull=True).first()
    if person is None:
        return Standing("", frozenset(), "closed")
    adult = person.is_adult_on(on)
    if ticket.purpose == LEARNER_PLAN or (ticket.purpose == LOOK and ticket.recipient_id in (None, person.pk)):
        return Standing("learner", frozenset({VIEW, SIGN} if adult else {VIEW}))
    if adult:
        return Standing("guardian", frozenset(), "of_age", _coming_of_age(person))
    rows = Guardianship.objects.filter(person_id=person.pk, guardian_id=ticket.recipient_id or 0)
    running = [g for g in rows if g.runs_on(on) and g.may_view]
    if not running:
        return Standing("guardian", frozenset(), "closed")
    return Standing("guardian", frozenset({VIEW, SIGN} if any(g.may_sign for g in running) else {VIEW}))


def _coming_of_age(person: Person) -> date | None:
    """The eighteenth birthday; born on 29 February counts from 1 March."""
    born = person.birth_date
    if born is None:
        return None
    try:
        return born.replace(year=born.year + 18)
    except ValueError:
        return date(born.year + 18, 3, 1)


def _persons(who: Who, kind: str) -> frozenset[int]:
    if who.link is None or who.link.purpose not in FAMILY:
        return frozenset()
    return frozenset({who.link.person_id} if kind in standing(who.link, on=who.on).may else ())


register_lookup("family", _persons)


@dataclass(frozen=True)
class Family:
    """A guardian or the learner by link, while the guardianship runs and may view or sign."""

    purposes: tuple[str, ...]
    kind: str = VIEW
    at: str = "person_id"

    @property
    def sentence(self) -> str:
        return f"guardian or learner by link ({', '.join(self.purposes)}), while they may {self.kind} ({self.at})"

    def _ids(self, who: Who) -> frozenset[int]:
        if who.link is None or who.link.purpose not in self.purposes:
            return frozenset()
        return who.persons("family", self.kind)

    def q(self, who: Who) -> Q | None:
        ids = self._ids(who)
        return Q(**{f"{self.at}__in": sorted(ids)}) if ids else None

    def holds(self, who: Who, thing: Any) -> bool:
        return follow(thing, self.at) in self._ids(who)


@dataclass(frozen=True)
class ThisLink:
    """Whoever holds exactly this link."""

    sentence: str = "holder of exactly this link"

    def q(self, who: Who) -> Q | None:
        return Q(pk=who.link.link_id) if who.link is not None and who.link.purpose in FAMILY else None

    def holds(self, who: Who, thing: Any) -> bool:
        return who.link is not None and who.link.purpose in FAMILY and thing.pk == who.link.link_id


OPEN = Right(
    "prevention.family.open", "people.Person", (ByLink(FAMILY, at="pk"),),
    meaning="Open the page of a link, which says what is left of it", person_at="pk",
)  # fmt: skip
SEE_PLAN = Right(
    "prevention.family.see_plan", "prevention.SupportPlan", (Family((GUARDIAN_PLAN, LEARNER_PLAN)),),
    meaning="Read one's own child's plan, or one's own, by link", person_at="person_id",
)  # fmt: skip
ANSWER = Right(
    "prevention.family.answer", "prevention.PlanVersion", (Family((GUARDIAN_PLAN, LEARNER_PLAN), SIGN),),
    meaning="Apply, ask or object to a plan by link", person_at="person_id",
)  # fmt: skip
WITHDRAW = Right(
    "prevention.family.withdraw", "people.Consent", (Family((GUARDIAN_PLAN, LEARNER_PLAN), SIGN),),
    meaning="Withdraw an application by link", person_at="person_id",
)  # fmt: skip
WORDS = Right(
    "prevention.family.words", "prevention.PlanVersion", (Family((LEARNER_PLAN,)),),
    meaning="Write one's own words into the plan that is being agreed", person_at="person_id",
)  # fmt: skip
SEE_SIGNAL = Right(
    "prevention.family.see_signal", "prevention.Signal", (Family((GUARDIAN_SIGNAL, LEARNER_PLAN)),),
    meaning="Read what was noticed about one's own child, or oneself, by link", person_at="person_id",
)  # fmt: skip
OBJECT = Right(
    "prevention.family.object", "prevention.Signal", (Family((GUARDIAN_SIGNAL, LEARNER_PLAN)),),
    meaning="Object by link to what was noticed", person_at="person_id",
)  # fmt: skip
LOOKED = Right(
    "prevention.family.looked", "people.Person", (Family(FAMILY, at="pk"),),
    meaning="See by link who looked at the learner's data", person_at="pk",
)  # fmt: skip
NOT_ME = Right(
    "prevention.family.not_me", "access.Link", (ThisLink(),),
    meaning="Close a link that came to the wrong person", person_at="person_id",
)  # fmt: skip
