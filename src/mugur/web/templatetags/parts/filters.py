"""Filters that write days, numbers, money and names in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language

from mugur.web import formats

register = template.Library()

Day = date | datetime


def language() -> str:
    """The reader's language, one of the five."""
    return formats.known(get_language())


def _local(day: Day) -> Day:
    """A moment is told in the zone of the reader; a day is a day."""
    return day.astimezone(get_current_timezone()) if isinstance(day, datetime) and day.tzinfo else day


@register.filter
def in_language(texts: object) -> str:
    """The text of a JSON field in the reader's language, else in English."""
    return formats.in_language(texts, language())


@register.filter(name="day")
def day_filter(value: Day | None) -> str:
    """5 March 2026."""
    return formats.long_day(_local(value), language()) if value else ""


@register.filter
def day_short(value: Day | None) -> str:
    """5 Mar."""
    return formats.short_day(_local(value), language()) if value else ""


@register.filter
def day_year(value: Day | None) -> str:
    """5 Mar 2026."""
    return formats.medium_day(_local(value), language()) if value else ""


@register.filter
def day_numeric(value: Day | None) -> str:
    """05/03/2026 in the order of the language."""
    return formats.numeric_day(_local(value), language()) if value else ""


@register.filter
def weekday_day(value: Day | None) -> str:
    """Thu 5 Mar."""
    return formats.weekday_day(_local(value), language()) if value else ""


@register.filter
def weekday(value: Day | None) -> str:
    """Thursday."""
    return formats.weekday_name(_local(value), language()) if value else ""


@register.filter
def month(value: Day | None) -> str:
    """March 2026."""
    return formats.month_name(_local(value), language()) if value else ""


@register.filter
def until(value: Day | None, year: str = "") -> str:
    """Until 5 March; ``|until:"year"`` adds the year."""
    return formats.until(_local(value), language(), with_year=bool(year)) if value else ""


@register.filter
def day_to(first: date | None, last: date | None) -> str:
    """5 Oct – 18 Dec 2026: ``{{ start|day_to:end }}``; one missing day leaves the other alone."""
    if first and last:
        return formats.day_span(first, last, language())
    return day_year(first or last)


@register.filter
def clock(value: datetime | None) -> str:
    """14:02."""
    moment = _local(value) if value else None
    return formats.clock(moment) if isinstance(moment, datetime) else ""


@register.filter
def number(value: formats.Number | None, decimals: int | None = None) -> str:
    """1,265; ``|number:2`` fixes the decimals; nothing is written as a dash."""
    return formats.DASH if value is None else formats.number(value, language(), decimals)


@register.filter
def signed(value: formats.Number | None, decimals: int | None = None) -> str:
    """+4, −2.1."""
    return formats.DASH if value is None else formats.signed(value, language(), decimals)


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """€1,234.50 from 123450 hundredths."""
    return formats.DASH if cents is None else formats.money(cents, currency or "EUR", language())


@register.filter
def amount(cents: int | None, currency: str = "EUR") -> str:
    """1,234.50 without the currency, for columns that name it."""
    return formats.DASH if cents is None else formats.amount(cents, currency or "EUR", language())


@register.filter
def percent(share: formats.Number | None, decimals: int = 0) -> str:
    """85% from a share of 0.85."""
    return formats.DASH if share is None else formats.percent(share, language(), decimals)


@register.filter
def full_name(person: formats.Named | None) -> str:
    """The name in the order of the person's document."""
    return formats.full_name(person) if person else ""


@register.filter
def list_name(person: formats.Named | None) -> str:
    """Family, Given."""
    return formats.list_name(person) if person else ""


@register.filter
def duration(minutes: int | None) -> str:
    """5 h 30 min from 330."""
    return formats.DASH if minutes is None else formats.duration(minutes, language())
