"""Checks across the lines and files of a roster: who points at nothing, who at herself, who is in two schools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from mugur.people.roster.gather import Gathering
from mugur.people.roster.rows import EnrolmentRow, Mode, Place
from mugur.people.roster.values import near

UNKNOWN = {
    "orgs": "roster.org.unknown",
    "persons": "roster.person.unknown",
    "classes": "roster.class.unknown",
    "sessions": "roster.session.unknown",
}


def check(gathering: Gathering) -> None:
    """Run all checks; every one adds its findings and none stops another."""
    _references(gathering)
    _cycles(gathering)
    _schools(gathering)


class _References:
    """What may be pointed at, by kind; a kind that was not sent and is not known to us cannot be checked."""

    def __init__(self, gathering: Gathering) -> None:
        modes: dict[str, Mode] = {file.kind: file.mode for file in gathering.files}
        known = gathering.options.known
        sent: Mapping[str, Collection[str]] = {
            "orgs": gathering.orgs,
            "persons": gathering.drafts,
            "classes": gathering.classes,
            "sessions": gathering.sessions,
        }
        have = {"orgs": known.orgs, "persons": known.persons, "classes": known.classes, "sessions": frozenset[str]()}
        self.gathering = gathering
        self.files = {file.kind: file.name for file in gathering.files}
        self.good: dict[str, frozenset[str]] = {}
        self._near: dict[str, dict[str, str]] = {}
        for kind, ids in sent.items():
            complete = modes.get(kind) == "bulk"
            if complete or have[kind]:
                self.good[kind] = frozenset(ids) | (frozenset() if complete else have[kind])
                self._near[kind] = _alone(self.good[kind])

    def look(self, kind: str, wanted: str, place: Place, field: str) -> None:
        """Add a finding when what is wanted does not exist, with the one that differs only in how it is written."""
        if not wanted or kind not in self.good or wanted in self.good[kind]:
            return
        fix = self._near[kind].get(near(wanted), "")
        differs = "case" if fix.casefold() == wanted.casefold() else "spelling"
        self.gathering.find(
            place,
            field,
            wanted,
            UNKNOWN[kind],
            fix=fix,
            known_in=self.files.get(kind, ""),
            together=fix,
            differs=differs if fix else "",
        )


def _alone(ids: Iterable[str]) -> dict[str, str]:
    """Map what stays of each id to the id, where only one id gives it."""
    found: dict[str, list[str]] = defaultdict(list)
    for source_id in ids:
        found[near(source_id)].append(source_id)
    return {rest: same[0] for rest, same in found.items() if len(same) == 1}


def _references(gathering: Gathering) -> None:
    refs = _References(gathering)
    for org in gathering.orgs.values():
        refs.look("orgs", org.parent_source_id, org.places[0], "parentSourcedId")
    for session in gathering.sessions.values():
        refs.look("sessions", session.parent_source_id, session.places[0], "parentSourcedId")
    for row in gathering.classes.values():
        refs.look("orgs", row.org_source_id, row.places[0], "schoolSourcedId")
        for session_id in row.session_ids:
            refs.look("sessions", session_id, row.places[0], "termSourcedIds")
    by_role_file = {row.places[0] for row in gathering.enrolments if not row.class_source_id and not row.derived}
    for draft in gathering.drafts.values():
        if not by_role_file.intersection(draft.places):
            for org_id in draft.org_ids:
                refs.look("orgs", org_id, draft.places[0], "orgSourcedIds")
    for enrolment in gathering.enrolments:
        if not enrolment.derived:
            refs.look("persons", enrolment.person_source_id, enrolment.places[0], "userSourcedId")
            refs.look("classes", enrolment.class_source_id, enrolment.places[0], "classSourcedId")
            refs.look(
                "orgs",
                enrolment.org_source_id,
                enrolment.places[0],
                "schoolSourcedId" if enrolment.class_source_id else "orgSourcedId",
            )
    for tie in gathering.guardians.values():
        learner, guardian = ("agentSourcedIds",) * 2 if tie.derived else ("userSourcedId", "relationshipUserSourcedId")
        refs.look("persons", tie.learner_source_id, tie.places[0], learner)
        refs.look("persons", tie.guardian_source_id, tie.places[0], guardian)


def _cycles(gathering: Gathering) -> None:
    """An organisation above itself: told at every line of the circle."""
    settled: set[str] = set()
    for start in gathering.orgs:
        path: list[str] = []
        at = start
        while at in gathering.orgs and at not in settled and at not in path:
            path.append(at)
            at = gathering.orgs[at].parent_source_id
        if at in path:
            circle = path[path.index(at) :]
            for source_id in circle:
                gathering.find(
                    gathering.orgs[source_id].places[0],
                    "parentSourcedId",
                    gathering.orgs[source_id].parent_source_id,
                    "roster.org.circle",
                    size=len(circle),
                )
        settled.update(path)


def _school(gathering: Gathering, org_id: str) -> str:
    """Return the school an organisation is or belongs to; the organisation itself when there is none above."""
    at, seen = org_id, set[str]()
    while at in gathering.orgs and at not in seen:
        if gathering.orgs[at].kind == "school":
            return at
        seen.add(at)
        at = gathering.orgs[at].parent_source_id
    return org_id


def _schools(gathering: Gathering) -> None:
    rows: dict[str, list[tuple[str, EnrolmentRow]]] = defaultdict(list)
    for row in gathering.enrolments:
        if row.role != "learner" or row.status != "active" or row.derived or row.primary is False:
            continue
        klass = gathering.classes.get(row.class_source_id)
        org = klass.org_source_id if klass else row.org_source_id
        if org:
            rows[row.person_source_id].append((_school(gathering, org), row))
    for person, found in rows.items():
        draft = gathering.drafts.get(person)
        homes = {_school(gathering, org) for org in draft.org_ids} if draft else set()
        if len({school for school, _ in found}) > 1:
            _two_schools(gathering, found, homes)
        elif homes and found[0][0] not in homes:
            for school, row in found:
                gathering.find(
                    row.places[0],
                    "classSourcedId",
                    row.class_source_id,
                    "roster.enrolment.other_school",
                    "note",
                    school=_name(gathering, school),
                )


def _two_schools(gathering: Gathering, found: list[tuple[str, EnrolmentRow]], homes: set[str]) -> None:
    """Two schools on one day: told at the lines outside the learner's own school, at all of them if that is unclear."""
    home = next(iter(homes)) if len(homes) == 1 else ""
    for school, row in found:
        others = sorted({other for other, rival in found if other != school and _overlap(row, rival)})
        if others and school != home:
            gathering.find(
                row.places[0],
                "classSourcedId" if row.class_source_id else "orgSourcedId",
                row.class_source_id or row.org_source_id,
                "roster.enrolment.two_schools",
                school=_name(gathering, school),
                other_school=_name(gathering, others[0]),
            )


def _overlap(one: EnrolmentRow, other: EnrolmentRow) -> bool:
    return (one.starts or date.min) <= (other.ends or date.max) and (other.starts or date.min) <= (one.ends or date.max)


def _name(gathering: Gathering, org_id: str) -> str:
    return gathering.orgs[org_id].name if org_id in gathering.orgs else org_id
