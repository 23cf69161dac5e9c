"""The published list of operations: found by words, country, fund, programme and state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mugur.access.who import Who
from mugur.fund import access
from mugur.fund.models import Operation
from mugur.fund.rules.state import State
from mugur.fund.rules.text import folded
from mugur.fund.texts import STATES
from mugur.web import formats

from .standing import Standing, country_name, fund_line, language, money_line, named, standing, who_pays

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What the visitor looks for; empty means everything."""

    words: str = ""
    country: str = ""
    fund: str = ""
    programme: str = ""
    state: str = ""

    @property
    def anything(self) -> bool:
        return any((self.words, self.country, self.fund, self.programme, self.state))


@dataclass(frozen=True)
class Row:
    """One operation of the list; ``code`` is split at its strokes, where a line may break."""

    code: tuple[str, ...]
    name: str
    url: str
    owner: str
    place: str
    fund: str
    days: str
    money: str
    standing: Standing


@dataclass(frozen=True)
class Listing:
    """A page of the list; ``count`` is all that was found, ``total`` all that is published."""

    rows: tuple[Row, ...]
    count: int
    total: int
    page: int
    pages: int


def narrowed(who: Who, asked: Asked) -> QuerySet[Operation]:
    """Published operations that fit, except by state, which only a day can tell."""
    found = (
        access.SEE.reachable(who)
        .select_related("programme__fund", "portfolio", "owner")
        .prefetch_related("days")
        .order_by("portfolio__position", "key")
    )
    for word in folded(asked.words).split():
        found = found.filter(search_text__contains=word)
    if asked.country:
        found = found.filter(country=asked.country)
    if asked.fund:
        found = found.filter(programme__fund__short_name=asked.fund)
    if asked.programme:
        found = found.filter(portfolio__slug=asked.programme)
    return found


def fitting(who: Who, asked: Asked) -> list[tuple[Operation, Standing]]:
    """Everything that fits, with where it stands on the day."""
    pairs = [(operation, standing(operation, who.on)) for operation in narrowed(who, asked)]
    return [pair for pair in pairs if asked.state in ("", pair[1].state)]


def listing_page(who: Who, asked: Asked, number: int) -> Listing:
    """One page of the list, counted from 1; a number beyond the end is the last page.

    Only a search by state has to look at everything: a state is no column.
    """
    pairs = fitting(who, asked) if asked.state else None
    found = narrowed(who, asked)
    count = len(pairs) if pairs is not None else found.count()
    total = access.SEE.reachable(who).count() if asked.anything else count
    pages = max(1, -(-count // PAGE))
    at = min(max(1, number), pages)
    part = slice((at - 1) * PAGE, at * PAGE)
    shown = pairs[part] if pairs is not None else [(one, standing(one, who.on)) for one in found[part]]
    return Listing(tuple(_row(*pair) for pair in shown), count, total, at, pages)


def _row(operation: Operation, stands: Standing) -> Row:
    place = ", ".join(part for part in (operation.place, country_name(operation.country)) if part)
    days = _days(operation.starts, operation.ends)
    return Row(
        code=tuple(part for part in operation.code.split("/") if part), name=named(operation),
        url=reverse("fund:operation", args=[operation.slug]),
        owner=operation.owner.name if operation.owner else "", place=place, fund=fund_line(operation.programme.fund),
        days=days, money=_money(operation), standing=stands,
    )  # fmt: skip


def _money(operation: Operation) -> str:
    payer = who_pays(operation)
    line = money_line(payer)
    if payer is operation:
        return line
    return _("%(money)s (%(codes)s together)") % {"money": line, "codes": operation.portfolio.codes}


def _days(starts: date | None, ends: date | None) -> str:
    if starts and ends:
        return formats.day_span(starts, ends, language())
    if starts:
        return _("from %(day)s") % {"day": formats.medium_day(starts, language())}
    return formats.until(ends, language(), with_year=True) if ends else ""


@dataclass(frozen=True)
class Choices:
    """What can be chosen in the search form: only what the published list holds."""

    countries: tuple[tuple[str, str], ...]
    funds: tuple[tuple[str, str], ...]
    programmes: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]


def choices(who: Who) -> Choices:
    """The values that occur, in the reader's language."""
    rows = access.SEE.reachable(who).select_related("portfolio").order_by("portfolio__position")
    seen = list(rows.values_list("country", "programme__fund__short_name", "portfolio__slug", "portfolio__names"))
    programmes = {slug: formats.in_language(names, language()) for _c, _f, slug, names in seen}
    return Choices(
        countries=_sorted((country, country_name(country)) for country, *_rest in seen),
        funds=_sorted((fund, fund) for _c, fund, *_rest in seen),
        programmes=tuple(programmes.items()),
        states=tuple((state.value, str(STATES[state][0])) for state in State),
    )


def _sorted(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(set(pairs), key=lambda pair: folded(pair[1])))


COLUMNS = (
    "operation_code", "beneficiary_name", "contractor_names", "operation_name", "purpose", "achievements", "start_date",
    "end_date", "end_date_type", "total_cost", "currency", "fund", "specific_objective", "union_cofinancing_rate",
    "location", "nuts_code", "nuts_version", "latitude", "longitude", "country", "intervention_type", "programme_cci",
    "strategic_importance", "last_updated", "published_with",
)  # fmt: skip


def csv_rows(who: Who, asked: Asked) -> Iterator[tuple[str, ...]]:
    """The list as open data: the columns of Article 49(3) of Regulation 2021/1060, one row per operation.

    Empty cells are not in the published record. ``published_with`` names the operations whose one sum
    stands in ``total_cost``: such rows must not be added up.
    """
    pairs = fitting(who, asked)
    updated = dict(
        access.SEE.reachable(who).order_by("versions__number").values_list("pk", "versions__day")
    )  # fmt: skip
    for operation, _stands in pairs:
        yield tuple(_safe(cell) for cell in _cells(operation, who.on, updated.get(operation.pk)))


def _cells(operation: Operation, on: date, updated: date | None) -> tuple[str, ...]:
    payer = who_pays(operation)
    kind = "" if operation.ends is None else ("actual" if operation.ends < on else "expected")
    total = "" if payer.total_cents is None else f"{payer.total_cents // 100}.{payer.total_cents % 100:02d}"
    together = operation.portfolio.codes if payer is not operation else ""
    place = ", ".join(part for part in (operation.postcode, operation.place, operation.region) if part)
    important = {None: "", True: "yes", False: "no"}[operation.strategic_importance]
    return (
        operation.code, operation.owner.name if operation.owner else "", "", formats.in_language(operation.names, "en"),
        formats.in_language(operation.summaries, "en"), "", _iso(operation.starts), _iso(operation.ends), kind, total,
        payer.currency, operation.programme.fund.short_name, operation.specific_objective,
        "" if payer.eu_share is None else f"{payer.eu_share:.4f}", place, operation.nuts,
        "2024" if operation.nuts else "", "", "", operation.country, " ".join(operation.intervention_types),
        operation.programme.cci, important, _iso(updated), together,
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
