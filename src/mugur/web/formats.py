"""How dates, numbers, money, names and lengths of time are written in each language of the house.

CLDR (through Babel) gives the names of months and weekdays. Where the manner of the house differs
from CLDR – grouping, the sign of money, the space before %, the case of a month after "until" –
this file holds the rule. Spaces inside numbers are no-break; spaces inside dates are ordinary.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Protocol

from babel import Locale
from babel.dates import format_date

LANGUAGES = ("en", "lv", "ro", "hu", "sv")
LANGUAGE_NAMES = {"en": "English", "lv": "Latviešu", "ro": "Română", "hu": "Magyar", "sv": "Svenska"}

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"

Number = int | float | Decimal | Fraction


@dataclass(frozen=True)
class Manner:
    """What one language does with digits and days; the patterns are CLDR date patterns."""

    group: str
    point: str
    percent: str
    long: str
    medium: str
    short: str
    numeric: str
    weekday: str
    until: str
    until_year: str
    hour: str = "h"
    minute: str = "min"


MANNERS = {
    "en": Manner(
        ",", ".", "%", "d MMMM y", "d MMM y", "d MMM", "dd/MM/y", "EEE d MMM", "'until' d MMMM", "'until' d MMMM y"
    ),
    "lv": Manner(
        NBSP,
        ",",
        NBSP + "%",
        "y. 'gada' d. MMMM",
        "y. 'gada' d. MMM",
        "d. MMM",
        "dd.MM.y.",
        "EEE, d. MMM",
        "'līdz' d. {month}",
        "'līdz' y. 'gada' d. {month}",
    ),
    "ro": Manner(
        ".",
        ",",
        NBSP + "%",
        "d MMMM y",
        "d MMM y",
        "d MMM",
        "dd.MM.y",
        "EEE d MMM",
        "'până la' d MMMM",
        "'până la' d MMMM y",
    ),
    "hu": Manner(
        NBSP,
        ",",
        "%",
        "y. MMMM d.",
        "y. MMM d.",
        "MMM d.",
        "y. MM. dd.",
        "MMM d., EEEE",
        "MMMM d{till}",
        "y. MMMM d{till}",
        "óra",
        "perc",
    ),
    "sv": Manner(
        NBSP,
        ",",
        NBSP + "%",
        "d MMMM y",
        "d MMM y",
        "d MMM",
        "y-MM-dd",
        "EEE d MMM",
        "'till och med' d MMMM",
        "'till och med' d MMMM y",
        "tim",
        "min",
    ),
}

# Latvian "līdz" asks for the dative, which CLDR does not carry.
LV_DATIVE = [
    "janvārim",
    "februārim",
    "martam",
    "aprīlim",
    "maijam",
    "jūnijam",
    "jūlijam",
    "augustam",
    "septembrim",
    "oktobrim",
    "novembrim",
    "decembrim",
]

# Currencies written by a sign of their own; every other currency is written by its code.
SIGNS = {
    "en": {"EUR": "€", "RON": "lei", "HUF": "Ft", "SEK": "kr"},
    "lv": {},
    "ro": {"RON": "lei"},
    "hu": {"HUF": "Ft"},
    "sv": {"SEK": "kr"},
}
WITHOUT_DECIMALS = frozenset({"HUF"})


def known(language: str | None) -> str:
    """The language of the house nearest to a tag such as ``sv-se``; English when there is none."""
    base = (language or "en").split("-")[0].split("_")[0].lower()
    return base if base in MANNERS else "en"


def _as_date(day: date | datetime) -> date:
    return day.date() if isinstance(day, datetime) else day


def _pattern(day: date | datetime, pattern: str, language: str) -> str:
    return format_date(_as_date(day), pattern, Locale(language)).replace("\u202f", NBSP)


def long_day(day: date | datetime, language: str) -> str:
    """A day with its year in words: 5 March 2026, 2026. gada 5. marts, 2026. március 5."""
    lang = known(language)
    return _pattern(day, MANNERS[lang].long, lang)


def medium_day(day: date | datetime, language: str) -> str:
    """A day with its year and a short month: 5 Mar 2026."""
    lang = known(language)
    return _pattern(day, MANNERS[lang].medium, lang)


def short_day(day: date | datetime, language: str) -> str:
    """A day without its year, for places where the year is plain: 20 Nov, 20. nov., nov. 20."""
    lang = known(language)
    return _pattern(day, MANNERS[lang].short, lang)


def numeric_day(day: date | datetime, language: str) -> str:
    """A day in digits with a four-digit year: 05/03/2026, 05.03.2026., 2026-03-05."""
    lang = known(language)
    return _pattern(day, MANNERS[lang].numeric, lang)


def weekday_day(day: date | datetime, language: str) -> str:
    """A day with its weekday and without its year: Fri 13 Nov."""
    lang = known(language)
    return _pattern(day, MANNERS[lang].weekday, lang)


def weekday_name(day: date | datetime, language: str) -> str:
    """The weekday alone, in lower case where the language writes it so: Thursday, ceturtdiena."""
    lang = known(language)
    return _pattern(day, "EEEE", lang)


def month_name(day: date | datetime, language: str) -> str:
    """The month standing alone with its year: March 2026, 2026. március."""
    lang = known(language)
    pattern = {"hu": "y. LLLL", "lv": "y. 'gada' LLLL"}.get(lang, "LLLL y")
    return _pattern(day, pattern, lang)


def short_month(day: date | datetime, language: str) -> str:
    """The short name of the month standing alone, for axes: Sep, sept., szept."""
    lang = known(language)
    return _pattern(day, "LLL", lang)


def until(day: date | datetime, language: str, *, with_year: bool = False) -> str:
    """ "Until" a day, that day included, in the case the language asks for."""
    lang = known(language)
    plain = _as_date(day)
    pattern = MANNERS[lang].until_year if with_year else MANNERS[lang].until
    if lang == "lv":
        pattern = pattern.replace("{month}", f"'{LV_DATIVE[plain.month - 1]}'")
    # Hungarian reads the first of a month "elsejéig", written 1-jéig; every other day takes -ig.
    pattern = pattern.replace("{till}", "'-jéig'" if plain.day == 1 else "'-ig'")
    return _pattern(plain, pattern, lang)


def day_span(first: date, last: date, language: str) -> str:
    """Two days and everything between; the year is written once when both share it."""
    lang = known(language)
    if first == last:
        return medium_day(first, lang)
    if first.year != last.year:
        return f"{medium_day(first, lang)} {DASH} {medium_day(last, lang)}"
    if lang in ("hu", "lv"):
        return f"{medium_day(first, lang)} {DASH} {short_day(last, lang)}"
    return f"{short_day(first, lang)} {DASH} {medium_day(last, lang)}"


def clock(moment: datetime | time) -> str:
    """The time of day, 24 hours: 14:02."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def _grouped(digits: str, sign: str) -> str:
    head = len(digits) % 3
    parts = [digits[:head]] if head else []
    parts += [digits[i : i + 3] for i in range(head, len(digits), 3)]
    return sign.join(parts)


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def _digits(value: Decimal, decimals: int, language: str, *, group_four: bool) -> str:
    manner = MANNERS[language]
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    whole, _, rest = f"{abs(rounded):f}".partition(".")
    if len(whole) > 4 or (len(whole) == 4 and group_four):
        whole = _grouped(whole, manner.group)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{whole}{manner.point}{rest}" if rest else f"{sign}{whole}"


def number(value: Number, language: str, decimals: int | None = None) -> str:
    """A number as it is read; without ``decimals`` it keeps the ones it has (floats at most two)."""
    lang = known(language)
    exact = _decimal(value)
    if decimals is None:
        exponent = exact.normalize().as_tuple().exponent
        decimals = min(max(0, -exponent) if isinstance(exponent, int) else 0, 6)
        decimals = min(decimals, 2) if isinstance(value, (float, Fraction)) else decimals
    # Hungarian leaves four digits ungrouped in running text.
    return _digits(exact, decimals, lang, group_four=lang != "hu")


def signed(value: Number, language: str, decimals: int | None = None) -> str:
    """A number with its sign, for changes: +4, −2.1, 0."""
    text = number(value, language, decimals)
    return f"+{text}" if _decimal(value) > 0 else text


def money(cents: int, currency: str, language: str) -> str:
    """An amount given in hundredths of its currency; forints are shown whole."""
    lang = known(language)
    decimals = 0 if currency in WITHOUT_DECIMALS else 2
    text = _digits(Decimal(cents) / 100, decimals, lang, group_four=True)
    sign = SIGNS[lang].get(currency, currency)
    if sign == "€":
        return f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}"
    return f"{text}{NBSP}{sign}"


def amount(cents: int, currency: str, language: str) -> str:
    """The digits of an amount without its currency, for columns whose head names it."""
    decimals = 0 if currency in WITHOUT_DECIMALS else 2
    return _digits(Decimal(cents) / 100, decimals, known(language), group_four=True)


def percent(share: Number, language: str, decimals: int = 0) -> str:
    """A share of one as per cent: 0.85 is 85%, or 85 % with a no-break space."""
    lang = known(language)
    return _digits(_decimal(share) * 100, decimals, lang, group_four=False) + MANNERS[lang].percent


def duration(minutes: int, language: str) -> str:
    """A length of time given in minutes: 5 h 30 min, 45 min, 2 h."""
    manner = MANNERS[known(language)]
    hours, rest = divmod(int(minutes), 60)
    parts = [f"{hours}{NBSP}{manner.hour}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{NBSP}{manner.minute}")
    return NBSP.join(parts)


class Named(Protocol):
    """Anybody with a given name and a family name; ``name_order`` is "family" in Hungarian documents."""

    given_name: str
    family_name: str


def full_name(person: Named) -> str:
    """The name in the order of the person's own document, not of the reader's language."""
    first, last = person.given_name, person.family_name
    if getattr(person, "name_order", "given") == "family":
        first, last = last, first
    return " ".join(part for part in (first, last) if part)


def list_name(person: Named) -> str:
    """The name for sorted lists: Family, Given; without the comma where the family name stands first anyway."""
    if getattr(person, "name_order", "given") == "family":
        return full_name(person)
    return ", ".join(part for part in (person.family_name, person.given_name) if part)


def in_language(texts: object, language: str) -> str:
    """The text of a ``{"en": …, "lv": …}`` in this language, else in English, else in any it has."""
    if not isinstance(texts, dict):
        return "" if texts is None else str(texts)
    lang = known(language)
    for code in (lang, "en", *LANGUAGES):
        if texts.get(code):
            return str(texts[code])
    return next((str(text) for text in texts.values() if text), "")
