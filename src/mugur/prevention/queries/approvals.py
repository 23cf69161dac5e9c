"""What waits for a decision: exceptions first with their reason, then what keeps to every limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mugur.access.reads import shown
from mugur.access.who import Who
from mugur.prevention.access import plan as access
from mugur.prevention.models import Approval, PlanVersion, Signal, SignalEvent
from mugur.prevention.rules import plan as rules
from mugur.web import formats

from . import plan_content, plan_lines, plan_words

V = PlanVersion.State


@dataclass(frozen=True)
class Tag:
    """Why a version needs an eye of its own: a word, its tone, and the sentence behind it."""

    code: str
    text: Any
    tone: str
    sentence: str


@dataclass(frozen=True)
class Waiting:
    """One version that waits for the reader."""

    version: PlanVersion
    level: str
    diff: rules.Diff
    changes: tuple[plan_lines.ChangeRow, ...]
    tags: tuple[Tag, ...]
    before: Approval | None
    own: bool
    passed_on: bool

    @property
    def within(self) -> bool:
        """True when it can be decided together with others."""
        return not self.tags


@dataclass(frozen=True)
class ApprovalsPage:
    """The inbox of one approver."""

    exceptions: tuple[Waiting, ...]
    within: tuple[Waiting, ...]
    objections: tuple[Signal, ...]
    cents: int
    lines: int
    currency: str
    oldest: date | None
    due: date | None
    late: bool
    why: str
    levels: tuple[str, ...] = field(default=())

    @property
    def count(self) -> int:
        return len(self.exceptions) + len(self.within)


def waiting(who: Who) -> QuerySet[PlanVersion]:
    """The versions that wait for a level the reader decides at; not those the reader has passed on."""
    parts = Q(pk__in=[])
    for level, role in access.DECIDES.items():
        for path in who.paths(role):
            state = {rules.SCHOOL: V.AT_HEAD, rules.MUNICIPALITY: V.AT_MUNICIPALITY}[level]
            parts |= Q(state=state, org_path__gte=path, org_path__lt=path[:-1] + "/")
    rows = access.APPROVALS.reachable(who).filter(parts)
    return rows.exclude(exceptions__contains=[{"code": "passed_on", "account": who.account_id}])


def approvals_page(who: Who, *, on: date) -> ApprovalsPage:
    """Everything that waits for this reader; every learner shown is recorded."""
    versions = list(
        waiting(who)
        .select_related("plan__school", "person", "application", "author")
        .order_by("submitted_on", "pk")[:200]
    )
    items = _items(versions, who)
    exceptions = tuple(i for i in items if not i.within)
    within = tuple(
        sorted((i for i in items if i.within), key=lambda i: (i.version.submitted_on or on, i.version.pk), reverse=True)
    )
    objections = _objections(who)
    shown(
        [(v.person_id, v.org_path) for v in versions] + [(s.person_id, s.org_path) for s in objections],
        ground="approval",
    )
    dues = [v.due_on for v in versions if v.due_on]
    return ApprovalsPage(
        exceptions,
        within,
        objections,
        sum(i.diff.cents for i in within),
        sum(len(i.diff.changes) for i in within),
        versions[0].currency if versions else "EUR",
        min((v.submitted_on for v in versions if v.submitted_on), default=None),
        min(dues, default=None),
        bool(dues) and min(dues) < on,
        _why(who),
        tuple(sorted({i.level for i in items})),
    )


def one(version: PlanVersion, *, who: Who, on: date) -> Waiting:
    """One version to be decided, with everything that speaks for looking at it."""
    full = PlanVersion.objects.select_related("plan__school", "person", "application", "author").get(pk=version.pk)
    shown([(full.person_id, full.org_path)], ground="approval")
    return _items([full], who)[0]


def _items(versions: list[PlanVersion], who: Who) -> list[Waiting]:
    bases = plan_content.bases(versions)
    content = plan_content.read([*versions, *bases.values()])
    objected = plan_content.objections(versions)
    before = _before(versions)
    made = []
    for version in versions:
        now = content[version.pk]
        base = content[bases[version.pk].pk] if version.pk in bases else None
        diff = rules.compare(base.content if base else None, now.content)
        own = who.account_id in (version.author_id, version.plan.author_id)
        tags = _tags(now, diff, plan_content.about(version) in objected, own)
        level = rules.MUNICIPALITY if version.state == V.AT_MUNICIPALITY else rules.SCHOOL
        made.append(
            Waiting(
                version,
                level,
                diff,
                plan_lines.change_rows(now, base, diff, keeper=False),
                tags,
                before.get(version.pk),
                own,
                any(e.get("code") == "passed_on" for e in version.exceptions),
            )
        )
    return made


def _before(versions: list[PlanVersion]) -> dict[int, Approval]:
    """Who approved before: the school's decision on the same fingerprint."""
    hashes = {v.pk: v.hash for v in versions}
    rows = Approval.objects.filter(version_id__in=hashes, decision="approve", level=rules.SCHOOL).order_by("pk")
    return {a.version_id: a for a in rows if a.version_hash == hashes[a.version_id]}


def _tags(now: plan_content.Read, diff: rules.Diff, objected: bool, own: bool) -> tuple[Tag, ...]:
    found = list(plan_content.findings(now, diff, objected=objected))
    made = [_tag(f, now) for f in found]
    if own:
        made.append(Tag("own", *plan_words.TAGS["own"], _("An author cannot approve; it goes to your deputy.")))
    return tuple(made)


def _tag(finding: rules.Finding, now: plan_content.Read) -> Tag:
    text, tone = plan_words.TAGS[finding.code]
    return Tag(finding.code, text, tone, _sentence(finding, now))


def _sentence(finding: rules.Finding, now: plan_content.Read) -> str:
    language = formats.known(get_language())
    facts, currency = finding.facts, now.version.currency
    if finding.code in (rules.ABOVE_LIMIT, rules.ABOVE_RATE):
        asked, limit = (formats.money(int(facts[k]), currency, language) for k in ("asked", "limit"))
        per = plan_words.PER.get(str(facts.get("per", "")), "")
        if per:
            return _("Asked: %(asked)s %(per)s. Limit: %(limit)s.") % {"asked": asked, "per": per, "limit": limit}
        return _("Asked: %(asked)s. Limit: %(limit)s.") % {"asked": asked, "limit": limit}
    if finding.code == rules.TOO_MANY_UNITS:
        return _("Asked: %(asked)s. Limit: %(limit)s.") % {"asked": facts["asked"], "limit": facts["limit"]}
    if finding.code == rules.PAID_ELSEWHERE:
        return _("Already paid for by: %(by)s.") % {"by": facts["by"]}
    words = {
        rules.OUTSIDE_TERM: _("A line reaches beyond the days of the plan."),
        rules.NO_APPLICATION: _("The guardian’s application is not there."),
        rules.OBJECTED: _("The family objects. Read why before you decide."),
    }
    return words.get(finding.code, "")


def _objections(who: Who) -> tuple[Signal, ...]:
    """Signals a family objects to and the head has not decided on."""
    rows = access.SEE_OBJECTION.reachable(who).filter(objected_on__isnull=False).exclude(state="withdrawn")
    told = SignalEvent.objects.filter(signal=OuterRef("pk"), kind__in=["objected", "kept", "upheld"]).order_by("-pk")
    rows = rows.annotate(last=Subquery(told.values("kind")[:1])).filter(Q(last="objected") | Q(last__isnull=True))
    return tuple(rows.select_related("person", "definition").order_by("objected_on", "pk")[:50])


def _why(who: Who) -> str:
    if who.has("municipality_coordinator"):
        return _("You decide for this municipality. Notes, marks and talks are not shown to you.")
    return _("You lead this school. Notes, marks and talks are not shown here.")


def waiting_count(who: Who) -> int:
    """How many versions wait for this person; for the list of tasks."""
    return waiting(who).count()
