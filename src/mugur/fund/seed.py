"""The published records of the five programmes, as they come with the package.

``load_programmes`` writes facts only and may be repeated: what is there already stays as it is.
``load_demonstration`` adds invented figures, each marked as such; a production never calls it.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from mugur.access.action import batch
from mugur.access.records import Record
from mugur.access.who import Who
from mugur.lib.errors import NoRight
from mugur.lib.money import cents
from mugur.organisations.models import Organisation, OrganisationIdentifier

from . import access
from .models import (
    BudgetLine,
    Fund,
    Operation,
    OperationDay,
    OperationNote,
    OperationVersion,
    Partnership,
    Portfolio,
    Programme,
    Target,
)
from .rules import codes, notes
from .rules.text import search_text

PROGRAMMES = ("prevention", "placements", "mobility", "network", "guidance")
FIRST = {
    "en": "First publication.", "lv": "Pirmā publikācija.", "ro": "Prima publicare.", "hu": "Első közzététel.",
    "sv": "Första publiceringen.",
}  # fmt: skip
SOURCES = (BudgetLine.Source.UNION, BudgetLine.Source.NATIONAL_AND_OWN)
#: Ids are made from natural keys, so that two loads of the same records are the same rows.
SPACE = UUID("6d756775-7200-5000-8000-66756e640000")
Facts = dict[str, Any]


def facts_of(name: str) -> Facts:
    """One data file of the package."""
    found: Facts = json.loads(files("mugur.fund.data").joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return found


def load_programmes(by: Who, on: date) -> int:
    """Brings in the five published records; the number of operations that were new.

    Organisations are found by their path and made when missing; load other organisations first.
    Raises NoRight unless the actor may load programmes.
    """
    _require(by)
    before = Operation.objects.count()
    with batch("fund.programmes.loaded", by=by, on=on, path="eu.", right=access.LOAD):
        for name in PROGRAMMES:
            _load_one(facts_of(name), on)
    return Operation.objects.count() - before


def load_demonstration(by: Who, on: date) -> None:
    """Adds the invented amounts, counts and days of the demonstration to the published records."""
    _require(by)
    facts = facts_of("demonstration")
    with batch("fund.demonstration.loaded", by=by, on=on, path="eu.", right=access.LOAD):
        for slug, lines in facts["lines"].items():
            _lines(Portfolio.objects.get(slug=slug), lines)
        for key, targets in facts["targets"].items():
            _targets({"operation": _by_key(key)}, targets, date.fromisoformat(facts["milestone_on"]), on, invented=True)
        for day in facts["days"]:
            _day(_by_key(day["key"]), day, invented=True)
        for key, versions in facts["versions"].items():
            _versions(_by_key(key), versions)


def _require(by: Who) -> None:
    if not access.LOAD.held(by):
        raise NoRight("fund.load", right=access.LOAD.name)
    access.LOAD.check_factor(by)


def _by_key(key: str) -> Operation:
    found: Operation = Operation.objects.get(key=key)
    return found


def _save(row: Record, natural: str) -> None:
    row.uuid = uuid5(SPACE, f"{row._meta.label_lower}:{natural}")
    row.save()


def _load_one(facts: Facts, on: date) -> None:
    for body in facts["organisations"]:
        _organisation(body)
    fund, programme = _fund(facts["fund"]), facts["programme"]
    portfolio = _portfolio(facts["portfolio"], fund)
    paid = Programme.objects.filter(code=programme["code"]).first() or _programme(programme, fund)
    for operation in facts["operations"]:
        if not Operation.objects.filter(key=operation["key"]).exists():
            _operation(operation, portfolio, paid, on)


def _organisation(facts: Facts) -> None:
    if Organisation.objects.filter(path=facts["path"]).exists():
        return
    above = ".".join(facts["path"].split(".")[:-2])
    parent = Organisation.objects.get(path=f"{above}.") if above else None
    body = Organisation(
        path=facts["path"], parent=parent, kind=facts["kind"], country=facts["country"], name=facts["name"],
        sort_key=facts["name"].casefold(), source_system=facts.get("source_system", ""),
        source_id=facts.get("source_id", ""),
    )  # fmt: skip
    _save(body, body.path)
    for scheme, value in facts.get("numbers", {}).items():
        number = OrganisationIdentifier(organisation=body, scheme=scheme, value=value, source="published record")
        _save(number, f"{scheme}:{value}")


def _fund(facts: Facts) -> Fund:
    found: Fund | None = Fund.objects.filter(code=facts["code"]).first()
    if found is None:
        found = Fund(**facts)
        _save(found, found.code)
    return found


def _programme(facts: Facts, fund: Fund) -> Programme:
    made = Programme(fund=fund, cci_note=codes.cci_note(facts["cci"]), **facts)
    _save(made, made.code)
    return made


def _money(facts: Facts) -> Facts:
    share = facts.get("eu_share")
    amounts = {f"{name}_cents": cents(facts[name]) if name in facts else None for name in ("total", "eu", "national")}
    return {**amounts, "currency": facts.get("currency", ""), "eu_share": Decimal(share) if share else None}


def _portfolio(facts: Facts, fund: Fund) -> Portfolio:
    found: Portfolio | None = Portfolio.objects.filter(slug=facts["slug"]).first()
    if found is not None:
        return found
    made = Portfolio(fund=fund, **{name: facts[name] for name in CARD}, **_money(facts))
    _save(made, made.slug)
    _targets({"portfolio": made}, facts.get("targets", []), None, None, invented=False)
    for source, amount in zip(SOURCES, (made.eu_cents, made.national_cents), strict=True):
        if amount is not None:
            line = BudgetLine(portfolio=made, source=source, certainty="planned", cents=amount, currency=made.currency)
            _save(line, f"{made.slug}::{source}:planned")
    return made


CARD = ("slug", "position", "names", "summaries", "regions", "figure", "figure_names", "codes", "source", "verified")
PLAIN = (
    "slug", "code", "key", "acronym", "country", "nuts", "region", "postcode", "place", "call", "priority", "area",
    "policy_objective", "specific_objective", "participant_mode", "participants", "intervention_types",
    "secondary_themes", "strategic_importance", "unknown", "source", "verified",
)  # fmt: skip


def _operation(facts: Facts, portfolio: Portfolio, programme: Programme, on: date) -> None:
    given = {name: facts[name] for name in PLAIN if name in facts}
    texts = {n: getattr(portfolio, n) if facts[n] == "portfolio" else facts[n] for n in ("names", "summaries")}
    days = {n: date.fromisoformat(facts[n]) if n in facts else None for n in ("starts", "ends")}
    first = date.fromisoformat(facts["first_published"]) if "first_published" in facts else on
    owner = Organisation.objects.get(path=facts["owner"]) if "owner" in facts else None
    made = Operation(portfolio=portfolio, programme=programme, owner=owner, public_since=first,
                     **given, **texts, **days, **_money(facts))  # fmt: skip
    bodies = [Organisation.objects.get(path=partner["path"]) for partner in facts.get("partners", [])]
    made.search_text = search_text([*_words(made, portfolio), *(body.name for body in bodies)])
    _save(made, made.key)
    _partners(made, facts.get("partners", []), bodies)
    _targets({"operation": made}, facts.get("targets", []), None, None, invented=False)
    for day in facts.get("days", []):
        _day(made, day, invented=False)
    for note in notes.notes_of(published(made)):
        row = OperationNote(operation=made, rule=note.rule, level=note.level, facts=dict(note.facts))
        _save(row, f"{made.key}:{note.rule}")
    _save(OperationVersion(operation=made, number=1, day=first, changes=FIRST), f"{made.key}:1")


def _day(operation: Operation, facts: Facts, *, invented: bool) -> None:
    kind, day = facts["kind"], date.fromisoformat(facts["day"])
    if not OperationDay.objects.filter(operation=operation, kind=kind, day=day).exists():
        names = facts.get("names", {})
        row = OperationDay(operation=operation, kind=kind, day=day, names=names, demonstration=invented)
        _save(row, f"{operation.key}:{kind}:{day}")


def _words(operation: Operation, portfolio: Portfolio) -> list[str]:
    texts = (operation.names, operation.summaries, portfolio.names, portfolio.regions)
    plain = (operation.code, operation.key, operation.acronym, operation.region, operation.place, operation.postcode)
    return [*plain, *(word for text in texts for word in text.values())]


def _partners(operation: Operation, partners: list[Facts], bodies: list[Organisation]) -> None:
    for position, (partner, body) in enumerate(zip(partners, bodies, strict=True), start=1):
        row = Partnership(operation=operation, organisation=body, role=partner["role"],
                          place=partner.get("place", ""), position=position)  # fmt: skip
        _save(row, f"{operation.key}:{body.path}:{partner['role']}")


def published(operation: Operation) -> notes.Published:
    """The facts of an operation as the rules read them."""
    fund = operation.programme.fund
    number = operation.owner.identifiers.first() if operation.owner else None
    return notes.Published(
        fund=fund.code, period=fund.period, country=operation.country, code=operation.code,
        cci=operation.programme.cci, specific_objective=operation.specific_objective,
        intervention_types=tuple(operation.intervention_types), participant_mode=operation.participant_mode,
        participants=operation.participants, starts=operation.starts, ends=operation.ends,
        total_cents=operation.total_cents, eu_cents=operation.eu_cents, national_cents=operation.national_cents,
        eu_share=operation.eu_share, owner_scheme=number.scheme if number else "",
        owner_number=number.value if number else "",
    )  # fmt: skip


def _targets(
    of: Facts, targets: list[Facts], milestone_on: date | None, counted_on: date | None, *, invented: bool
) -> None:
    if invented and Target.objects.filter(**of, demonstration=True).exists():
        return
    for position, target in enumerate(targets, start=1):
        milestone = milestone_on if "milestone" in target else None
        row = Target(**of, **target, position=position, milestone_on=milestone, demonstration=invented,
                     counted_on=counted_on)  # fmt: skip
        _save(row, f"{'/'.join(str(thing) for thing in of.values())}:{invented}:{position}")


def _lines(portfolio: Portfolio, facts: Facts) -> None:
    if BudgetLine.objects.filter(portfolio=portfolio, demonstration=True).exists():
        return
    rows: list[Facts] = []
    for certainty in ("spent", "proven"):
        rows += [{"portfolio": portfolio, "certainty": certainty, "source": source, "amount": amount}
                 for source, amount in facts[certainty].items()]  # fmt: skip
    for category, amounts in facts["categories"].items():
        rows += _split({"portfolio": portfolio, "category": category}, amounts)
    for key, amounts in facts["operations"].items():
        rows += _split({"operation": _by_key(key)}, amounts)
    for row in rows:
        amount = cents(row.pop("amount"))
        line = BudgetLine(cents=amount, currency=facts["currency"], demonstration=True, **row)
        of = line.operation.key if line.operation else portfolio.slug
        _save(line, f"{of}:{line.category}:{line.source}:{line.certainty}")


def _split(of: Facts, amounts: list[str]) -> list[Facts]:
    return [{**of, "certainty": "planned", "source": source, "amount": amount}
            for source, amount in zip(SOURCES, amounts, strict=True)]  # fmt: skip


def _versions(operation: Operation, versions: list[Facts]) -> None:
    if OperationVersion.objects.filter(operation=operation, demonstration=True).exists():
        return
    for number, version in enumerate(versions, start=2):
        row = OperationVersion(
            operation=operation, number=number, day=date.fromisoformat(version["day"]), changes=version["changes"],
            correction=version.get("correction", False), demonstration=True,
        )  # fmt: skip
        _save(row, f"{operation.key}:{number}")
