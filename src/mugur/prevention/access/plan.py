"""Who may assess, plan, approve, review, and hand out links; the matrix of agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mugur.access.reach import Reach
from mugur.access.rights import Assigned, Member, Right
from mugur.access.who import Who, follow
from mugur.organisations import roles
from mugur.prevention.models import PlanVersion
from mugur.prevention.states import plan as states


@dataclass(frozen=True)
class Submitted:
    """Whoever holds this role above the school, once some version of the plan has been submitted."""

    role: str
    at: str = "org_path"
    plan_at: str = "pk"
    sent: bool = False  # the thing is a version, and not one that is being written

    @property
    def sentence(self) -> str:
        return f"{self.role} above the school, once a version was submitted ({self.at})"

    def q(self, who: Who) -> Q | None:
        paths = who.paths(self.role)
        if not paths:
            return None
        sent = PlanVersion.objects.filter(Reach(paths).q("org_path"), submitted_on__isnull=False).values("plan_id")
        written = ~Q(state__in=states.WRITABLE) if self.sent else Q()
        return Reach(paths).q(self.at) & Q(**{f"{self.plan_at}__in": sent}) & written

    def holds(self, who: Who, thing: Any) -> bool:
        if not any(follow(thing, self.at).startswith(p) for p in who.paths(self.role)):
            return False
        if self.sent and thing.state in states.WRITABLE:
            return False
        sent = PlanVersion.objects.filter(plan_id=follow(thing, self.plan_at), submitted_on__isnull=False)
        return bool(sent.exists())


CARE = (Assigned("class_teacher"), Assigned("case_team"), Member(roles.COORDINATOR))
SCHOOL = (*CARE, Member(roles.HEAD))

SEE_ASSESSMENT = Right(
    "prevention.assessment.see", "prevention.Assessment", SCHOOL,
    meaning="Read an assessment's open part", person_at="person_id",
)  # fmt: skip
ASSESS = Right(
    "prevention.assessment.write", "prevention.Assessment", CARE,
    meaning="Write an assessment and close it", person_at="person_id",
)  # fmt: skip
KEEP_RESTRICTED = Right(
    "prevention.assessment.restricted", "prevention.Assessment", (Assigned("case_team"),),
    meaning="Write the restricted part of an assessment into the vault", person_at="person_id", second_factor=True,
)  # fmt: skip
LIST = Right(
    "prevention.plan.list", "prevention.SupportPlan", (*SCHOOL, Submitted(roles.MUNICIPALITY)),
    meaning="List support plans", person_at="person_id",
)  # fmt: skip
SEE = Right(
    "prevention.plan.see", "prevention.SupportPlan", LIST.grants,
    meaning="Read a support plan", person_at="person_id",
)  # fmt: skip
SEE_WORDS = Right(
    "prevention.plan.see_words", "prevention.SupportPlan", SCHOOL,
    meaning="Read strengths, own words and reasons in a plan", person_at="person_id",
)  # fmt: skip
SEE_RESTRICTED = Right(
    "prevention.plan.see_restricted", "prevention.SupportPlan", (Assigned("case_team"),),
    meaning="Read a line with restricted reading", person_at="person_id", second_factor=True,
)  # fmt: skip
OPEN = Right(
    "prevention.plan.open", "people.Person",
    (Assigned("class_teacher", at="pk"), Assigned("case_team", at="pk"), Member(roles.COORDINATOR, at="home_path")),
    meaning="Open a plan for a learner", person_at="pk",
)  # fmt: skip
CHANGE = Right(
    "prevention.plan.change", "prevention.SupportPlan", CARE,
    meaning="Begin a new version of a plan, suspend, resume and close it", person_at="person_id",
)  # fmt: skip
WRITE = Right(
    "prevention.version.write", "prevention.PlanVersion", CARE,
    meaning="Write a version, send it, take it back or give it up", person_at="person_id",
)  # fmt: skip
VOID = Right(
    "prevention.plan.void", "prevention.SupportPlan", (Member(roles.COORDINATOR), Member(roles.HEAD)),
    meaning="Declare a plan void, with the reason", person_at="person_id", second_factor=True,
)  # fmt: skip
SEE_VERSION = Right(
    "prevention.version.see", "prevention.PlanVersion",
    (*SCHOOL, Submitted(roles.MUNICIPALITY, plan_at="plan_id", sent=True)),
    meaning="Read a version of a plan", person_at="person_id",
)  # fmt: skip
APPROVALS = Right(
    "prevention.approval.see", "prevention.PlanVersion", (Member(roles.HEAD), Member(roles.MUNICIPALITY)),
    meaning="See the versions that wait for a decision", person_at="person_id",
)  # fmt: skip
DECIDE = Right(
    "prevention.approval.decide", "prevention.PlanVersion", (Member(roles.HEAD), Member(roles.MUNICIPALITY)),
    meaning="Approve or return exactly the version one has read; never one's own", person_at="person_id",
    second_factor=True,
)  # fmt: skip
ISSUE = Right(
    "prevention.plan.issue_link", "prevention.SupportPlan", CARE,
    meaning="Give the guardian or the learner a link to the plan", person_at="person_id",
)  # fmt: skip
ISSUE_SIGNAL = Right(
    "prevention.signal.issue_link", "prevention.Signal", CARE,
    meaning="Give the guardian a link to what was noticed", person_at="person_id",
)  # fmt: skip
SEE_PAPER = Right(
    "prevention.paper.see", "people.Document", SCHOOL,
    meaning="Open the scan of an application", person_at="person_id",
)  # fmt: skip
REVIEW = Right(
    "prevention.review.hold", "prevention.SupportPlan", CARE,
    meaning="Hold a review of a plan", person_at="person_id",
)  # fmt: skip
SEE_REVIEW = Right(
    "prevention.review.see", "prevention.Review", (*SCHOOL, Member(roles.MUNICIPALITY)),
    meaning="Read a review", person_at="person_id",
)  # fmt: skip
SEE_OBJECTION = Right(
    "prevention.objection.see", "prevention.Signal", (Member(roles.HEAD),),
    meaning="Read an objection to what was noticed", person_at="person_id",
)  # fmt: skip
DECIDE_OBJECTION = Right(
    "prevention.objection.decide", "prevention.Signal", (Member(roles.HEAD),),
    meaning="Decide on an objection to what was noticed", person_at="person_id", second_factor=True,
)  # fmt: skip

#: The role that decides at a level of the chain, and the state in which a version waits for it.
DECIDES = {"school": roles.HEAD, "municipality": roles.MUNICIPALITY}


def decides_at(who: Who, level: str, path: str) -> bool:
    """True when the actor holds the role of this level at or above the path."""
    return any(path.startswith(p) for p in who.paths(DECIDES[level]))
