"""Who sees what was noticed, answers it, observes, and sets or tightens indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mugur.access.rights import AnyMember, Assigned, Machine, Member, Right
from mugur.access.who import Who
from mugur.organisations import roles


@dataclass(frozen=True)
class Escalated:
    """The head, once a signal is the head's business: the family objected, or its day has passed unanswered."""

    member: Member

    @property
    def sentence(self) -> str:
        return f"{self.member.sentence}, once the family objected or the answer is late"

    def q(self, who: Who) -> Q | None:
        reach = self.member.q(who)
        return None if reach is None else reach & (Q(objected_on__isnull=False) | Q(state="open", due_on__lt=who.on))

    def holds(self, who: Who, thing: Any) -> bool:
        late = thing.state == "open" and thing.due_on < who.on
        return self.member.holds(who, thing) and (thing.objected_on is not None or late)


CARE = (Assigned("class_teacher"), Assigned("case_team"), Member(roles.COORDINATOR))
STAFF = (
    roles.CLASS_TEACHER, roles.SPECIALIST, roles.COORDINATOR, roles.HEAD, roles.MUNICIPALITY, roles.NATIONAL,
    roles.DATA_STEWARD, roles.DPO, roles.AUDITOR,
)  # fmt: skip

WORK = Right(
    "prevention.work.see", "access.Account", (AnyMember(),), meaning="See what waits for oneself",
)  # fmt: skip
CLASS = Right(
    "prevention.class.see", "people.Person", (Assigned("class_teacher", at="pk"),),
    meaning="See one's own class", person_at="pk",
)  # fmt: skip
LEARNERS = Right(
    "prevention.learners.see", "people.Person",
    (
        Assigned("class_teacher", at="pk"), Assigned("case_team", at="pk"), Member(roles.COORDINATOR, at="home_path"),
        Member(roles.HEAD, at="home_path"), Member(roles.MUNICIPALITY, at="home_path"),
    ),
    meaning="List the learners one is responsible for", person_at="pk",
)  # fmt: skip
SEE = Right(
    "prevention.signal.see", "prevention.Signal", (*CARE, Escalated(Member(roles.HEAD))),
    meaning="Read what was noticed about a learner", person_at="person_id",
)  # fmt: skip
ANSWER = Right(
    "prevention.signal.answer", "prevention.Signal", CARE,
    meaning="Answer what was noticed, with a reason", person_at="person_id",
)  # fmt: skip
HAND_ON = Right(
    "prevention.signal.hand_on", "prevention.Signal", (Assigned("class_teacher"), Assigned("case_team")),
    meaning="Hand a signal to the school coordinator", person_at="person_id",
)  # fmt: skip
ASK = Right(
    "prevention.signal.ask", "people.Person",
    (Assigned("class_teacher", at="pk"), Assigned("case_team", at="pk"), Member(roles.COORDINATOR, at="home_path")),
    meaning="Note that a learner asked for support", person_at="pk",
)  # fmt: skip
OBSERVE = Right(
    "prevention.observation.write", "people.Person", (Assigned("class_teacher", at="pk"),),
    meaning="Write an observation sheet about a learner of one's class", person_at="pk",
)  # fmt: skip
SEE_SHEET = Right(
    "prevention.observation.see", "prevention.ObservationSheet", CARE,
    meaning="Read observation sheets", person_at="person_id",
)  # fmt: skip
NOBODY = Right(
    "prevention.signal.see_waiting", "prevention.Signal", (Member(roles.COORDINATOR), Member(roles.HEAD)),
    meaning="See signals on which nobody has acted", person_at="person_id",
)  # fmt: skip
SEE_INDICATOR = Right(
    "prevention.indicator.see", "prevention.IndicatorDefinition", (AnyMember(STAFF),),
    meaning="Read the rules by which something is noticed",
)  # fmt: skip
SET_INDICATOR = Right(
    "prevention.indicator.set", "organisations.Organisation",
    (Member(roles.NATIONAL, at="path"), Machine("setup", at="path"), Machine("demo", at="path")),
    meaning="Set the rules of a programme", second_factor=True,
)  # fmt: skip
TIGHTEN = Right(
    "prevention.indicator.tighten", "organisations.Organisation", (Member(roles.COORDINATOR, at="path"),),
    meaning="Make a rule stricter for one's own school, never looser", second_factor=True,
)  # fmt: skip
APPROVE_INDICATOR = Right(
    "prevention.indicator.approve", "prevention.IndicatorVersion",
    (Member(roles.NATIONAL, at="scope_path"), Machine("demo", at="scope_path")),
    meaning="Put rules into force that another person proposed", second_factor=True,
)  # fmt: skip
