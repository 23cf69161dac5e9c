"""Tags that ask: fields with their errors, choices, presence, numbers, the bar that saves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.utils.text import slugify

from .part import part

register = template.Library()


def _target(field: forms.BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("web/parts/errors.html")
def errors(*given: forms.BaseForm | None) -> dict[str, Any]:
    """Everything that has to be put right, each linked to its field; nothing when nothing is wrong."""
    problems: list[tuple[str, str]] = []
    for form in given:
        if form is None or not form.is_bound:
            continue
        problems += [(str(text), "") for text in form.non_field_errors()]
        for field in form:
            problems += [(f"{str(field.label).rstrip('.:')}: {text}", _target(field)) for text in field.errors]
    return {"problems": problems}


@register.inclusion_tag("web/parts/field.html")
def field(field: forms.BoundField, label: str = "") -> dict[str, Any]:
    """A field with its label, help and error, tied together for everybody."""
    widget = field.field.widget
    kind = ""
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "options"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "check"
    return {"field": field, "label": label or field.label, "kind": kind}


@register.inclusion_tag("web/parts/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form in its own order."""
    return {"form": form}


@register.simple_block_tag
def choice(
    content: str,
    name: str,
    value: str,
    title: str,
    hint: str = "",
    chosen: object = None,
    disabled: bool = False,
    required: bool = False,
) -> str:
    """One answer of several with what follows from it; the block holds the fields it opens."""
    known = {"name": name, "value": value, "title": title, "hint": hint, "disabled": disabled, "required": required}
    checked = chosen is not None and str(chosen) == str(value)
    return part("choice", id=f"id_{name}_{slugify(value)}", checked=checked, content=content, **known)


@register.inclusion_tag("web/parts/segment.html")
def segment(
    name: str, options: Iterable[tuple[str, str]], label: str, chosen: str = "", full: bool = False
) -> dict[str, Any]:
    """A few short answers side by side, as radios: (value, text)."""
    return {"name": name, "options": options, "label": label, "chosen": chosen, "full": full}


@register.inclusion_tag("web/parts/presence.html")
def presence(name: str, title: str, detail: str = "", chosen: str = "", off: str = "", url: str = "") -> dict[str, Any]:
    """One learner's row: was here or not; ``off`` says why it cannot be counted."""
    return {"name": name, "title": title, "detail": detail, "chosen": chosen, "off": off, "url": url}


@register.inclusion_tag("web/parts/stepper.html")
def stepper(name: str, label: str, value: int, min: int = 0, max: int = 480, step: int = 5) -> dict[str, Any]:
    """A number that is mostly right already; minus and plus appear with script."""
    return {
        "name": name,
        "label": label,
        "value": value,
        "min": min,
        "max": max,
        "step": step,
        "id": f"id_{slugify(name)}",
    }


@register.inclusion_tag("web/parts/step.html")
def step(n: int, title: str, id: str = "") -> dict[str, Any]:
    """A numbered heading of a form in a few steps."""
    return {"n": n, "title": title, "id": id}


@register.simple_block_tag
def save_bar(content: str, text: str = "") -> str:
    """The bar at the bottom edge with what will be saved and the button."""
    return part("savebar", content=content, text=text)
