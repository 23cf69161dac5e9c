"""The register of what is kept about persons, in words: one line per kind of record."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from mugur.access.keep import Keep, Term, lines

ROOMS: dict[str, Promise] = {
    "access": gettext_lazy("Accounts and logs"),
    "people": gettext_lazy("Learners and their families"),
    "prevention": gettext_lazy("Notice, agree, review"),
    "support": gettext_lazy("Support given"),
    "fund": gettext_lazy("Funds and operations"),
    "statistics": gettext_lazy("Published figures"),
}

#: Reasons and sources as the rooms write them; a test finds those that are missing here.
SENTENCES = (
    gettext_noop("Public task of school and municipality: keep learners in education (GDPR Art. 6(1)(e))"),
    gettext_noop("Notice early who may leave school and support them (GDPR Art. 6(1)(e); national education acts)"),
    gettext_noop("Proof of support given, for review and for the fund (GDPR Art. 6(1)(e); CPR 2021/1060 Art. 82)"),
    gettext_noop("Proof of an application or absence"),
    gettext_noop("Proof that the family agreed, asked or objected"),
    gettext_noop("Who is responsible for a learner"),
    gettext_noop("Who may see and sign for a minor"),
    gettext_noop("Mending a file; masked values"),
    gettext_noop("Lineage of imported rows; names no person"),
    gettext_noop("A learner left out of a file is asked about, never ended silently"),
    gettext_noop("The same personal code at two bodies is asked about, never merged silently"),
    gettext_noop("No double support in one hour"),
    gettext_noop("Names no learner"),
    gettext_noop("Names no person"),
    gettext_noop(
        "Education Act (Izglītības likums) and the programme's rules on support; reference data, to be checked "
        "per country"
    ),
    gettext_noop(
        "Fund retention: five years from 31 December of the last payment; reference data, to be checked per operation"
    ),
    gettext_noop(
        "Latvia: Cabinet Regulation 89 of 1 February 2011 (absence), Education Act; reference data, to be checked per "
        "country"
    ),
)

RECORDS: dict[str, Promise] = {
    "people.person": gettext_lazy("Person"),
    "people.enrolment": gettext_lazy("Enrolment"),
    "people.group": gettext_lazy("Class or group"),
    "people.groupmembership": gettext_lazy("Place in a class"),
    "people.assignment": gettext_lazy("Responsible adult at school"),
    "people.guardianship": gettext_lazy("Guardian"),
    "people.tie": gettext_lazy("Tie to a provider"),
    "people.document": gettext_lazy("Document"),
    "people.consent": gettext_lazy("Answer of the family"),
    "people.importbatch": gettext_lazy("Import"),
    "people.importfinding": gettext_lazy("Finding in a file"),
    "people.missinglearner": gettext_lazy("Learner missing in a file"),
    "people.transfercase": gettext_lazy("Change of school"),
    "prevention.attendancefact": gettext_lazy("Attendance"),
    "prevention.attendancechange": gettext_lazy("Changed attendance"),
    "prevention.markfact": gettext_lazy("Mark"),
    "prevention.incident": gettext_lazy("Incident"),
    "prevention.indicatorresult": gettext_lazy("Value of an indicator"),
    "prevention.observationsheet": gettext_lazy("Observation sheet"),
    "prevention.signal": gettext_lazy("Signal and its answer"),
    "prevention.signalevent": gettext_lazy("History of a signal"),
    "prevention.assessment": gettext_lazy("Assessment"),
    "prevention.supportplan": gettext_lazy("Plan"),
    "prevention.planversion": gettext_lazy("Version of a plan"),
    "prevention.goal": gettext_lazy("Goal"),
    "prevention.plannedmeasure": gettext_lazy("Planned measure"),
    "prevention.approval": gettext_lazy("Approval"),
    "prevention.review": gettext_lazy("Review"),
    "prevention.reviewresult": gettext_lazy("Result of a review"),
    "support.session": gettext_lazy("Session of support"),
    "support.delivery": gettext_lazy("Support given to a learner"),
    "support.occupied": gettext_lazy("Hour already used"),
}
THEN: dict[str, Promise] = {
    "erase": gettext_lazy("personal fields are emptied"),
    "delete": gettext_lazy("the row is deleted"),
    "keep": gettext_lazy("kept, it names nobody"),
}


Alike = tuple[str, str, str, str, bool]


@dataclass(frozen=True)
class Line:
    """Kinds of record that are kept alike: what, why, by which source, until when, and then."""

    records: tuple[str, ...]
    reason: str
    source: str
    until: str
    then: str
    special: bool


@dataclass(frozen=True)
class Room:
    """The lines of one part of the platform."""

    name: str
    lines: tuple[Line, ...]


def rooms() -> tuple[Room, ...]:
    """Everything that is kept about persons, by part of the platform; records kept alike stand together."""
    kept: dict[str, dict[Alike, list[str]]] = {}
    for line in lines():
        if line.personal:
            alike = (_(line.reason), _(line.source), _until(line.until), str(THEN[line.then]), line.special)
            kept.setdefault(line.model.split(".")[0].lower(), {}).setdefault(alike, []).append(_record(line))
    return tuple(
        Room(str(ROOMS.get(name, name)), tuple(Line(tuple(records), *alike) for alike, records in told.items()))
        for name, told in kept.items()
    )


def _record(line: Keep) -> str:
    return str(RECORDS.get(line.model.lower()) or apps.get_model(line.model)._meta.verbose_name)


def _until(term: Term) -> str:
    years = {"years": term.years}
    if term.after == "last_enrolment":
        return ngettext(
            "%(years)s year after the end of the year of the last enrolment",
            "%(years)s years after the end of the year of the last enrolment",
            term.years,
        ) % years  # fmt: skip
    return ngettext(
        "%(years)s year after the end of the year in which the record ends",
        "%(years)s years after the end of the year in which the record ends",
        term.years,
    ) % years  # fmt: skip
