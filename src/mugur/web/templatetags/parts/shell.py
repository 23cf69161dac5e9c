"""Tags of the shell: where am I, what is this page, its sheets, its languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.utils.text import slugify

from mugur.web import formats

from .filters import language
from .part import part

register = template.Library()


@register.inclusion_tag("web/parts/languages.html", takes_context=True)
def languages(context: Context, inline: bool = False) -> dict[str, Any]:
    """Five links to this page in each language; ``inline`` writes them in a row."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    path = request.path if request else ""
    links = []
    for code, name in formats.LANGUAGE_NAMES.items():
        query["language"] = code
        links.append((code, name, f"{path}?{query.urlencode()}"))
    current = language()
    return {
        "languages": links,
        "current": current,
        "current_name": formats.LANGUAGE_NAMES[current],
        "inline": inline,
    }


@register.inclusion_tag("web/parts/crumbs.html")
def crumbs(*pairs: Any) -> dict[str, Any]:
    """Where this page stands: one list of (label, url), or label and url in turn; the last is here."""
    trail = (
        pairs[0]
        if len(pairs) == 1 and not isinstance(pairs[0], str)
        else list(zip(pairs[::2], pairs[1::2], strict=True))
    )
    return {"crumbs": trail}


@register.simple_block_tag
def head(content: str, title: str, lead: str = "", meta: Iterable[Any] = ()) -> str:
    """The page's sentence, what stands beneath it, and its controls on the right."""
    return part("head", title=title, lead=lead, meta=[_meta(item) for item in meta], content=content)


def _meta(item: Any) -> Any:
    """A pair is a label with its value; three parts add "late"."""
    if not isinstance(item, tuple):
        return item
    return {"label": item[0], "value": item[1], "late": len(item) > 2 and bool(item[2])}


@register.simple_block_tag
def panel(
    content: str, title: str = "", aside: str = "", id: str = "", mark: str = "", extra: str = "", heading: str = ""
) -> str:
    """A sheet with its heading; ``mark`` is stop, look or know, ``extra`` more classes."""
    heading = heading or (f"{id}-heading" if id else f"h-{slugify(title, allow_unicode=True)[:40]}")
    return part("panel", title=title, aside=aside, id=id, mark=mark, extra=extra, heading=heading, content=content)
