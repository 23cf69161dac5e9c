"""Persons of a roster against the persons of the source: who is new, who changed, who stays as she is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mugur.access.reach import Reach
from mugur.people.models import Person
from mugur.people.roster import Bundle, Options, PersonRow
from mugur.people.roster.rows import Sourced
from mugur.people.roster.sheets import report

from .existing import Existing
from .places import Places
from .report import Counts
from .sorting import bare, sort_key

SEXES = {"female": "f", "male": "m", "other": "n", "": ""}
LENGTHS = {"given_name": 100, "family_name": 100, "email": 254, "phone": 40, "source_id": 120}
COLUMNS = (
    "given_name",
    "family_name",
    "sort_key",
    "birth_date",
    "sex",
    "language",
    "email",
    "phone",
    "protected",
    "home_path",
)


@dataclass
class People:
    """Persons by the file's ids, and what of them would be written."""

    by_id: dict[str, Person] = field(default_factory=dict)
    new: list[Person] = field(default_factory=list)
    changed: dict[int, Person] = field(default_factory=dict)
    said: dict[str, set[str]] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    skipped: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


def too_long(bundle: Bundle, options: Options) -> None:
    """Cells longer than any name or address: told with their limit."""
    for row in bundle.persons:
        for name, longest in LENGTHS.items():
            if len(getattr(row, name)) > longest:
                _tell(bundle, options, row, name, getattr(row, name)[:60], "table.cell.too_long", limit=longest)
    titled = [(org, org.source_id, org.name, 200) for org in bundle.orgs]
    for thing, source_id, title, longest in [*titled, *((one, one.source_id, one.title, 80) for one in bundle.classes)]:
        if len(title) > longest or len(source_id) > 120:
            _tell(bundle, options, thing, "sourcedId", title[:60], "table.cell.too_long", limit=longest)


def _tell(bundle: Bundle, options: Options, row: Sourced, column: str, value: str, rule: str, **facts: Any) -> None:
    level = facts.pop("level", "error")
    report(bundle.findings, options, row.places[0], column, column, value, rule, level, **facts)


def perhaps_known(bundle: Bundle, have: Existing, options: Options) -> None:
    """New learners with the name and birth date of one whom the source's bodies have already: a person decides."""
    unseen = [r for r in bundle.ready(bundle.persons) if r.birth_date and r.role == "learner" and r.status == "active"
              and r.source_id not in have.persons and r.source_id not in have.moved_away]  # fmt: skip
    if not unseen:
        return
    days = {row.birth_date for row in unseen}
    there = Person.objects.filter(Reach.of([have.source.path]).q("home_path"), kind="learner", birth_date__in=days)
    names: dict[tuple[str, str, date | None], str] = {}
    for family, given, born, source_id in there.values_list("family_name", "given_name", "birth_date", "source_id"):
        names[(bare(family), bare(given), born)] = source_id
    for row in unseen:
        key = (bare(row.family_name), bare(row.given_name), row.birth_date)
        if key in names:
            _tell(bundle, options, row, "sourcedId", row.source_id, "roster.person.perhaps_known", level="warning",
                  other=names[key])  # fmt: skip
        names.setdefault(key, row.source_id)


def moved_away(bundle: Bundle, have: Existing, options: Options) -> None:
    """Persons of this source who belong to another body now: their rows change nothing, and that is said."""
    for row in bundle.persons:
        if row.source_id in have.moved_away:
            _tell(bundle, options, row, "sourcedId", row.source_id, "roster.person.moved_away", level="note")


def plan(bundle: Bundle, have: Existing, places: Places) -> People:
    """Compares every person of the file with the one that is there."""
    made = People()
    homes = _homes_of_guardians(bundle)
    waiting = bundle.findings.waiting()
    for row in sorted(bundle.persons, key=lambda one: one.role == "guardian"):
        old = have.persons.get(row.source_id)
        home = _home(row, old, have, places, made, homes)
        if waiting.intersection(row.places) or home is None:
            made.counts.waits += not row.derived
            if old is not None:
                made.by_id[row.source_id] = old
        elif row.source_id in have.moved_away:
            made.skipped.add(row.source_id)
            made.counts.same += not row.derived
        elif row.status == "tobedeleted":
            _gone(row, old, made)
        elif old is None:
            _new(row, home, have, made)
        else:
            _compare(row, old, home, have, made)
    for source_id, old in have.persons.items():
        made.by_id.setdefault(source_id, old)
    return made


def _homes_of_guardians(bundle: Bundle) -> dict[str, str]:
    return {tie.guardian_source_id: tie.learner_source_id for tie in bundle.guardians}


def _home(
    row: PersonRow, old: Person | None, have: Existing, places: Places, made: People, wards: dict[str, str]
) -> str | None:
    """The path of the body responsible: school of learner or ward, body of staff; None when it is not ours."""
    if row.role == "guardian":
        ward = made.by_id.get(wards.get(row.source_id, ""))
        return ward.home_path if ward else old.home_path if old else have.source.path
    for org in row.org_ids:
        body = places.school(org) if row.role == "learner" else places.by_id.get(org)
        if body is not None:
            return body.path
    if row.org_ids:
        return None
    return old.home_path if old else have.source.path


def _gone(row: PersonRow, old: Person | None, made: People) -> None:
    if old is None:
        made.counts.same += not row.derived
        return
    made.by_id[row.source_id] = old
    made.gone.add(row.source_id)
    made.counts.same += not row.derived


def _values(row: PersonRow, home: str) -> dict[str, Any]:
    language = row.language.strip().lower()[:2] if re.match(r"^[A-Za-z]{2}([-_]|$)", row.language.strip()) else ""
    return {
        "given_name": row.given_name, "family_name": row.family_name, "birth_date": row.birth_date,
        "sex": SEXES[row.sex], "language": language, "email": row.email, "phone": row.phone,
        "protected": row.protected, "home_path": home,
    }  # fmt: skip


def _new(row: PersonRow, home: str, have: Existing, made: People) -> None:
    person = Person(
        kind=row.role, source_org=have.source, source_id=row.source_id, synthetic=have.source.synthetic,
        sort_key=sort_key(row.family_name, row.given_name), **_values(row, home),
    )  # fmt: skip
    made.by_id[row.source_id] = person
    made.new.append(person)
    made.counts.new += not row.derived


def _compare(row: PersonRow, old: Person, home: str, have: Existing, made: People) -> None:
    """Takes over what the file says; an empty cell takes nothing away, and protection is never lifted by a file."""
    made.by_id[row.source_id] = old
    said = set()
    if old.pk not in have.kept_elsewhere:
        for name, value in _values(row, home).items():
            if value not in ("", None, False) and getattr(old, name) != value:
                setattr(old, name, value)
                said.add(name)
        if said & {"given_name", "family_name"}:
            old.sort_key = sort_key(old.family_name, old.given_name)
    if said:
        made.changed[old.pk] = old
        made.said[row.source_id] = said
    made.counts.changed += bool(said) and not row.derived
    made.counts.same += not said and not row.derived


def named_codes(rows: Iterable[PersonRow]) -> list[tuple[PersonRow, str, str]]:
    """(row, scheme, number) of every national number; numbers of the source's own invention are not kept."""
    return [(row, scheme, value) for row in rows for scheme, value in row.identifiers
            if not scheme.startswith("local") and scheme != "se.protected"]  # fmt: skip
