"""Our own simple roster: one file, one line per person, headings in five languages."""

from __future__ import annotations

from collections import Counter

from mugur.lib.tables import Table, plain_name
from mugur.people.roster.gather import Draft, Gathering
from mugur.people.roster.rows import ClassRow, EnrolmentRow, Org, Role
from mugur.people.roster.sheets import Fields, Line, Sheet
from mugur.people.roster.values import near, read_role, read_sex

FIELDS: Fields = {
    "source_id": (
        "id",
        "sourced_id",
        "learner id",
        "person id",
        "identifikators",
        "izglītojamā id",
        "skolēna id",
        "id elev",
        "cod elev",
        "tanuló azonosítója",
        "azonosító",
        "elev-id",
        "person-id",
    ),
    "family_name": (
        "surname",
        "last name",
        "uzvārds",
        "nume",
        "nume de familie",
        "családi név",
        "vezetéknév",
        "efternamn",
    ),
    "given_name": ("first name", "name", "vārds", "prenume", "utónév", "keresztnév", "förnamn"),
    "birth_date": (
        "date of birth",
        "born",
        "dzimšanas datums",
        "data nașterii",
        "születési idő",
        "születési dátum",
        "födelsedatum",
    ),
    "personal_code": (
        "personal identity code",
        "personas kods",
        "cnp",
        "cod numeric personal",
        "oktatási azonosító",
        "személyi azonosító",
        "personnummer",
    ),
    "sex": ("gender", "dzimums", "sex", "gen", "nem", "kön"),
    "class": ("group", "klase", "grupa", "clasa", "clasă", "osztály", "klass"),
    "grade": ("year", "year level", "klašu grupa", "kurss", "an de studiu", "évfolyam", "årskurs"),
    "school": (
        "organisation",
        "school name",
        "skola",
        "izglītības iestāde",
        "școala",
        "școală",
        "unitate de învățământ",
        "iskola",
        "intézmény",
    ),
    "school_id": ("school code", "skolas kods", "cod siiir", "om azonosító", "skolenhetskod"),
    "role": ("loma", "rol", "szerepkör", "roll"),
    "language": ("valoda", "saziņas valoda", "limba", "nyelv", "språk"),
    "email": ("e-mail", "e-pasts", "adresa de e-mail", "e-mail cím", "e-post"),
    "phone": ("telephone", "tālrunis", "telefons", "telefon", "telefonszám"),
    "starts": ("start date", "from", "sākums", "uzņemts", "data începerii", "kezdete", "startdatum"),
    "ends": ("end date", "until", "to", "beigas", "atskaitīts", "data încheierii", "vége", "slutdatum"),
    "guardian_name": (
        "guardian",
        "parent",
        "vecāks",
        "likumiskais pārstāvis",
        "părinte",
        "reprezentant legal",
        "szülő",
        "gondviselő",
        "törvényes képviselő",
        "vårdnadshavare",
    ),
    "guardian_email": ("parent email", "vecāka e-pasts", "e-mail părinte", "szülő e-mail", "vårdnadshavare e-post"),
    "guardian_phone": ("parent phone", "vecāka tālrunis", "telefon părinte", "szülő telefon", "vårdnadshavare telefon"),
    "guardian_language": ("vecāka valoda", "limba părintelui", "szülő nyelve", "vårdnadshavare språk"),
    "status": ("statuss", "stare", "állapot"),
}
REQUIRED = ("source_id", "family_name", "given_name")
KNOWN = frozenset(plain_name(alias) for name, aliases in FIELDS.items() for alias in (name, *aliases))


def is_plain(table: Table) -> bool:
    """Whether a table has the headings that make a person; then it is read as a simple roster."""
    sheet_names = {plain_name(column) for column in table.columns}
    return all(sheet_names & {plain_name(alias) for alias in (name, *FIELDS[name])} for name in REQUIRED[1:])


def read_plain(table: Table, gathering: Gathering) -> None:
    """Read one simple file. Schools and classes are made from the cells that name them."""
    gathering.format = gathering.format or ("XLSX" if table.from_workbook else "CSV")
    sheet = Sheet(table, FIELDS, REQUIRED, gathering.options)
    gathering.opened(sheet)
    titles = _usual_titles(sheet)
    for line in sheet.lines():
        _person(line, gathering, titles)
    gathering.closed(sheet, "persons", "bulk")


def _usual_titles(sheet: Sheet) -> dict[str, str]:
    """For class names that differ only in how they are written: the way most lines write them."""
    if "class" not in sheet.places or not sheet.usable:
        return {}
    place = sheet.places["class"]
    counted = Counter(" ".join(row.cells[place].split()) for row in sheet.table.rows())
    usual: dict[str, str] = {}
    for title, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        usual.setdefault(near(title), title)
    return usual


def _person(line: Line, gathering: Gathering, titles: dict[str, str]) -> None:
    source_id = line.required("source_id")
    given, family = line.required("given_name"), line.required("family_name")
    if not gathering.first(line, "source_id", source_id):
        return
    role = _role(line)
    org = _school(line, gathering)
    draft = Draft(
        source_id,
        given,
        family,
        [line.place],
        [role],
        line.date("birth_date", birth=True),
        email=line.text("email"),
        phone=line.text("phone"),
        language=line.text("language"),
        org_ids=[org] if org else [],
        grade=line.text("grade"),
        status=line.status(delta=False),
    )
    sex = read_sex(line.text("sex"))
    if sex is None:
        line.find("sex", "roster.sex.unknown", "note")
    draft.sex = sex or ""
    if line.text("personal_code"):
        given_date, code = draft.birth_date, line.code("personal_code", gathering.options.country)
        draft.add_code(code)
        if given_date and code.birth_date and not code.problem and code.birth_date != given_date:
            line.find("birth_date", "roster.code.birth_date_differs", "warning")
    gathering.drafts[source_id] = draft
    _enrol(line, draft, role, org, gathering, titles)
    _guardian(line, draft, gathering)


def _role(line: Line) -> Role:
    text = line.text("role")
    role = read_role(text) if text else "learner"
    if role is None:
        line.find("role", "roster.role.unknown")
    return role or "learner"


def _school(line: Line, gathering: Gathering) -> str:
    """Return the source id of the school: its code, else its name, else that of the options."""
    name, source_id = line.text("school"), line.text("school_id")
    org = source_id or name or gathering.options.school_source_id
    if org and (name or source_id) and org not in gathering.orgs:
        gathering.orgs[org] = Org(
            source_id=org, name=name or source_id, identifier=source_id, places=(line.place,), derived=True
        )
    return org


def _enrol(line: Line, draft: Draft, role: Role, org: str, gathering: Gathering, titles: dict[str, str]) -> None:
    title = line.text("class")
    starts, ends = line.period("starts", "ends")
    if not title and not (starts or ends):
        return
    usual = titles.get(near(title), title)
    if title != usual:
        line.find(
            "class",
            "roster.class.spelling",
            "warning",
            usual,
            together=usual,
            differs="case" if usual.casefold() == title.casefold() else "spelling",
        )
    class_id = f"{org}/{usual}" if title else ""
    if class_id and class_id not in gathering.classes:
        gathering.classes[class_id] = ClassRow(
            source_id=class_id, org_source_id=org, title=usual, grade=draft.grade, places=(line.place,), derived=True
        )
    gathering.enrolments.append(
        EnrolmentRow(
            person_source_id=draft.source_id,
            org_source_id=org,
            class_source_id=class_id,
            role=role,
            starts=starts,
            ends=ends,
            grade=draft.grade,
            places=(line.place,),
            status=draft.status,
            derived=True,
        )
    )


def _guardian(line: Line, learner: Draft, gathering: Gathering) -> None:
    """A guardian stands on the learner's line; the same e-mail on two lines is the same guardian."""
    name, email = line.text("guardian_name"), line.text("guardian_email")
    if not name and not email:
        return
    source_id = f"guardian:{email.casefold()}" if email else f"guardian-of:{learner.source_id}"
    given, _, family = name.rpartition(" ")
    if source_id not in gathering.drafts:
        gathering.drafts[source_id] = Draft(
            source_id,
            given or name,
            family if given else "",
            [line.place],
            ["guardian"],
            email=email,
            phone=line.text("guardian_phone"),
            language=line.text("guardian_language"),
            derived=True,
        )
    gathering.guard(source_id, learner.source_id, "guardian", line.place, learner.status, derived=True)
