"""The rules by which something is noticed: in words, with every version, its source, and what each cut would mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mugur.access.who import Who
from mugur.organisations.models import Organisation
from mugur.prevention.access import notice as access
from mugur.prevention.models import IndicatorDefinition, IndicatorVersion
from mugur.prevention.rules.indicators import BELOW, level_of
from mugur.prevention.signalling import versions
from mugur.web import formats

from . import notice_words as words
from .indicator_preview import Preview, preview

INPUTS = {
    "lessons.possible": _lazy("lessons held"), "lessons.unexcused": _lazy("lessons missed without excuse"),
    "lessons.excused": _lazy("lessons missed with an excuse"),
    "lessons.late": _lazy("lessons the learner came late to"),
    "marks.term": _lazy("term marks"), "incidents.count": _lazy("the number of incidents, never their kind"),
    "enrolment.repeats": _lazy("whether the year is repeated"), "observation.signs": _lazy("signs teachers noticed"),
}  # fmt: skip
UNITS = {
    "lessons": _lazy("lessons"), "percent": _lazy("per cent"), "subjects": _lazy("subjects"),
    "marks": _lazy("mark points"),
    "incidents": _lazy("incidents"), "years": _lazy("years"), "signs": _lazy("signs"),
}  # fmt: skip
#: The smallest difference that a case of the table shows.
STEPS = {"attendance_rate": Decimal("0.1"), "average_fall": Decimal("0.1"), "average_mark": Decimal("0.1")}


@dataclass(frozen=True)
class VersionRow:
    """One version of a rule: whose it is, its cuts, from when to when, on what basis."""

    version: IndicatorVersion
    place: str
    cuts: str
    span: str
    running: bool


@dataclass(frozen=True)
class IndicatorRow:
    """One rule in the list."""

    definition: IndicatorDefinition
    name: str
    explains: str
    current: list[VersionRow]


@dataclass(frozen=True)
class Case:
    """A line of the case table: what follows from a value."""

    value: str
    level: str
    text: str


@dataclass(frozen=True)
class IndicatorPage:
    """One rule with everything the public may know, and what the reader may change."""

    definition: IndicatorDefinition
    name: str
    explains: str
    reads: list[str]
    versions: list[VersionRow]
    cases: list[Case]
    preview: Preview | None
    schools: list[tuple[str, str]]
    programme: IndicatorVersion | None
    unit: str


def indicators_page(who: Who, *, on: date) -> list[IndicatorRow]:
    """The rules in force for the reader's organisations, the programme's cuts before a school's own."""
    found: dict[int, list[IndicatorVersion]] = {}
    for version in versions(on, who.reach.paths):
        found.setdefault(version.definition_id, []).append(version)
    places = _places([v for own in found.values() for v in own])
    rows = [
        IndicatorRow(
            own[0].definition, _say(own[0].definition.names), _say(own[0].definition.explains),
            [_version(v, places, on) for v in own],
        )
        for own in found.values()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.name)


def indicator_page(definition: IndicatorDefinition, who: Who, *, on: date) -> IndicatorPage:
    """One rule: every version that is or was in force for the reader, its cases, and a preview for one's own school."""
    every = [
        v for v in definition.versions.select_related("definition").order_by("-starts", "-number")
        if any(p.startswith(v.scope_path) or v.scope_path.startswith(p) for p in who.reach.paths)
    ]  # fmt: skip
    places = _places(every)
    running = [v for v in every if v.approved_on is not None and v.starts <= on and (v.ends is None or v.ends >= on)]
    programme = min(running, key=lambda v: len(v.scope_path), default=None)
    schools = list(_schools(who))
    return IndicatorPage(
        definition, _say(definition.names), _say(definition.explains),
        [str(INPUTS.get(name, name)) for name in (programme.inputs if programme else ())],
        [_version(v, places, on) for v in every], _cases(programme) if programme else [],
        preview(programme, schools[0], on=on) if programme and schools else None,
        [(path, name) for path, name in schools if programme and path != programme.scope_path], programme,
        str(UNITS.get(definition.unit, definition.unit)),
    )  # fmt: skip


def _say(texts: Any) -> str:
    return formats.in_language(texts, words.language())


def _schools(who: Who) -> Any:
    """The bodies at which the reader may make a rule stricter."""
    rows = access.TIGHTEN.reachable(who).filter(kind="school").order_by("path")
    return rows.values_list("path", "name")[:20]


def _places(found: list[IndicatorVersion]) -> dict[str, str]:
    paths = {v.scope_path for v in found}
    return dict(Organisation.objects.filter(path__in=paths).exclude(kind="state").values_list("path", "name"))


def _version(version: IndicatorVersion, places: dict[str, str], on: date) -> VersionRow:
    formula = version.definition.formula
    cuts = [text for level in ("watch", "act") if (text := words.limit_text(formula, version, level))]
    last = version.ends
    span = (
        formats.day_span(version.starts, last, words.language())
        if last
        else _("since %(day)s") % {"day": formats.medium_day(version.starts, words.language())}
    )
    place = places.get(version.scope_path) or _("The programme")
    return VersionRow(version, place, " · ".join(cuts), span, version.starts <= on and (last is None or last >= on))


def _cases(version: IndicatorVersion) -> list[Case]:
    """What follows from a value right before and at each cut, by the same rule that the run uses."""
    formula = version.definition.formula
    step = STEPS.get(formula, Decimal(1))
    values: list[Decimal] = []
    for cut in (version.watch, version.act):
        if cut is not None:
            values += [cut, cut - step] if version.direction == BELOW else [cut - step, cut]
    return [_case(version, formula, value) for value in dict.fromkeys(values) if value >= 0]


def _case(version: IndicatorVersion, formula: str, value: Decimal) -> Case:
    level = level_of(value, direction=version.direction, watch=version.watch, act=version.act)
    texts = {
        "": _("nothing happens"), "watch": _("a signal; a person answers"),
        "act": _("a signal; a person answers first of all"),
    }  # fmt: skip
    shown = words.share(value) if formula == "attendance_rate" else words.number(value)
    return Case(shown, level, texts[level])
