"""Tags that draw: pictures with their tables, bars of money, the way from notice to result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from mugur.web.charts import levels, money, spoken
from mugur.web.charts.path import PathPicture
from mugur.web.charts.svg import Picture, Svg, Table

register = template.Library()


@register.inclusion_tag("web/parts/data_table.html")
def data_table(table: Table) -> dict[str, Any]:
    """The table behind a picture."""
    numeric = [column.numeric for column in table.columns]
    rows = [[(cell.text, numeric[at], at == 0, cell.hidden) for at, cell in enumerate(row)] for row in table.cells()]
    return {"table": table, "rows": rows}


@register.inclusion_tag("web/parts/chart.html")
def chart(picture: Picture, open: bool = False, table: bool = True) -> dict[str, Any]:
    """A picture with its legend and the same facts as a table."""
    return {"picture": picture, "open": open, "table": table}


@register.inclusion_tag("web/parts/path_list.html")
def path_list(picture: PathPicture) -> dict[str, Any]:
    """The list of a path by school year; the picture's marks lead to its rows."""
    return {"picture": picture}


@register.inclusion_tag("web/parts/key.html")
def key(keys: Sequence[Any]) -> dict[str, Any]:
    """A legend drawn with the real signs: (sign, text)."""
    return {"keys": [{"sign": k[0], "text": k[1]} if isinstance(k, tuple) else k for k in keys]}


@register.inclusion_tag("web/parts/funnel.html")
def funnel(steps: Sequence[levels.Step], label: str) -> dict[str, Any]:
    """From notice to result: each step, its bar, what was lost on the way."""
    return {"rows": spoken.funnel(steps), "label": label}


@register.inclusion_tag("web/parts/small_bars.html")
def small_bars(schools: Sequence[spoken.School], steps: Sequence[str], label: str) -> dict[str, Any]:
    """One small chart for each school on one scale, in the order of the register."""
    return {"rows": spoken.small_bars(schools, steps), "label": label}


@register.inclusion_tag("web/parts/money_bars.html")
def money_bars(given: money.Money, currency: str = "EUR", table: bool = True) -> dict[str, Any]:
    """Planned, spent and proven by who pays, with the same as a table."""
    rows = spoken.money_rows(given, currency)
    together = [(row.title, row.split.total if row.split else None) for row in rows]
    sources = spoken.money_sources(given) if table else []
    return {"rows": rows, "currency": currency, "sources": sources, "together": together}


@register.simple_tag
def share_bar(eu: float | None, label: str) -> Svg:
    """The share of the European Union in one thin bar; None is hatched."""
    return money.share_bar(eu, label)


@register.simple_tag
def budget_bar(spent: int, promised: int, now: int, total: int, label: str) -> Svg:
    """Spent, promised and decided now out of a budget, in hundredths."""
    return money.budget_bar(spent, promised, now, total, label)


@register.inclusion_tag("web/parts/bullet.html")
def bullet(bullet: money.Bullet) -> dict[str, Any]:
    """What was promised and what is reached."""
    return {"bullet": bullet, "bar": money.bullet_bar(bullet, spoken.bullet_label(bullet))}
