"""Tags that show states, facts, histories and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template

from mugur.web.charts import signs
from mugur.web.charts.svg import Svg

from .part import part

register = template.Library()


@register.inclusion_tag("web/parts/level.html")
def level(level: str) -> dict[str, Any]:
    """The level of a signal: watch or act."""
    return {"level": level}


@register.inclusion_tag("web/parts/chip.html")
def chip(text: str, tone: str = "neutral") -> dict[str, Any]:
    """A state in a word; tone is neutral, info, success, warning or danger."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("web/parts/facts.html")
def facts(facts: Iterable[Any], narrow: bool = False) -> dict[str, Any]:
    """A list of terms: pairs, or things with term, value, url, link."""
    return {
        "facts": [{"term": f[0], "value": f[1]} if isinstance(f, tuple) else f for f in facts],
        "narrow": narrow,
    }


@register.inclusion_tag("web/parts/log.html")
def log(entries: Iterable[Any]) -> dict[str, Any]:
    """Things with a date in the margin: day or when, text, detail, url, level; or (day, text, detail)."""
    return {"entries": [_entry(entry) for entry in entries]}


def _entry(entry: Any) -> Any:
    if not isinstance(entry, tuple):
        return entry
    when, text, *rest = entry
    given = {"text": text, "detail": rest[0] if rest else ""}
    return {**given, "day": when} if isinstance(when, date) else {**given, "when": when}


@register.inclusion_tag("web/parts/access.html")
def access_box(text: str, recorded: bool = False, url: str = "") -> dict[str, Any]:
    """Why the reader sees this page, that reading is recorded, and who else looked."""
    return {"text": text, "recorded": recorded, "url": url}


@register.inclusion_tag("web/parts/states.html")
def states(steps: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Where a thing stands: (title, detail, "done" | "now" | "stopped" | "")."""
    made = [
        dict(zip(("title", "detail", "state"), step, strict=False)) if isinstance(step, tuple) else step
        for step in steps
    ]
    return {"steps": made, "label": label}


@register.inclusion_tag("web/parts/diff.html")
def diff(kind: str) -> dict[str, Any]:
    """What happened to a line: new, changed or out."""
    return {"kind": kind}


@register.simple_block_tag
def note(content: str, by: str = "") -> str:
    """Somebody's own words."""
    return part("note", content=content, by=by)


@register.simple_block_tag
def caution(content: str, tone: str = "primary") -> str:
    """A caution that belongs to a number; tone is primary, warning, danger or neutral."""
    return part("caution", content=content, tone=tone)


@register.inclusion_tag("web/parts/hidden.html")
def hidden(reason: str = "few", label: str = "") -> dict[str, Any]:
    """The cell of a suppressed figure: "few" or hidden "with" another."""
    return {"reason": reason, "label": label}


@register.inclusion_tag("web/parts/release.html")
def release(on: date | None, url: str = "") -> dict[str, Any]:
    """The badge of released figures; without a day it says that they are not released."""
    return {"on": on, "url": url}


@register.inclusion_tag("web/parts/toggle.html")
def toggle(options: Iterable[tuple[str, str, bool]], label: str) -> dict[str, Any]:
    """Two or more views of one thing: (text, url, current)."""
    return {"options": options, "label": label}


@register.inclusion_tag("web/parts/levels.html")
def level_steps(steps: Iterable[Any], label: str) -> dict[str, Any]:
    """State, municipality, school: (title, detail, url, current)."""
    made = [
        dict(zip(("title", "detail", "url", "current"), step, strict=False)) if isinstance(step, tuple) else step
        for step in steps
    ]
    return {"steps": made, "label": label}


@register.inclusion_tag("web/parts/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """What stands where nothing is yet, and the one thing to do."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("web/parts/figure.html")
def figure(value: str, label: str, medium: bool = False) -> dict[str, Any]:
    """One number and what it counts."""
    return {"value": value, "label": label, "medium": medium}


@register.inclusion_tag("web/parts/task.html")
def task(item: Any) -> dict[str, Any]:
    """One thing that waits: when, day, late, subject, text, level, why, url, action, main."""
    return {"item": item}


@register.simple_tag
def icon(name: str, small: bool = False) -> Svg:
    """A small sign beside words that say the same: eye, lock, phone, person, calendar, warning."""
    return signs.icon(name, small=small)


@register.simple_tag
def sign(name: str) -> Svg:
    """The sample of a chart's sign for its legend."""
    return signs.sign(name)
