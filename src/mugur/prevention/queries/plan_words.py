"""Words of agreement in the reader's language: risks, states, reasons, roles, who looked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mugur.organisations.roles import ROLES

RISKS = {
    "study": _("Study and school"),
    "social": _("Social life and family"),
    "economic": _("Money and distance"),
    "health": _("Health"),
    "other": _("Something else"),
}
PLAN_STATES = {
    "draft": pgettext_lazy("plan", "in draft"),
    "in_force": pgettext_lazy("plan", "in force"),
    "suspended": pgettext_lazy("plan", "suspended"),
    "closed": pgettext_lazy("plan", "closed"),
    "void": pgettext_lazy("plan", "void"),
}
VERSION_STATES = {
    "draft": pgettext_lazy("version", "in draft"),
    "at_head": pgettext_lazy("version", "at the head"),
    "at_municipality": pgettext_lazy("version", "at the municipality"),
    "approved": pgettext_lazy("version", "in force"),
    "returned": pgettext_lazy("version", "returned"),
    "superseded": pgettext_lazy("version", "replaced"),
    "withdrawn": pgettext_lazy("version", "given up"),
}
TONES = {
    "draft": "neutral", "at_head": "info", "at_municipality": "info", "approved": "success", "returned": "warning",
    "superseded": "neutral", "withdrawn": "neutral", "in_force": "success", "suspended": "warning",
    "closed": "neutral", "void": "neutral",
}  # fmt: skip
LEVELS = {"none": _("nothing noticed"), "watch": _("watch"), "act": _("act")}
NEXT_STEPS = {
    "plan": _("Open a support plan"),
    "talk": _("Talk again in two weeks"),
    "watch": _("Watch, without a plan"),
    "specialist": _("Ask a specialist outside the school"),
    "none": _("Nothing more is needed"),
}
CLOSURES = {
    "reached": _("The goals are reached"),
    "moved": _("The learner moved to another school"),
    "family": _("The family wishes it"),
    "replaced": _("Another support takes its place"),
    "left": _("The learner left education"),
}
RESULTS = {"reached": _("reached"), "partly": _("partly"), "not": _("not reached")}
DECISIONS = {
    "continue": _("Go on as planned"),
    "change": _("Go on, with a new version"),
    "close": _("Close the plan"),
    "hand_over": _("Hand over to another school"),
}
TAGS = {
    "above_limit": (_("above the limit"), "warning"),
    "above_rate": (_("above the rate"), "warning"),
    "too_many_units": (_("more than the limit"), "warning"),
    "paid_elsewhere": (_("paid elsewhere?"), "warning"),
    "outside_term": (_("outside the term"), "warning"),
    "no_application": (_("no application"), "warning"),
    "objected": (_("the family objects"), "warning"),
    "own": (_("you wrote it"), "neutral"),
    "passed_on": (_("passed on"), "info"),
}
PER = {"month": _("a month"), "unit": _("a unit"), "session": _("a session"), "hour": _("an hour"), "day": _("a day")}

LOOKED = {
    "prevention.plan.see": _("read the plan"),
    "prevention.plan.list": _("saw the list of plans"),
    "prevention.version.see": _("read the plan"),
    "prevention.plan.see_words": _("read the plan"),
    "prevention.version.write": _("wrote the plan"),
    "prevention.plan.open": _("opened the plan"),
    "prevention.plan.change": _("changed the plan"),
    "prevention.plan.issue_link": _("prepared a link for the family"),
    "prevention.signal.issue_link": _("prepared a link for the family"),
    "prevention.paper.see": _("opened the scan of the application"),
    "prevention.objection.see": _("read the objection"),
    "prevention.path.see": _("saw the path"),
    "prevention.approval.see": _("saw the changed lines, to decide"),
    "prevention.approval.decide": _("decided on the changed lines"),
    "prevention.assessment.see": _("read the assessment"),
    "prevention.review.see": _("read the review"),
    "prevention.review.hold": _("prepared the review"),
    "prevention.signal.see": _("read what was noticed"),
    "prevention.work.see": _("saw it among the tasks of the day"),
    "prevention.class.see": _("saw the list of the class"),
    "prevention.learners.see": _("saw the list of learners"),
    "prevention.session.see": _("recorded who was there"),
    "people.person.see": _("opened the learner’s page"),
    "prevention.family.see_plan": _("opened the page by link"),
    "prevention.family.open": _("opened the page by link"),
    "prevention.family.looked": _("opened the page by link"),
    "prevention.family.see_signal": _("opened the page by link"),
}
LOOKED_OTHERWISE = _("saw data of the learner")
BY_LINK = _("By link, the family")
VAULT_READ = _("opened a restricted note")


def role_words(roles: str) -> list[Any]:
    """The names of the roles a read was made in; nothing identifies a person."""
    if not roles:
        return [BY_LINK]
    return [ROLES.get(role, role) for role in roles.split(",") if role]


def looked(page: str) -> Any:
    """What somebody did on a page, in words."""
    if page.startswith("people.vault"):
        return VAULT_READ
    return LOOKED.get(page, LOOKED_OTHERWISE)


def choices(words: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Words as choices of a form."""
    return list(words.items())
