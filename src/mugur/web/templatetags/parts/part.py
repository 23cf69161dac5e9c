"""How a block tag writes its template."""

from typing import Any

from django.template.loader import render_to_string


def part(of: str, /, **context: Any) -> str:
    """The markup of one part from ``web/parts/``."""
    return render_to_string(f"web/parts/{of}.html", context)
