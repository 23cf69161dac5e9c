"""Tags for tables, pictures, progress and findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from mugur.web.charts.svg import Picture, Table

from .part import part

register = template.Library()


@register.simple_block_tag
def table(content: str, caption: str, cards: bool = False, tight: bool = False, quiet: bool = False) -> str:
    """A table in its own scroll box; ``cards`` turns rows to blocks on phones, ``quiet`` hides the caption."""
    return part("table", content=content, caption=caption, cards=cards, tight=tight, quiet=quiet)


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


@register.inclusion_tag("web/parts/key.html")
def key(keys: Sequence[Any]) -> dict[str, Any]:
    """A legend drawn with the real signs: (sign, text)."""
    return {"keys": [{"sign": k[0], "text": k[1]} if isinstance(k, tuple) else k for k in keys]}


@register.inclusion_tag("web/parts/progress.html")
def progress(done: int, total: int, text: str, label: str, url: str = "") -> dict[str, Any]:
    """How far a job is; with ``url`` it asks again every two seconds until the answer lacks it."""
    return {"percent": round(100 * done / total) if total else 0, "text": text, "label": label, "url": url}


@register.inclusion_tag("web/parts/pager.html")
def pager(previous: str = "", next: str = "", text: str = "") -> dict[str, Any]:
    """The page before and the page after."""
    return {"previous": previous, "next": next, "text": text}


@register.simple_block_tag
def finding(content: str, group: Any, open: bool = False) -> str:
    """Findings of one reason: count, title, rule, rows (file, row, column, value, proposed), fix, more."""
    return part("finding", content=content, group=group, open=open)
