"""Tags for tables, progress and findings."""

from __future__ import annotations

from typing import Any

from django import template

from .part import part

register = template.Library()


@register.simple_block_tag
def table(content: str, caption: str, cards: bool = False, tight: bool = False, quiet: bool = False) -> str:
    """A table in its own scroll box; ``cards`` turns rows to blocks on phones, ``quiet`` hides the caption."""
    return part("table", content=content, caption=caption, cards=cards, tight=tight, quiet=quiet)


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
