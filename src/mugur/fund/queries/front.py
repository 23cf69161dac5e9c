"""The front page: five programmes, each with one figure, its money and its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mugur.access.who import Who
from mugur.fund import access
from mugur.fund.models import Operation, Portfolio
from mugur.web import formats
from mugur.web.charts.money import share_bar
from mugur.web.charts.svg import Svg

from .standing import Standing, fund_line, language, money_line, named, portfolio_standing


@dataclass(frozen=True)
class Card:
    """One programme on the front page."""

    region: str
    fund: str
    name: str
    url: str
    figure: int | None
    figure_name: str
    bar: Svg
    money: str
    standing: Standing | None


@dataclass(frozen=True)
class Front:
    """The front page; ``operations`` is how many published records there are."""

    cards: tuple[Card, ...]
    operations: int


def front_page(who: Who) -> Front:
    """The programmes in their order, with the published operations under each."""
    published = access.SEE.reachable(who).prefetch_related("days").order_by("portfolio__position", "key")
    by_portfolio: dict[int, list[Operation]] = {}
    for operation in published:
        by_portfolio.setdefault(operation.portfolio_id, []).append(operation)
    portfolios = access.SEE_PORTFOLIO.reachable(who).select_related("fund").order_by("position")
    cards = [_card(one, by_portfolio[one.pk], who.on) for one in portfolios if one.pk in by_portfolio]
    return Front(tuple(cards), sum(map(len, by_portfolio.values())))


def _card(portfolio: Portfolio, operations: list[Operation], on: date) -> Card:
    share = float(portfolio.eu_share) if portfolio.eu_share is not None else None
    line = money_line(portfolio)
    url = reverse("fund:operation", args=[operations[0].slug])
    if len(operations) > 1:
        url = f"{reverse('fund:operations')}?programme={portfolio.slug}"
    return Card(
        region=formats.in_language(portfolio.regions, language()), fund=fund_line(portfolio.fund),
        name=named(portfolio), url=url, figure=portfolio.figure,
        figure_name=formats.in_language(portfolio.figure_names, language()),
        bar=share_bar(share, _("Who pays: %(sentence)s") % {"sentence": line}), money=line,
        standing=portfolio_standing(operations, on),
    )  # fmt: skip
