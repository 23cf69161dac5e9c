"""OneRoster 1.1 and 1.2 CSV bundles (1EdTech), and School Data Sync v2 and v2.1, the same in fewer columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mugur.lib.tables import Table, plain_name
from mugur.people.roster.codes import looks_like
from mugur.people.roster.gather import Draft, Gathering
from mugur.people.roster.rows import ClassRow, EnrolmentRow, Mode, Org, Session
from mugur.people.roster.sheets import Fields, Line, Sheet
from mugur.people.roster.values import read_kind, read_list, read_role, read_sex, read_user_ids

_SOURCED: dict[str, tuple[str, ...]] = {"sourcedId": (), "status": (), "dateLastModified": ()}
CODE_TYPES = {"pk", "personaskods", "personalcode", "personcode", "cnp", "personnummer", "civicno", "nationalid",
              "oktatasiazonosito", "oa", "lvpk", "rocnp", "sepnr", "huoa"}

FIELDS: dict[str, Fields] = {
    "orgs": {**_SOURCED, "name": (), "type": (), "identifier": (), "parentSourcedId": ()},
    "academicsessions": {**_SOURCED, "title": (), "type": (), "startDate": (), "endDate": (), "parentSourcedId": (),
                         "schoolYear": ()},
    "users": {**_SOURCED, "enabledUser": (), "orgSourcedIds": ("primaryOrgSourcedId",), "role": (), "userIds": (),
              "givenName": (), "familyName": (), "identifier": (), "email": (), "phone": (), "agentSourcedIds": (),
              "grades": ("grade",), "birthDate": (), "sex": (), "language": ("preferredLanguage",),
              "personalCode": ("personasKods", "cnp", "personnummer")},
    "roles": {**_SOURCED, "userSourcedId": (), "orgSourcedId": (), "role": (), "beginDate": ("roleStartDate",),
              "endDate": ("roleEndDate",), "grade": (), "isPrimary": (), "roleType": (), "sessionSourcedId": ()},
    "demographics": {**_SOURCED, "sourcedId": ("userSourcedId",), "birthDate": (), "sex": ()},
    "courses": {**_SOURCED, "title": (), "grades": ("grade",), "subjects": ("subject",), "courseCode": ("code",),
                "orgSourcedId": (), "schoolYearSourcedId": ()},
    "classes": {**_SOURCED, "schoolSourcedId": ("orgSourcedId",), "title": (), "grades": ("grade",), "classType": (),
                "termSourcedIds": ("sessionSourcedIds",), "courseSourcedId": (), "subjects": (), "classCode": ()},
    "enrollments": {**_SOURCED, "classSourcedId": (), "schoolSourcedId": ("orgSourcedId",), "userSourcedId": (),
                    "role": (), "primary": (), "beginDate": (), "endDate": ()},
    "relationships": {**_SOURCED, "userSourcedId": (), "relationshipUserSourcedId": (), "relationshipRole": ()},
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "orgs": ("sourcedId", "name"), "academicsessions": ("sourcedId", "title"),
    "users": ("sourcedId", "givenName", "familyName"), "roles": ("userSourcedId", "orgSourcedId", "role"),
    "demographics": ("sourcedId",), "courses": ("sourcedId",), "classes": ("sourcedId", "title", "schoolSourcedId"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
    "relationships": ("userSourcedId", "relationshipUserSourcedId"),
}
# Order of reading: what others refer to comes first.
ORDER = ("orgs", "academicsessions", "courses", "users", "roles", "demographics", "classes", "enrollments",
         "relationships")
KINDS = {"users": "persons", "enrollments": "enrolments", "academicsessions": "sessions", "relationships": "guardians"}
# Files of the standard that a roster does not need: told, not read.
OTHER = {"categories", "classresources", "courseresources", "lineitems", "lineitemlearningobjectiveids",
         "lineitemscoresscales", "resources", "results", "resultlearningobjectiveids", "resultscorescales",
         "scorescales", "userprofiles", "userresources", "userflags"}
KNOWN = frozenset(plain_name(alias) for fields in FIELDS.values() for name, aliases in fields.items()
                  for alias in (name, *aliases)) | {"propertyname", "value"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.csv`` says: the version, and for each file whether it is complete, changes only, or absent."""

    version: str
    modes: dict[str, Mode]


def read_manifest(table: Table) -> Manifest:
    """Read a manifest; lines nobody knows are ignored, an unknown mode is a finding."""
    modes: dict[str, Mode] = {}
    version = ""
    for row in table.rows():
        name, value = row.cells[0].strip(), row.cells[1].strip() if len(row.cells) > 1 else ""
        if name.lower() == "oneroster.version":
            version = value
        elif name.lower().startswith("file."):
            word = value.lower()
            if word in ("bulk", "delta", "absent"):
                modes[name[5:].lower()] = word  # type: ignore[assignment]
            else:
                table.find(row.line, table.columns[-1], value, "roster.manifest.mode_unknown")
    return Manifest(version, modes)


def read_oneroster(tables: dict[str, Table], gathering: Gathering) -> None:
    """Read the files of a bundle into the gathering; ``tables`` are by the file's name without ending."""
    manifest = read_manifest(tables["manifest"]) if "manifest" in tables else Manifest("", {})
    gathering.format = _format(tables, manifest)
    _check_manifest(tables, manifest, gathering)
    grades: dict[str, str] = {}
    for stem in ORDER:
        table = tables.get(stem)
        mode = manifest.modes.get(stem, "bulk")
        if table is None or mode == "absent":
            continue
        sheet = Sheet(table, FIELDS[stem], REQUIRED[stem], gathering.options)
        gathering.opened(sheet)
        for line in sheet.lines():
            if stem == "courses":
                grades[line.text("sourcedId")] = line.text("grades")
            else:
                READERS[stem](line, mode == "delta", gathering)
        gathering.closed(sheet, KINDS.get(stem, stem), mode)
    _grades_of_courses(gathering, grades)


def _format(tables: dict[str, Table], manifest: Manifest) -> str:
    if manifest.version:
        return f"OneRoster {manifest.version}"
    columns = {stem: {plain_name(column) for column in table.columns} for stem, table in tables.items()}
    if "roles" in tables:
        return "School Data Sync 2.1" if "sessionsourcedid" in columns["roles"] else "OneRoster 1.2"
    return "OneRoster 1.1" if "datelastmodified" in columns.get("users", set()) else "School Data Sync 2"


def _check_manifest(tables: dict[str, Table], manifest: Manifest, gathering: Gathering) -> None:
    for stem, mode in manifest.modes.items():
        if mode != "absent" and stem not in tables and stem not in OTHER:
            gathering.find((tables["manifest"].name, 0), "", stem, "roster.manifest.file_missing", file_missing=stem)
        elif mode == "absent" and stem in tables:
            gathering.find((tables[stem].name, 0), "", stem, "roster.manifest.file_not_announced", "note")


def _org(line: Line, delta: bool, gathering: Gathering) -> None:
    source_id = line.required("sourcedId")
    if gathering.first(line, "sourcedId", source_id):
        gathering.orgs[source_id] = Org(
            source_id=source_id, name=line.required("name"), kind=read_kind(line.text("type") or "school"),
            parent_source_id=line.text("parentSourcedId"), identifier=line.text("identifier"), places=(line.place,),
            status=line.status(delta), modified=line.text("dateLastModified"))


def _session(line: Line, delta: bool, gathering: Gathering) -> None:
    source_id = line.required("sourcedId")
    if gathering.first(line, "sourcedId", source_id):
        starts, ends = line.period("startDate", "endDate")
        gathering.sessions[source_id] = Session(
            source_id=source_id, title=line.text("title"), kind=line.text("type"), starts=starts, ends=ends,
            parent_source_id=line.text("parentSourcedId"), school_year=line.text("schoolYear"), places=(line.place,),
            status=line.status(delta), modified=line.text("dateLastModified"))


def _user(line: Line, delta: bool, gathering: Gathering) -> None:
    source_id = line.required("sourcedId")
    if not gathering.first(line, "sourcedId", source_id):
        return
    draft = Draft(
        source_id, line.required("givenName"), line.required("familyName"), [line.place],
        birth_date=line.date("birthDate", birth=True), email=line.text("email"), phone=line.text("phone"),
        language=line.text("language"), org_ids=list(read_list(line.text("orgSourcedIds"))),
        grade=line.text("grades"), enabled=line.flag("enabledUser", True) is not False, status=line.status(delta),
        modified=line.text("dateLastModified"))
    _sex(line, draft)
    if line.text("role"):
        _role(line, draft)
    _identifiers(line, draft, gathering)
    for agent in read_list(line.text("agentSourcedIds")):
        pair = (source_id, agent) if "guardian" in draft.roles else (agent, source_id)
        gathering.guard(*pair, "guardian", line.place, derived=True)
    gathering.drafts[source_id] = draft


def _sex(line: Line, draft: Draft) -> None:
    sex = read_sex(line.text("sex"))
    if sex is None:
        line.find("sex", "roster.sex.unknown", "note")
    draft.sex = sex or draft.sex


def _role(line: Line, draft: Draft) -> None:
    role = read_role(line.text("role"))
    if role is None:
        line.find("role", "roster.role.unknown")
    elif role not in draft.roles:
        draft.roles.append(role)


def _identifiers(line: Line, draft: Draft, gathering: Gathering) -> None:
    country, given = gathering.options.country, draft.birth_date
    pairs = [(kind, value, "userIds") for kind, value in read_user_ids(line.text("userIds"))]
    if line.text("personalCode"):
        pairs.append(("personalCode", line.text("personalCode"), "personalCode"))
    if line.text("identifier"):
        kind = "personalCode" if looks_like(country, line.text("identifier")) else "identifier"
        pairs.append((kind, line.text("identifier"), "identifier"))
    for kind, value, field in pairs:
        if plain_name(kind) not in CODE_TYPES:
            draft.identifiers.append((f"local:{kind}", value))
            continue
        code = line.code(field, country, value)
        draft.add_code(code)
        if given and code.birth_date and code.birth_date != given and not code.problem:
            line.find("birthDate", "roster.code.birth_date_differs", "warning")


def _role_row(line: Line, delta: bool, gathering: Gathering) -> None:
    user, org = line.required("userSourcedId"), line.required("orgSourcedId")
    starts, ends = line.period("beginDate", "endDate")
    status = line.status(delta)
    draft = gathering.drafts.get(user)
    role = read_role(line.text("role"))
    if role is None:
        line.find("role", "roster.role.unknown" if line.text("role") else "roster.field.empty", name="role")
    if draft and role and status == "active":
        primary = line.flag("isPrimary", None) or plain_name(line.text("roleType")) == "primary"
        draft.org_ids.insert(0 if primary else len(draft.org_ids), org)
        draft.grade = draft.grade or line.text("grade")
        draft.places.append(line.place)
        if role not in draft.roles:
            draft.roles.append(role)
    gathering.enrolments.append(EnrolmentRow(
        source_id=line.text("sourcedId"), person_source_id=user, org_source_id=org, role=role or "staff",
        starts=starts, ends=ends, grade=line.text("grade"), places=(line.place,), status=status,
        modified=line.text("dateLastModified")))


def _demographic(line: Line, delta: bool, gathering: Gathering) -> None:
    user = line.required("sourcedId")
    draft = gathering.drafts.get(user)
    if not gathering.first(line, "sourcedId", user):
        return
    if draft is None:
        if user not in gathering.options.known.persons:
            line.find("sourcedId", "roster.person.unknown")
        return
    draft.birth_date = line.date("birthDate", birth=True) or draft.birth_date
    draft.places.append(line.place)
    _sex(line, draft)
    line.status(delta)


def _class(line: Line, delta: bool, gathering: Gathering) -> None:
    source_id = line.required("sourcedId")
    if gathering.first(line, "sourcedId", source_id):
        subject = line.text("courseSourcedId") or line.text("subjects")
        scheduled = plain_name(line.text("classType")) == "scheduled" or (not line.text("classType") and subject)
        gathering.classes[source_id] = ClassRow(
            source_id=source_id, org_source_id=line.required("schoolSourcedId"), title=line.required("title"),
            grade=line.text("grades"), kind="scheduled" if scheduled else "homeroom",
            session_ids=read_list(line.text("termSourcedIds")), subject=subject, places=(line.place,),
            status=line.status(delta), modified=line.text("dateLastModified"))


def _enrolment(line: Line, delta: bool, gathering: Gathering) -> None:
    user, klass = line.required("userSourcedId"), line.required("classSourcedId")
    source_id = line.text("sourcedId")
    said = (line.text(field) for field in ("role", "beginDate", "endDate"))
    own = source_id or "|".join((user, klass, *said)).casefold()
    if not gathering.first(line, "sourcedId" if source_id else "userSourcedId", own):
        return
    role = read_role(line.text("role"))
    if role is None:
        line.find("role", "roster.role.unknown" if line.text("role") else "roster.field.empty", name="role")
    starts, ends = line.period("beginDate", "endDate")
    gathering.enrolments.append(EnrolmentRow(
        source_id=source_id, person_source_id=user, class_source_id=klass,
        org_source_id=line.text("schoolSourcedId"), role=role or "learner", starts=starts, ends=ends,
        primary=line.flag("primary", None), places=(line.place,), status=line.status(delta),
        modified=line.text("dateLastModified")))


def _relationship(line: Line, delta: bool, gathering: Gathering) -> None:
    learner, guardian = line.required("userSourcedId"), line.required("relationshipUserSourcedId")
    kind = plain_name(line.text("relationshipRole"))
    if learner and guardian:
        gathering.guard(guardian, learner, kind if kind in ("guardian", "parent", "relative") else "other", line.place,
                        line.status(delta))


def _grades_of_courses(gathering: Gathering, grades: dict[str, str]) -> None:
    """A class without a grade has that of its course."""
    for source_id, row in gathering.classes.items():
        if not row.grade and grades.get(row.subject):
            gathering.classes[source_id] = replace(row, grade=grades[row.subject])


READERS: dict[str, Callable[[Line, bool, Gathering], None]] = {
    "orgs": _org, "academicsessions": _session, "users": _user, "roles": _role_row, "demographics": _demographic,
    "classes": _class, "enrollments": _enrolment, "relationships": _relationship,
}
