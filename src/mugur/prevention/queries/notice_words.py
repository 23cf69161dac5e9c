"""What was noticed, in words: a sentence for each way of counting, never a score and never a label."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mugur.prevention.models import IndicatorVersion, Signal
from mugur.web import formats

ATTENDANCE = ("unexcused_lessons", "attendance_rate")

ANSWERS = {
    "concern": pgettext_lazy("answer to a signal", "Yes, a concern"),
    "not_a_concern": pgettext_lazy("answer to a signal", "Not a concern"),
    "supported": pgettext_lazy("answer to a signal", "Already supported"),
}
REASONS = {
    "excused_later": _lazy("Excused later"),
    "register_mistake": _lazy("A mistake in the register"),
    "known_cause": _lazy("The cause is known and has passed"),
    "talked": _lazy("Talked with the learner, it is settled"),
    "other": _lazy("Another reason"),
}
FIRST_STEPS = {
    "talk_learner": _lazy("Talk with the learner"),
    "talk_guardian": _lazy("Talk with a guardian"),
    "talk_team": _lazy("Talk in the case team"),
    "assessment": _lazy("Begin the assessment at once"),
}
SIGNS = {
    "distress": _lazy("Seems sad, anxious or upset"),
    "isolation": _lazy("Is often alone"),
    "boredom": _lazy("Has lost interest in lessons"),
    "conflict": _lazy("Is in conflict with others"),
    "caring": _lazy("Cares for somebody at home"),
    "work": _lazy("Works beside school"),
    "tired": _lazy("Is often very tired"),
    "own_words": _lazy("Speaks of leaving school"),
}
STATES = {
    "open": pgettext_lazy("signal", "open"),
    "answered": pgettext_lazy("signal", "answered"),
    "withdrawn": pgettext_lazy("signal", "withdrawn"),
}


def language() -> str:
    """The reader's language."""
    return formats.known(get_language())


def formula_of(signal: Signal) -> str:
    """How it was counted; for what people said, who said it."""
    return signal.definition.formula if signal.definition is not None else signal.origin


def number(value: Decimal | float | str | None, decimals: int | None = None) -> str:
    """A value of an indicator without useless zeros, or a dash."""
    if value is None or value == "":
        return "–"
    exact = Decimal(str(value))
    if decimals is None and exact == exact.to_integral_value():
        decimals = 0
    return formats.number(exact, language(), decimals)


def share(value: Decimal | None) -> str:
    """A value kept in per cent, written as the language does; one decimal where it is not whole."""
    if value is None:
        return "–"
    exact = Decimal(value)
    return formats.percent(exact / 100, language(), 0 if exact == exact.to_integral_value() else 1)


def value_text(formula: str, value: Decimal | None) -> str:
    """A value with its unit."""
    if value is None:
        return ""
    whole = int(value)
    counted: dict[str, Callable[[], str]] = {
        "unexcused_lessons": lambda: ngettext("%(n)s lesson", "%(n)s lessons", whole),
        "failed_subjects": lambda: ngettext("%(n)s subject", "%(n)s subjects", whole),
        "incidents": lambda: ngettext("%(n)s incident", "%(n)s incidents", whole),
        "observation": lambda: ngettext("%(n)s sign", "%(n)s signs", whole),
        "repetition": lambda: _("repeats the year"),
    }
    if formula in counted:
        return counted[formula]() % {"n": whole}
    if formula == "attendance_rate":
        return share(value)
    return number(value, 1)


def limit_text(formula: str, version: IndicatorVersion, level: str) -> str:
    """The cut that a level begins at: act from 16, watch below 85%."""
    cut = version.act if level == "act" else version.watch
    if cut is None:
        return ""
    value = share(cut) if formula == "attendance_rate" else number(cut)
    texts = {
        ("watch", "at_least"): _("watch from %(value)s"),
        ("watch", "below"): _("watch below %(value)s"),
        ("act", "at_least"): _("act from %(value)s"),
        ("act", "below"): _("act below %(value)s"),
    }
    return texts[level, version.direction] % {"value": value}


def weeks_of(signal: Signal) -> int:
    """How many school weeks the rule looks at."""
    if signal.version is None:
        return 0
    return int(signal.version.parameters.get("school_weeks") or signal.inputs.get("weeks") or 0)


def headline(signal: Signal, name: str) -> str:
    """The page's sentence: whom, how much, in which time."""
    return _headlines(signal)[formula_of(signal)]() % _facts(signal, name)


def short(signal: Signal) -> str:
    """The same without a name, for lists in which the name stands before it."""
    return _shorts(signal)[formula_of(signal)]() % _facts(signal, "")


def reason(signal: Signal) -> str:
    """The short sentence with the cut it met."""
    text = short(signal)
    if signal.version is None or signal.definition is None:
        return text
    limit = limit_text(signal.definition.formula, signal.version, signal.level)
    return _("%(what)s (%(limit)s).") % {"what": text, "limit": limit} if limit else text


def _facts(signal: Signal, name: str) -> dict[str, Any]:
    inputs = signal.inputs
    return {
        "name": name, "n": int(signal.value or 0), "weeks": weeks_of(signal), "share": share(signal.value),
        "now": number(inputs.get("now"), 1), "before": number(inputs.get("before"), 1),
        "days": signal.version.window_days if signal.version else 0,
    }  # fmt: skip


def _headlines(signal: Signal) -> dict[str, Callable[[], str]]:
    n, four = int(signal.value or 0), weeks_of(signal) == 4
    return {
        "unexcused_lessons": lambda: ngettext(
            "%(name)s missed %(n)s unexcused lesson in four school weeks",
            "%(name)s missed %(n)s unexcused lessons in four school weeks", n,
        ) if four else ngettext(
            "%(name)s missed %(n)s unexcused lesson in %(weeks)s school weeks",
            "%(name)s missed %(n)s unexcused lessons in %(weeks)s school weeks", n,
        ),
        "attendance_rate": lambda: _("%(name)s attended %(share)s of the lessons in %(weeks)s school weeks"),
        "failed_subjects": lambda: ngettext(
            "%(name)s has a mark below the pass mark in %(n)s subject",
            "%(name)s has a mark below the pass mark in %(n)s subjects", n,
        ),
        "average_fall": lambda: _("%(name)s: the average mark fell from %(before)s to %(now)s"),
        "average_mark": lambda: _("%(name)s: the average mark is %(now)s"),
        "incidents": lambda: ngettext(
            "%(name)s: %(n)s incident in %(days)s days", "%(name)s: %(n)s incidents in %(days)s days", n
        ),
        "repetition": lambda: _("%(name)s repeats the school year"),
        "observation": lambda: ngettext(
            "%(name)s: teachers noticed %(n)s sign", "%(name)s: teachers noticed %(n)s signs", n
        ),
        "own_request": lambda: _("%(name)s asked for support"),
        "guardian": lambda: _("%(name)s: a guardian asked for support"),
    }  # fmt: skip


def _shorts(signal: Signal) -> dict[str, Callable[[], str]]:
    n = int(signal.value or 0)
    return {
        "unexcused_lessons": lambda: ngettext(
            "Missed %(n)s unexcused lesson in %(weeks)s school weeks",
            "Missed %(n)s unexcused lessons in %(weeks)s school weeks", n,
        ),
        "attendance_rate": lambda: _("Attended %(share)s of the lessons in %(weeks)s school weeks"),
        "failed_subjects": lambda: ngettext(
            "A mark below the pass mark in %(n)s subject", "A mark below the pass mark in %(n)s subjects", n
        ),
        "average_fall": lambda: _("Average mark fell from %(before)s to %(now)s"),
        "average_mark": lambda: _("Average mark is %(now)s"),
        "incidents": lambda: ngettext("%(n)s incident in %(days)s days", "%(n)s incidents in %(days)s days", n),
        "repetition": lambda: _("Repeats the school year"),
        "observation": lambda: ngettext("Teachers noticed %(n)s sign", "Teachers noticed %(n)s signs", n),
        "own_request": lambda: _("Asked for support"),
        "guardian": lambda: _("A guardian asked for support"),
    }  # fmt: skip


def indicator_name(signal: Signal) -> str:
    """The name of what was looked at."""
    if signal.definition is not None:
        return formats.in_language(signal.definition.names, language())
    return _("The learner asked") if signal.origin == Signal.Origin.OWN_REQUEST else _("A guardian asked")


def lateness(due: date, on: date) -> str:
    """How long something is late, or nothing."""
    days = (on - due).days
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days} if days > 0 else ""


def when(due: date | None, on: date) -> str:
    """When something is due, as one says it today."""
    if due is None:
        return _("No date")
    days = (due - on).days
    if days < 0:
        return lateness(due, on)
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    return capital(formats.weekday_name(due, language())) if days < 7 else formats.short_day(due, language())


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
