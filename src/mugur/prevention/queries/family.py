"""What a guardian or the learner reads by link: the plan, the answer, the receipt, who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mugur.access.models import Link, ReadEntry
from mugur.access.reads import shown
from mugur.access.who import Who
from mugur.people.models import Consent, Person
from mugur.prevention.access import family
from mugur.prevention.models import PlanVersion, Signal, SupportPlan
from mugur.prevention.rules import plan as rules
from mugur.prevention.states import plan as states

from . import plan_content, plan_lines, plan_words

Looked = tuple[date, list[Any], Any]


@dataclass(frozen=True)
class FamilyPlan:
    """The plan as the family reads it, with its own answer."""

    plan: SupportPlan
    version: PlanVersion
    base: PlanVersion | None
    person: Person
    school: Any
    blocks: tuple[plan_lines.RiskBlock, ...]
    receipt: Consent | None
    voices: tuple[Consent, ...]
    open: bool
    may_sign: bool
    may_write: bool
    learner: bool
    adult: bool
    expires: date
    looked: tuple[Looked, ...]
    looked_more: int
    state_words: Any


def family_plan(plan: SupportPlan, *, who: Who, on: date) -> FamilyPlan:
    """The newest version that is being agreed, else the one in force; only the holder's own answers."""
    assert who.link is not None
    versions = list(plan.versions.select_related("application", "plan__school").order_by("-number"))
    known = [v for v in versions if v.state not in ("withdrawn",)]
    version = (known or versions)[0]
    base = next((v for v in versions if v.number < version.number and v.approved_on), None)
    content = plan_content.read([v for v in (version, base) if v])
    now, was = content[version.pk], content[base.pk] if base else None
    diff = rules.compare(was.content if was else None, now.content)
    person = plan.person
    signer = who.link.recipient_id or person.pk
    mine = list(Consent.objects.filter(about=plan_content.about(version), signer_id=signer).order_by("-pk"))
    receipt = next((c for c in mine if c.answer == "agree"), None)
    looked = who_looked(person, who=who)
    shown([(person.pk, plan.org_path)])
    learner = who.link.purpose == family.LEARNER_PLAN
    is_open = version.state in states.BEING_AGREED and not (receipt and receipt.withdrawn_on is None)
    return FamilyPlan(
        plan, version, base, person, plan.school,
        plan_lines.blocks(now, was, diff, held={}, keeper=False, words=True), receipt,
        tuple(c for c in mine if c.answer != "agree"), is_open,
        family.ANSWER.allows(who, version), learner and version.state in states.WRITABLE, learner,
        person.is_adult_on(on), Link.objects.get(pk=who.link.link_id).expires_on, tuple(looked[:3]),
        len(looked), plan_words.VERSION_STATES[version.state],
    )  # fmt: skip


def who_looked(person: Person, *, who: Who) -> list[Looked]:
    """Who looked at the learner's data: day, roles and what; no names, and not this visitor."""
    label = who.label
    rows = ReadEntry.objects.filter(person_id=person.pk).exclude(actor=label).order_by("-day", "-id")
    seen: dict[tuple[date, str, str], None] = {}
    for day, role, page in rows.values_list("day", "role", "page")[:1000]:
        seen.setdefault((day, role, page))
    return [(day, plan_words.role_words(role), plan_words.looked(page)) for day, role, page in seen]


def signal_of(who: Who) -> Signal:
    """The signal a link opens: its own, or that of the learner's plan."""
    assert who.link is not None
    if who.link.purpose == family.LEARNER_PLAN:
        plan = family.SEE_PLAN.fetch(who, uuid=who.link.subject)
        return family.SEE_SIGNAL.fetch(who, pk=plan.signal_id or 0)  # type: ignore[no-any-return]
    return family.SEE_SIGNAL.fetch(who, uuid=who.link.subject)  # type: ignore[no-any-return]
