"""All refusal sentences, gathered from the rooms."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

ROOMS = ("access", "organisations", "people", "fund", "support", "prevention", "statistics")


def gather() -> dict[str, Promise | str]:
    """Code → sentence of every room that refuses anything."""
    sentences: dict[str, Promise | str] = {}
    for room in ROOMS:
        try:
            module = import_module(f"mugur.{room}.refusals")
        except ModuleNotFoundError:
            continue
        sentences.update(module.REFUSALS)
    return sentences


REFUSALS = gather()


def sentence(code: str, facts: dict[str, Any]) -> str:
    """What a person reads for a refusal, in the language of the request."""
    text = REFUSALS.get(code)
    if text is None:
        return gettext("This is not possible.")
    try:
        return str(text) % facts
    except (KeyError, ValueError, TypeError):
        return str(text)
