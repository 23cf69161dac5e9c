"""One published operation: money, promises, dates, code, partners, notes, versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mugur.access.who import Who
from mugur.fund import access
from mugur.fund.models import Operation, OperationVersion, Portfolio, Target
from mugur.fund.pictures import DateWords, Mark, dates_line
from mugur.fund.rules.codes import esf_letter, taken_apart
from mugur.fund.rules.numbers import body_number
from mugur.fund.texts import INDICATORS, MODES, OBJECTIVES, PARTS, ROLES, THEMES, UNKNOWN, note_text
from mugur.web import formats
from mugur.web.charts.money import Bullet, Money, share_bar
from mugur.web.charts.svg import Picture, Svg

from .standing import (
    Standing,
    country_name,
    language,
    money_line,
    money_of,
    named,
    shares_text,
    standing,
    who_pays,
    written_share,
)


@dataclass(frozen=True)
class MoneySeen:
    """The money panel: bars where amounts are known, a share where only that is, else nothing."""

    sentence: str
    aside: str
    currency: str
    money: Money | None
    bar: Svg | None
    demonstration: bool


@dataclass(frozen=True)
class Promise:
    """A promised number without a count of what is reached."""

    name: str
    target: int


@dataclass(frozen=True)
class Promises:
    """What was promised and what is reached; ``shared`` were promised for the whole portfolio."""

    bullets: tuple[Bullet, ...]
    own: tuple[Promise, ...]
    shared: tuple[Promise, ...]
    missing: bool
    milestone_on: date | None
    counted_on: date | None
    demonstration: bool


@dataclass(frozen=True)
class CodePart:
    """One part of the code and what it is."""

    text: str
    meaning: str


@dataclass(frozen=True)
class Partner:
    """A body and its part."""

    name: str
    detail: str


@dataclass(frozen=True)
class NoteSeen:
    """A sentence of a rule, and whether it is a warning."""

    text: str
    warning: bool


@dataclass(frozen=True)
class Sibling:
    """Another operation of the same portfolio."""

    name: str
    url: str


@dataclass(frozen=True)
class OperationPage:
    """Everything the public page of one operation shows."""

    title: str
    lead: str
    slug: str
    code: str
    parts: tuple[CodePart, ...]
    portfolio: str
    portfolio_slug: str
    siblings: tuple[Sibling, ...]
    standing: Standing
    version: OperationVersion | None
    money: MoneySeen
    promises: Promises
    dates: Picture | None
    days_invented: bool
    facts: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    partners: tuple[Partner, ...]
    notes: tuple[NoteSeen, ...]
    versions: tuple[OperationVersion, ...]
    source: str
    shares: str


def find(who: Who, slug: str) -> Operation:
    """A published operation by its address or by the unique part of its code."""
    rows = access.SEE.reachable(who).select_related("programme__fund", "portfolio__fund", "owner")
    rows = rows.prefetch_related(
        "days", "targets", "lines", "notes", "versions", "partnerships__organisation", "owner__identifiers",
        "portfolio__targets", "portfolio__lines",
    )  # fmt: skip
    found: Operation | None = rows.filter(slug=slug).first() or rows.filter(key=slug).first()
    if found is None:
        found = access.SEE.fetch(who, code=slug)
    return found


def operation_page(operation: Operation, who: Who) -> OperationPage:
    """The page of an operation whose rows are loaded."""
    payer = who_pays(operation)
    versions = tuple(operation.versions.all())
    siblings = access.SEE.reachable(who).filter(portfolio=operation.portfolio_id).exclude(pk=operation.pk)
    return OperationPage(
        title=named(operation), lead=formats.in_language(operation.summaries, language()), slug=operation.slug,
        code=operation.code, parts=_parts(operation.code), portfolio=named(operation.portfolio),
        portfolio_slug=operation.portfolio.slug,
        siblings=tuple(_sibling(one) for one in siblings.order_by("key")),
        standing=standing(operation, who.on), version=versions[0] if versions else None,
        money=_money(operation, payer), promises=_promises(operation), dates=_dates(operation, who.on),
        days_invented=any(day.demonstration for day in operation.days.all()),
        facts=tuple(_facts(operation, payer, who.on)),
        unknown=tuple(str(UNKNOWN[name]) for name in operation.unknown if name in UNKNOWN),
        partners=tuple(_partners(operation)), notes=tuple(_notes(operation)), versions=versions,
        source=_(operation.source) if operation.source else "", shares=shares_text(payer),
    )  # fmt: skip


def _sibling(operation: Operation) -> Sibling:
    return Sibling(named(operation), reverse("fund:operation", args=[operation.slug]))


def _parts(code: str) -> tuple[CodePart, ...]:
    return tuple(CodePart(part.text, str(PARTS[part.meaning])) for part in taken_apart(code))


def _money(operation: Operation, payer: Operation | Portfolio) -> MoneySeen:
    lines = list(payer.lines.all())
    money = money_of(payer, lines)
    aside = ""
    if money is not None and payer is not operation:
        aside = _("%(codes)s together: one sum was published for all of them") % {"codes": operation.portfolio.codes}
    sentence = money_line(payer)
    share = float(payer.eu_share) if payer.eu_share is not None else None
    return MoneySeen(
        sentence=sentence, aside=aside, currency=payer.currency, money=money,
        bar=None if money else share_bar(share, _("Who pays: %(sentence)s") % {"sentence": sentence}),
        demonstration=any(line.demonstration and not line.category for line in lines),
    )  # fmt: skip


def _promises(operation: Operation) -> Promises:
    own = list(operation.targets.all())
    counted = [target for target in own if target.reached is not None]
    shared = list(operation.portfolio.targets.all())
    return Promises(
        bullets=tuple(_bullet(target) for target in counted),
        own=tuple(_promise(target) for target in own if target.reached is None),
        shared=tuple(_promise(target) for target in shared),
        missing=any(target.missing or target.missing_hidden for target in counted),
        milestone_on=next((t.milestone_on for t in counted if t.milestone_on), None),
        counted_on=max((t.counted_on for t in counted if t.counted_on), default=None),
        demonstration=any(target.demonstration for target in own),
    )


def _target_name(target: Target) -> str:
    written = formats.in_language(target.names, language())
    return written or str(INDICATORS.get(target.code, target.code))


def _promise(target: Target) -> Promise:
    return Promise(_target_name(target), target.target)


def _bullet(target: Target) -> Bullet:
    return Bullet(
        title=_target_name(target), code=target.code or _("Programme-specific"), reached=target.reached or 0,
        target=target.target, missing=target.missing, milestone=target.milestone, missing_hidden=target.missing_hidden,
    )  # fmt: skip


def _dates(operation: Operation, on: date) -> Picture | None:
    days = list(operation.days.all())
    events = [Mark(formats.in_language(day.names, language()), day.day) for day in days if day.kind == "event"]
    milestones = {t.milestone_on for t in operation.targets.all() if t.milestone_on}
    events += [Mark(_("Milestone"), day) for day in sorted(milestones)]
    if not events and operation.starts is None and operation.ends is None:
        return None
    marks = [Mark(_("Start"), operation.starts, "start"), *events, Mark(_("End"), operation.ends, "end")]
    said = DateWords(
        title=_("Dates of the operation"), what=_("What"), when=_("When"), today=_("Today"),
        unknown=_("not in the published record"), write=lambda day: formats.long_day(day, language()),
    )  # fmt: skip
    return dates_line(marks, today=on, words_of=said)


def _facts(operation: Operation, payer: Operation | Portfolio, on: date) -> Iterable[tuple[str, str]]:
    fund = operation.programme.fund
    period = fund.period.replace("-", "–")
    rows = (
        (_("Beneficiary"), _owner(operation)),
        (_("Fund"), ", ".join(part for part in (formats.in_language(fund.names, language()), period) if part)),
        (_("Programme"), _programme(operation)),
        (_("Policy objective"), _objective(operation.policy_objective)),
        (_("Specific objective"), _objective(operation.specific_objective)),
        (_("Programme area"), operation.area),
        (_("Place"), _place(operation)),
        (_("Share of the Union"), "" if payer.eu_share is None else written_share(payer.eu_share, payer)),
        (_("Participants"), _participants(operation)),
        (_("Type of intervention"), ", ".join(operation.intervention_types)),
        *((str(THEMES[code]), _("yes") if applies else _("no"))
          for code, applies in operation.secondary_themes.items() if code in THEMES),
        (_("Strategic importance"), {None: "", True: _("yes"), False: _("no")}[operation.strategic_importance]),
        (_("State"), _("%(state)s (derived from dates and decisions)") % {"state": standing(operation, on).word}),
    )  # fmt: skip
    return (row for row in rows if row[1])


def _owner(operation: Operation) -> str:
    if operation.owner is None:
        return ""
    numbers = [body_number(one.scheme, one.value).shown for one in operation.owner.identifiers.all()]
    return " · ".join([operation.owner.name, *numbers])


def _programme(operation: Operation) -> str:
    programme = operation.programme
    name = formats.in_language(programme.names, language())
    cci = f"CCI {programme.cci}" if programme.cci else ""
    return " · ".join(part for part in (name, cci) if part)


def _objective(code: str) -> str:
    if not code:
        return ""
    label = OBJECTIVES.get(code)
    letter = esf_letter(code)
    article = _("Article 4(1)(%(letter)s)") % {"letter": letter} if letter else ""
    return " · ".join(part for part in (code, str(label) if label else "", article) if part)


def _place(operation: Operation) -> str:
    place = " ".join(part for part in (operation.postcode, operation.place) if part)
    nuts = f"NUTS {operation.nuts}" if operation.nuts else ""
    parts = (place, operation.region, country_name(operation.country), nuts)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _participants(operation: Operation) -> str:
    mode = MODES.get(operation.participant_mode)
    count = formats.number(operation.participants, language()) if operation.participants is not None else ""
    return " · ".join(part for part in (count, str(mode) if mode else "") if part)


def _partners(operation: Operation) -> Iterable[Partner]:
    for part in operation.partnerships.all():
        name = part.organisation.name if part.organisation else part.name
        yield Partner(name, " · ".join(word for word in (str(ROLES[part.role]), part.place) if word))


def _notes(operation: Operation) -> Sequence[NoteSeen]:
    return [NoteSeen(note_text(note.rule, note.facts), note.level == "warning") for note in operation.notes.all()]
