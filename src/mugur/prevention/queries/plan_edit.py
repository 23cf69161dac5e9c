"""What the editor of a plan starts with: the version's words and lines, and what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from mugur.access.models import Account
from mugur.access.reads import shown
from mugur.access.who import Who
from mugur.organisations.models import Membership
from mugur.organisations.queries import running
from mugur.people.models import Group, Person
from mugur.prevention.access import plan as access
from mugur.prevention.models import Assessment, PlanVersion, SupportPlan
from mugur.support.queries import in_force
from mugur.web import formats

from . import plan_content


@dataclass(frozen=True)
class EditPage:
    """The editor: which version, what it holds, what may be chosen."""

    plan: SupportPlan
    version: PlanVersion
    initial: dict[str, Any]
    options: dict[str, Any]
    restricted: int


def edit_page(version: PlanVersion, *, who: Who, on: date) -> EditPage:
    """The editor's start for one writer; lines with restricted reading are left to their keeper."""
    plan = version.plan
    keeper = access.SEE_RESTRICTED.allows(who, plan)
    now = plan_content.read_one(version)
    mine = [m for m in now.measures if keeper or not m.restricted]
    shown([(plan.person_id, plan.org_path)])
    return EditPage(
        plan,
        version,
        {
            "words": {
                "strengths": version.strengths,
                "learner_words": version.learner_words,
                "summary": version.summary,
            },
            "goals": [_goal(g) for g in now.goals],
            "measures": [_measure(m) for m in mine],
        },
        {"catalogue": catalogue(plan, on), "staff": staff(plan, on), "groups": groups(plan), "keeper": keeper},
        len(now.measures) - len(mine),
    )


def _goal(g: Any) -> dict[str, Any]:
    return {
        "line": g.line, "risk": g.risk, "risk_text": g.risk_text, "text": g.text, "baseline": g.baseline,
        "target": g.target, "measured_by": g.measured_by, "due": g.due,
    }  # fmt: skip


def _measure(m: Any) -> dict[str, Any]:
    return {
        "line": m.line,
        "goal": m.goal_line,
        "code": m.measure.code,
        "detail": m.detail,
        "units": int(m.units) if m.units == int(m.units) else m.units,
        "money": f"{m.cents / 100:.2f}" if m.cents else None,
        "provider": m.provider_id or "",
        "provider_name": m.provider_name,
        "group": m.group_id or "",
        "when": m.when,
        "starts": m.starts,
        "ends": m.ends,
        "reason": m.reason,
        "paid_elsewhere": m.paid_elsewhere,
        "restricted": m.restricted,
    }


def catalogue(plan: SupportPlan, on: date) -> list[tuple[str, str]]:
    """Measures that the country's programme offers on the day."""
    language = formats.known(get_language())
    rows = in_force(on, plan.school.country).order_by("kind", "code")
    return [(m.code, formats.in_language(m.names, language)) for m in rows]


def staff(plan: SupportPlan, on: date) -> list[tuple[str, str]]:
    """Who works at the plan's school today."""
    ids = Membership.objects.filter(running(on), organisation_id=plan.school_id).values("account_id")
    rows = Account.objects.filter(Q(pk__in=ids), is_active=True).order_by("name", "pk")
    return [(str(a.pk), a.name) for a in rows]


def groups(plan: SupportPlan) -> list[tuple[str, str]]:
    """Groups of the school that are no classes."""
    rows = (
        Group.objects.filter(school_id=plan.school_id, org_path=plan.org_path).exclude(kind="class").order_by("title")
    )
    return [(str(g.pk), g.title) for g in rows]


@dataclass(frozen=True)
class Opening:
    """What a new plan may start from: an assessment, the last plan, or nothing; and likely days."""

    initial: dict[str, Any]
    sources: dict[str, dict[str, Any]]
    assessment: Assessment | None
    last: SupportPlan | None
    start: str


def opening(person: Person, *, who: Who, on: date) -> Opening:
    """The choices for opening a plan for this learner today."""
    assessment = Assessment.objects.filter(person=person, plans__isnull=True).order_by("-opened_on", "-pk").first()
    last = SupportPlan.objects.filter(person=person).exclude(state="void").order_by("-ends", "-pk").first()
    shown([(person.pk, person.home_path)])
    sources: dict[str, dict[str, Any]] = {}
    if assessment is not None:
        sources["assessment"] = {"assessment": assessment, "signal": assessment.signal}
    if last is not None:
        sources["copy"] = {"copy_of": last}
    running = last is not None and last.state not in ("closed", "void") and last.ends >= on
    first = _school_day(last.ends + timedelta(days=1)) if last is not None and running else on
    term, ends = _term(first)
    start = "copy" if running else "assessment" if assessment is not None else ""
    return Opening({"term": term, "starts": first, "ends": ends}, sources, assessment, last, start)


def _school_day(day: date) -> date:
    """The first day of school from a day on: none lies between 18 December and 4 January, or in summer."""
    if (day.month, day.day) > (12, 18):
        return date(day.year + 1, 1, 4)
    if (1, 1) <= (day.month, day.day) < (1, 4):
        return date(day.year, 1, 4)
    return date(day.year, 9, 1) if 6 <= day.month <= 8 else day


def _term(on: date) -> tuple[str, date]:
    """The term of a day: autumn until 18 December, spring until 31 May; a proposal the writer may change."""
    if on.month >= 8:
        return f"{on.year}-1", max(on, date(on.year, 12, 18))
    return f"{on.year - 1}-2", max(on, date(on.year, 5, 31))
