"""Lists of plans for whoever may see them: by state, with what each waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from mugur.access.reads import shown
from mugur.access.who import Who
from mugur.people.models import GroupMembership
from mugur.people.queries import running
from mugur.prevention.access import plan as access
from mugur.prevention.models import PlanVersion, SupportPlan
from mugur.prevention.states import plan as states

from . import plan_words

PAGE = 50
FILTERS = ("all", "being_agreed", "in_force", "suspended", "review", "closed")


@dataclass(frozen=True)
class PlanRow:
    """One plan in a list."""

    plan: SupportPlan
    group: str
    state: Any
    tone: str
    agreeing: PlanVersion | None
    agreeing_words: Any
    agreeing_tone: str
    cents: int
    currency: str
    review_late: bool


@dataclass(frozen=True)
class PlansPage:
    """A page of plans, and where the next begins."""

    rows: tuple[PlanRow, ...]
    chosen: str
    counts: dict[str, int]
    next: int | None
    previous: int | None


def plans_page(who: Who, *, on: date, chosen: str = "all", start: int = 0) -> PlansPage:
    """The plans a person may see, newest end first; every learner shown is recorded."""
    reachable = access.LIST.reachable(who)
    counts = {row["state"]: row["n"] for row in reachable.order_by().values("state").annotate(n=Count("id"))}
    rows = _chosen(reachable, chosen, on).select_related("person", "school", "author").order_by("-ends", "-id")
    found = list(rows[start : start + PAGE + 1])
    plans = found[:PAGE]
    shown([(p.person_id, p.org_path) for p in plans])
    versions = _versions(plans)
    groups = _groups(plans, on)
    made = tuple(_row(p, versions.get(p.pk, []), groups.get(p.person_id, ""), on) for p in plans)
    more = start + PAGE if len(found) > PAGE else None
    return PlansPage(made, chosen, counts, more, max(start - PAGE, 0) if start else None)


def _chosen(rows: Any, chosen: str, on: date) -> Any:
    if chosen == "being_agreed":
        agreeing = PlanVersion.objects.filter(state__in=states.BEING_AGREED).values("plan_id")
        return rows.filter(pk__in=agreeing).exclude(state__in=["closed", "void"])
    if chosen == "review":
        return rows.filter(state__in=["in_force", "suspended"], ends__lt=on)
    if chosen in ("in_force", "suspended", "closed"):
        return rows.filter(state=chosen)
    return rows


def _versions(plans: list[SupportPlan]) -> dict[int, list[PlanVersion]]:
    found: dict[int, list[PlanVersion]] = {}
    for v in PlanVersion.objects.filter(plan_id__in=[p.pk for p in plans]).order_by("-number"):
        found.setdefault(v.plan_id, []).append(v)
    return found


def _groups(plans: list[SupportPlan], on: date) -> dict[int, str]:
    rows = GroupMembership.objects.filter(
        running(on), person_id__in=[p.person_id for p in plans], group__kind="class"
    ).values_list("person_id", "group__title")
    return dict(rows)


def _row(plan: SupportPlan, versions: list[PlanVersion], group: str, on: date) -> PlanRow:
    agreeing = next((v for v in versions if v.state in states.BEING_AGREED), None)
    shown_version = next((v for v in versions if v.state == "approved"), None) or (versions[0] if versions else None)
    return PlanRow(
        plan, group, plan_words.PLAN_STATES[plan.state], plan_words.TONES[plan.state], agreeing,
        plan_words.VERSION_STATES[agreeing.state] if agreeing else "",
        plan_words.TONES[agreeing.state] if agreeing else "",
        shown_version.total_cents if shown_version else 0, shown_version.currency if shown_version else "EUR",
        plan.state in ("in_force", "suspended") and plan.ends < on,
    )  # fmt: skip
