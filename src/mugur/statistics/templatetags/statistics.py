"""The one thing the tables of figures need beyond the parts of all pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def cell_of(cells: Mapping[str, Any], name: str) -> Any:
    """The cell of a step."""
    return cells[name]
