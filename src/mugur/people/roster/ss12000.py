"""SS12000 objects as JSON files: organisations, persons, duties and groups, as the Swedish standard names them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mugur.lib.findings import hidden
from mugur.lib.tables import Member
from mugur.lib.tables.cells import composed, hides, visible
from mugur.lib.tables.limits import MEGABYTE
from mugur.people.roster.codes import read_code
from mugur.people.roster.gather import Draft, Gathering
from mugur.people.roster.rows import ClassRow, EnrolmentRow, FileInfo, Org, Place

LARGEST = 60 * MEGABYTE
KINDS = {"organisation": "orgs", "person": "persons", "duty": "duties", "group": "classes", "activity": "activities"}
PROTECTED = {"Sekretessmarkering", "Skyddad folkbokföring"}


def read_ss12000(files: list[Member], gathering: Gathering) -> None:
    """Read JSON files into the gathering; the row of a finding is the number of the object in its file, from 1."""
    objects = {member.name: list(_objects(member, gathering)) for member in files}
    for wanted in KINDS:
        for name, found in objects.items():
            count = 0
            for number, thing in enumerate(found, start=1):
                if _kind(thing) == wanted:
                    count += 1
                    _take(wanted, thing, (name, number), gathering)
            if count:
                gathering.format = gathering.format or "SS12000"
                gathering.files.append(FileInfo(name, KINDS[wanted], "bulk", count, "utf-8"))
    for name, found in objects.items():
        for number, thing in enumerate(found, start=1):
            if not _kind(thing):
                gathering.find((name, number), "", "", "roster.object.unknown", "note")


def _objects(member: Member, gathering: Gathering) -> Iterator[dict[str, Any]]:
    place = (member.name, 0)
    if member.size > LARGEST:
        gathering.find(place, "", "", "table.file.too_large", limit_mb=LARGEST // MEGABYTE)
        return
    try:
        with member.open() as source:
            data = json.loads(source.read(LARGEST + 1))
    except (ValueError, RecursionError, OSError):
        gathering.find(place, "", "", "roster.json.broken")
        return
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = lists[0] if len(data) <= 2 and lists else [data]
    yield from (thing if isinstance(thing, dict) else {} for thing in (data if isinstance(data, list) else [data]))


def _kind(thing: dict[str, Any]) -> str:
    """Tell what an object is by the fields its schema requires."""
    if "familyName" in thing or "givenName" in thing:
        return "person"
    if "dutyRole" in thing or "dutyAt" in thing:
        return "duty"
    if "groupType" in thing:
        return "group"
    if "activityType" in thing:
        return "activity"
    return "organisation" if "schoolUnitCode" in thing or "organisationType" in thing else ""


def _take(kind: str, thing: dict[str, Any], place: Place, gathering: Gathering) -> None:
    source_id = _text(thing, "id", place, gathering)
    if not source_id:
        gathering.find(place, "id", "", "roster.field.empty", name="id")
    elif kind == "organisation":
        gathering.orgs[source_id] = Org(
            source_id=source_id,
            name=_text(thing, "displayName", place, gathering) or source_id,
            identifier=_text(thing, "schoolUnitCode", place, gathering),
            parent_source_id=_ref(thing, "parentOrganisation"),
            places=(place,),
        )
    elif kind == "person":
        _person(thing, source_id, place, gathering)
    elif kind == "duty":
        _duty(thing, source_id, place, gathering)
    elif kind == "group":
        _group(thing, source_id, place, gathering)


def _text(thing: dict[str, Any], key: str, place: Place, gathering: Gathering) -> str:
    value = thing.get(key)
    if value is None or isinstance(value, (dict, list)):
        return ""
    text = composed(" ".join(str(value).split()))[:4000]
    if hides(text):
        text = visible(text)
        gathering.find(place, key, text, "table.cell.hidden_character", fix=text)
    return text


def _ref(thing: dict[str, Any], key: str) -> str:
    value = thing.get(key)
    return str(value.get("id") or "") if isinstance(value, dict) else ""


def _parts(thing: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = thing.get(key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _person(thing: dict[str, Any], source_id: str, place: Place, gathering: Gathering) -> None:
    if source_id in gathering.drafts:
        gathering.find(place, "id", source_id, "roster.id.twice", other_row=gathering.drafts[source_id].places[0][1])
        return
    draft = Draft(
        source_id,
        _text(thing, "givenName", place, gathering),
        _text(thing, "familyName", place, gathering),
        [place],
        protected=thing.get("securityMarking") in PROTECTED,
    )
    for key, value in (("givenName", draft.given_name), ("familyName", draft.family_name)):
        if not value:
            gathering.find(place, key, "", "roster.field.empty", name=key)
    emails = _parts(thing, "emails")
    draft.email = str(emails[0].get("value") or "") if emails else ""
    civic = thing.get("civicNo")
    if isinstance(civic, dict) and civic.get("value"):
        country = str(civic.get("nationality") or gathering.options.country or "SE").upper()
        code = read_code(country, str(civic["value"]), gathering.options.code_exception)
        draft.add_code(code)
        if code.problem:
            gathering.find(
                place, "civicNo", hidden(str(civic["value"])), f"roster.code.{code.problem}", country=country
            )
    for enrolment in _parts(thing, "enrolments"):
        _enrolment(enrolment, draft, place, gathering)
    gathering.drafts[source_id] = draft


def _enrolment(enrolment: dict[str, Any], draft: Draft, place: Place, gathering: Gathering) -> None:
    school = _ref(enrolment, "enroledAt")
    if not school or enrolment.get("cancelled") is True:
        return
    draft.org_ids.append(school)
    grade = enrolment.get("schoolYear")
    draft.grade = draft.grade or (str(grade) if grade is not None else "")
    if "learner" not in draft.roles:
        draft.roles.append("learner")
    gathering.enrolments.append(
        EnrolmentRow(
            person_source_id=draft.source_id, org_source_id=school, grade=draft.grade, places=(place,), derived=True
        )
    )


def _duty(thing: dict[str, Any], source_id: str, place: Place, gathering: Gathering) -> None:
    person, org = _ref(thing, "person"), _ref(thing, "dutyAt")
    draft = gathering.drafts.get(person)
    if draft and "staff" not in draft.roles:
        draft.roles.append("staff")
    if draft and org:
        draft.org_ids.append(org)
    gathering.enrolments.append(
        EnrolmentRow(source_id=source_id, person_source_id=person, org_source_id=org, role="staff", places=(place,))
    )


def _group(thing: dict[str, Any], source_id: str, place: Place, gathering: Gathering) -> None:
    org = _ref(thing, "organisation")
    gathering.classes[source_id] = ClassRow(
        source_id=source_id,
        org_source_id=org,
        title=_text(thing, "displayName", place, gathering),
        kind="homeroom" if thing.get("groupType") == "Klass" else "scheduled",
        places=(place,),
    )
    for member in _parts(thing, "groupMemberships"):
        gathering.enrolments.append(
            EnrolmentRow(
                source_id=str(member.get("id") or ""),
                person_source_id=_ref(member, "person"),
                org_source_id=org,
                class_source_id=source_id,
                places=(place,),
            )
        )
