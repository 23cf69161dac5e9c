"""The words of findings in the reader's language: title, rule, hint, and the button that settles a group."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mugur.people.models import ImportFinding
from mugur.people.roster.rules_text import RULE_ACCEPTS, RULE_FIXES, RULE_HINTS

from .report import TEXTS, WHY


def level_word(level: str) -> str:
    """How grave a finding is."""
    return {"error": _("cannot come in"), "warning": _("to be answered"), "note": _("to know")}.get(level, level)


def facts_of(one: ImportFinding, count: int = 1) -> dict[str, Any]:
    """What the texts of a finding can name."""
    return {**one.facts, "file": one.file, "column": one.column, "value": one.value, "fix": one.fix, "count": count}


def filled(text: str, facts: dict[str, Any]) -> str:
    """A text with its named places filled; a text that names more than is known stays as it is."""
    try:
        return _(text) % facts if text else ""
    except (KeyError, ValueError, TypeError):
        return _(text)


def title(one: ImportFinding) -> str:
    """What is wrong, or what is to be known."""
    return filled(TEXTS.get(one.rule, one.rule), facts_of(one))


def why(one: ImportFinding) -> str:
    """The rule behind it."""
    return filled(WHY.get(one.rule, ""), facts_of(one))


def variant(one: ImportFinding) -> str:
    """The word that chooses among the texts of a rule."""
    if one.rule == "roster.date.two_ways" and not one.facts.get("others"):
        return "none"
    return str(one.facts.get("differs") or one.facts.get("together") or "")


def hint(one: ImportFinding) -> str:
    """What is said beside the button."""
    return filled(RULE_HINTS.get(f"{one.rule}:{variant(one)}") or RULE_HINTS.get(one.rule, ""), facts_of(one))


def take_button(one: ImportFinding, count: int) -> str:
    """The button that takes the proposal for the whole group; empty when its rule has none."""
    if not one.fix:
        return ""
    together = str(one.facts.get("together", ""))
    pair = RULE_FIXES.get(f"{one.rule}:{together}") or RULE_FIXES.get(one.rule)
    return _counted(pair, one, count) if pair else _("Take what is proposed")


def accept_button(one: ImportFinding, count: int) -> str:
    """The button that calls the rows of a group right as they are; empty when that cannot be said of its rule."""
    pair = RULE_ACCEPTS.get(one.rule)
    if pair is None and one.level == "warning" and not one.fix:
        return _("It is right as it is")
    return _counted(pair, one, count) if pair else ""


def _counted(pair: tuple[str, str], one: ImportFinding, count: int) -> str:
    try:
        return ngettext(*pair, count) % facts_of(one, count)
    except (KeyError, ValueError):
        return pair[0]
