"""How many learners of a school each cut would ask a person to look at, before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import connections

from mugur.prevention.indicators.windows import inside, terms
from mugur.prevention.models import IndicatorVersion
from mugur.prevention.rules.indicators import AT_LEAST
from mugur.prevention.signalling import FAMILIES, FORMULAS, cuts_of

from . import notice_words as words

#: A number of learners below this is not shown, so that nobody is recognised.
FEW = 5
STEPS = {
    "unexcused_lessons": Decimal(2), "attendance_rate": Decimal("2.5"), "average_fall": Decimal("0.2"),
    "average_mark": Decimal("0.5"),
}  # fmt: skip
AROUND = 2
VALUES = """
with waiting as (select null::bigint as person_id, null::bigint as definition_id where false), {measured}
select m.value from measured m where m.seen >= %(minimum)s and m.value is not null and exists (
  select from people_enrolment e where e.person_id = m.person_id and e.starts <= %(on)s
    and (e.ends is null or e.ends >= %(on)s) and e.voided_on is null and {paths})
"""


@dataclass(frozen=True)
class Would:
    """One possible cut; ``count`` is nothing where it is too few to be shown."""

    cut: str
    count: int | None
    level: str


@dataclass(frozen=True)
class Preview:
    """What each cut would mean at one school today."""

    place: str
    cuts: list[Would]


def preview(version: IndicatorVersion, school: tuple[str, str], *, on: date) -> Preview | None:
    """Counts for the cuts in force and for stricter ones, from the same formula that the run uses."""
    family = FORMULAS[version.definition.formula].family
    if family not in FAMILIES:
        return None
    path, place = school
    cuts = _cuts(version)
    values = _values(version, path, family, loosest=cuts[0], on=on)
    at_least = version.direction == AT_LEAST
    made = [_would(version, cut, sum(v >= cut if at_least else v < cut for v in values)) for cut in cuts]
    return Preview(place, made)


def _cuts(version: IndicatorVersion) -> list[Decimal]:
    """The strictest first: a few steps before watch, the cuts in force, and what lies between."""
    step = STEPS.get(version.definition.formula, Decimal(1)) * (1 if version.direction == AT_LEAST else -1)
    known = [cut for cut in (version.watch, version.act) if cut is not None]
    found = {known[0] - step * n for n in range(AROUND, 0, -1)} | set(known)
    if len(known) == 2:
        found.add((known[0] + known[1]) / 2)
    return sorted((cut for cut in found if cut > 0), reverse=version.direction != AT_LEAST)


def _values(version: IndicatorVersion, path: str, family: str, *, loosest: Decimal, on: date) -> list[Decimal]:
    with connections["default"].cursor() as cursor:
        (cut,) = cuts_of(cursor, [version], on=on, paths=[path])[family]
        term = terms(cursor, on=on, paths=[path]) if family == "marks" else ("", "")
        more = {"terms": term} if family == "marks" else {}
        measured = FAMILIES[family]([replace(cut, loosest=loosest)], on=on, paths=[path], **more)
        if not measured:
            return []
        cursor.execute(
            VALUES.format(measured=measured, paths=inside("e.org_path", [path])),
            {"on": on, "minimum": version.minimum, "term": term[0], "term_before": term[1]},
        )
        return [row[0] for row in cursor.fetchall()]


def _would(version: IndicatorVersion, cut: Decimal, count: int) -> Would:
    text = words.share(cut) if version.definition.formula == "attendance_rate" else words.number(cut)
    level = "watch" if cut == version.watch else "act" if cut == version.act else ""
    return Would(text, count if count == 0 or count >= FEW else None, level)
