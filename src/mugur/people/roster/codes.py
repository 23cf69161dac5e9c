"""Personal identity codes: their form, check digit and the birth date inside, by country.

Latvia: Law on the Register of Natural Persons (old form with the birth date, new form beginning 32–39 without).
Romania: CNP, Government Emergency Ordinance 97/2005. Sweden: personnummer, Population Registration Act (1991:481) §18.
Hungary: the education id has eleven digits; its check is not published, so only the form is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum import luhn
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
from stdnum.lv import pvn
from stdnum.ro import cnp
from stdnum.se import personnummer

Problem = Literal["", "form", "check_digit", "date"]

# Stands where a Swedish number would stand for a person under protection or without a number yet.
SE_PROTECTED = re.compile(r"^\d{8}TF\d{2}$", re.IGNORECASE)
_FORMS = {
    "LV": re.compile(r"^\d{6}-?\d{5}$"),
    "RO": re.compile(r"^\d{13}$"),
    "SE": re.compile(r"^(\d{2})?\d{6}[-+]?\d{4}$|^\d{8}TF\d{2}$", re.IGNORECASE),
    "HU": re.compile(r"^\d{11}$"),
}
SCHEMES = {"LV": "lv.pk", "RO": "ro.cnp", "SE": "se.pnr", "HU": "hu.oa"}


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is kept (digits in the usual form), with what is wrong with it, if anything, and what it tells."""

    scheme: str
    value: str
    problem: Problem = ""
    birth_date: date | None = None
    sex: Literal["female", "male", ""] = ""
    protected: bool = False


def looks_like(country: str, text: str) -> bool:
    """Whether a text has the outer form of the country's personal code."""
    form = _FORMS.get(country)
    return bool(form and form.match(_compact(text)))


def read_code(country: str, text: str, exception: Callable[[str], bool] | None = None) -> Code:
    """Read a personal code; never raises. Unknown countries give the scheme ``local`` and no check."""
    compact = _compact(text)
    if country not in _FORMS:
        return Code("local", text.strip())
    if not _FORMS[country].match(compact):
        return Code(SCHEMES[country], compact, "form")
    if exception and exception(compact):
        return Code(SCHEMES[country], _usual(country, compact))
    try:
        return {"LV": _latvian, "RO": _romanian, "SE": _swedish, "HU": _hungarian}[country](compact)
    except InvalidChecksum:
        return Code(SCHEMES[country], compact, "check_digit")
    except InvalidComponent:
        return Code(SCHEMES[country], compact, "date")
    except (ValidationError, ValueError):
        return Code(SCHEMES[country], compact, "form")


def _compact(text: str) -> str:
    return re.sub(r"[\s\u2010-\u2015]", lambda found: "" if found.group().isspace() else "-", text).upper()


def _usual(country: str, compact: str) -> str:
    digits = compact.replace("-", "")
    return f"{digits[:6]}-{digits[6:]}" if country == "LV" else digits


def _latvian(compact: str) -> Code:
    digits = compact.replace("-", "")
    if pvn.calc_check_digit_pers(digits[:-1]) != digits[-1]:
        raise InvalidChecksum
    undated = digits[0] == "3" and digits[1] in "23456789"
    return Code("lv.pk", _usual("LV", digits), "", None if undated else pvn.get_birth_date(digits))


def _romanian(compact: str) -> Code:
    cnp.validate(compact)
    sex: Literal["female", "male", ""] = "" if compact[0] == "9" else "male" if compact[0] in "1357" else "female"
    return Code("ro.cnp", compact, "", cnp.get_birth_date(compact), sex)


def _swedish(compact: str) -> Code:
    if SE_PROTECTED.match(compact):
        return Code("se.protected", compact, protected=True)
    digits = re.sub(r"[-+]", "", compact)
    luhn.validate(digits[-10:])
    day = int(digits[-6:-4])
    # A co-ordination number is the same with sixty added to the day.
    plain = f"{digits[:-6]}{day - 60:02d}{digits[-4:]}" if day > 60 else digits
    mark = "+" if "+" in compact else "-"
    born = personnummer.get_birth_date(f"{plain[:-4]}{mark}{plain[-4:]}")
    return Code("se.pnr", compact if "+" in compact else digits, "", born, "male" if int(digits[-2]) % 2 else "female")


def _hungarian(compact: str) -> Code:
    return Code("hu.oa", compact)
