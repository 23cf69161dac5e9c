"""Single values of rosters: dates, yes and no, roles, sex, kinds of organisations, lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mugur.lib.tables import plain_name
from mugur.people.roster.rows import OrgKind, Role

Order = Literal["", "year", "day", "month", "either", "bad"]

_YEAR_FIRST = re.compile(r"^(\d{4})([-./]?)(\d{1,2})\2(\d{1,2})\.?(?:[T ]\d{2}:\d{2}.*)?$")
_YEAR_LAST = re.compile(r"^(\d{1,2})\s?([-./])\s?(\d{1,2})\s?\2\s?(\d{4})\.?$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as read and the order of its parts; ``either`` means day and month could change places."""

    value: date | None
    order: Order


def read_date(text: str, prefer: Literal["day", "month"] = "day") -> Dated:
    """Read a date. Dotted dates have the day first by the custom of our countries; slashes can be read in two ways."""
    text = text.strip()
    if not text:
        return Dated(None, "")
    if found := _YEAR_FIRST.match(text):
        year, mark, month, day = found.groups()
        if not mark and len(text) != 8:
            return Dated(None, "bad")
        return _made(year, month, day, "year")
    if found := _YEAR_LAST.match(text):
        first, mark, second, year = found.groups()
        by_day, by_month = _made(year, second, first, "day"), _made(year, first, second, "month")
        if mark == "." or by_month.value is None or by_day.value == by_month.value:
            return by_day
        if by_day.value is None:
            return by_month
        return Dated((by_day if prefer == "day" else by_month).value, "either")
    return Dated(None, "bad")


def _made(year: str, month: str, day: str, order: Order) -> Dated:
    try:
        return Dated(date(int(year), int(month), int(day)), order)
    except ValueError:
        return Dated(None, "bad")


_YES = {"true", "yes", "y", "1", "ja", "jā", "da", "igen", "x"}
_NO = {"false", "no", "n", "0", "nej", "nē", "nu", "nem"}


def read_bool(text: str) -> bool | None:
    """Read yes or no in five languages; None for anything else."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


_ROLES: dict[str, Role] = {
    **dict.fromkeys(
        ("student", "learner", "pupil", "skolens", "izglitojamais", "audzeknis", "elev", "eleva", "tanulo", "diak"),
        "learner",
    ),
    **dict.fromkeys(
        (
            "teacher",
            "staff",
            "faculty",
            "aide",
            "professor",
            "lecturer",
            "adjunct",
            "chair",
            "instructor",
            "administrator",
            "proctor",
            "principal",
            "counselor",
            "officestaff",
            "districtadministrator",
            "siteadministrator",
            "systemadministrator",
            "tutor",
            "teachingassistant",
            "researcher",
            "nurse",
            "schooladministrator",
            "itadmin",
            "teacherassistant",
            "otherstaff",
            "skolotajs",
            "darbinieks",
            "profesor",
            "cadrudidactic",
            "personal",
            "tanar",
            "pedagogus",
            "larare",
        ),
        "staff",
    ),
    **dict.fromkeys(
        (
            "parent",
            "guardian",
            "relative",
            "vecaks",
            "likumiskaisparstavis",
            "parinte",
            "reprezentantlegal",
            "szulo",
            "torvenyeskepviselo",
            "vardnadshavare",
        ),
        "guardian",
    ),
}


def read_role(text: str) -> Role | None:
    """Read a role of OneRoster, School Data Sync or our own file; None when nobody knows the word."""
    return _ROLES.get(plain_name(text))


_KINDS: dict[str, OrgKind] = {
    **dict.fromkeys(
        ("school", "college", "university", "institution", "campus", "skola", "scoala", "iskola"), "school"
    ),
    **dict.fromkeys(
        (
            "district",
            "local",
            "municipality",
            "localeducationagency",
            "pasvaldiba",
            "novads",
            "primarie",
            "onkormanyzat",
            "kommun",
        ),
        "municipality",
    ),
    **dict.fromkeys(("state", "national", "ministryofeducation", "ministry", "region", "county"), "authority"),
    **dict.fromkeys(("department", "division", "facultyunit", "program", "unit"), "unit"),
}


def read_kind(text: str) -> OrgKind:
    """Read the kind of an organisation; what nobody knows is ``other``."""
    return _KINDS.get(plain_name(text), "other")


def read_sex(text: str) -> Literal["female", "male", "other", ""] | None:
    """Read sex as rosters write it; None when nobody knows the word, empty when nothing is said."""
    word = plain_name(text)
    if word in ("", "unspecified", "notspecified", "unknown"):
        return ""
    if word in ("female", "f", "woman", "sieviete", "s", "feminin", "no", "lany", "kvinna", "k"):
        return "female"
    if word in ("male", "m", "man", "virietis", "v", "masculin", "ferfi", "fiu"):
        return "male"
    return "other" if word in ("other", "x", "nonbinary") else None


def read_list(text: str) -> tuple[str, ...]:
    """Split a list inside a cell, as OneRoster writes it: commas, in some exports semicolons."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[,;]", text) if part.strip()))


def read_user_ids(text: str) -> tuple[tuple[str, str], ...]:
    """Read OneRoster's ``{type:id}`` pairs."""
    return tuple((kind.strip(), value.strip()) for kind, value in re.findall(r"\{([^:{}]+):([^{}]+)\}", text))


def near(text: str) -> str:
    """Return what stays of a name when case, spaces and kinds of dashes do not count: for proposing the one meant."""
    return re.sub(r"[\s\u2010-\u2015_-]+", "", text).casefold()
