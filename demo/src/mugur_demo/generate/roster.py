"""The rosters of Aizkraukles novads as OneRoster 1.2 bundles: the one before, and the one of three days before the day.

The second one has 1,284 rows in four files: 8 schools, 23 classes, 612 users, 641 enrolments. Brought in after the
first it gives 31 new, 101 changed and 1,138 unchanged rows; 14 wait for a person, and 6 learners are missing from it.
"""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mugur_demo.generate.codes import check_digit
from mugur_demo.generate.names import FAMILIES, FEMALE
from mugur_demo.generate.places import STORY
from mugur_demo.generate.seeds import stream
from mugur_demo.generate.world import World

Row = dict[str, str]
Files = dict[str, list[Row]]

_COLUMNS = {
    "orgs.csv": "sourcedId status dateLastModified name type identifier parentSourcedId",
    "classes.csv": "sourcedId status dateLastModified title grades classType schoolSourcedId",
    "users.csv": "sourcedId status dateLastModified enabledUser orgSourcedIds role givenName middleName familyName "
    "identifier birthDate sex email grades",
    "enrollments.csv": "sourcedId status dateLastModified classSourcedId schoolSourcedId userSourcedId role primary "
    "beginDate endDate",
}
_MANIFEST = (
    ("manifest.version", "1.0"),
    ("oneroster.version", "1.2"),
    ("file.orgs", "bulk"),
    ("file.classes", "bulk"),
    ("file.users", "bulk"),
    ("file.enrollments", "bulk"),
    ("source.systemName", "demo"),
)
_TEACHER_ROWS = 56
_WRONG_CODES, _TWO_READINGS, _DOUBLES = (41, 97, 305), (130, 131, 166), {88: "E. F.", 540: "N. O."}
_WRONG_CLASS, _TWO_SCHOOLS = (212, 213, 219, 240), (377, 402)
_CHANGED_PEOPLE, _MISSING, _NEW_LEARNERS = 58, 6, 4


def roster_before(world: World) -> bytes:
    """Give the bundle that matches what the demonstration already holds of Aizkraukles novads."""
    return _zip(world, _before(world))


def roster_of_the_day(world: World) -> bytes:
    """Give the bundle sent three days before the day, with everything in it that the import must find."""
    return _zip(world, roster_files(world))


def roster_enrolments(world: World) -> list[Row]:
    """Give the rows of enrolments, learners and teachers, of the bundle before."""
    return _before(world)["enrollments.csv"]


def roster_files(world: World) -> Files:
    """Give the rows of the second bundle by file name."""
    files = _before(world)
    special = _specials(world, files)
    files["classes.csv"] += [_class(world, n) for n in _story_groups(world) if world.groups[n].arrives_with_roster]
    files["classes.csv"][20]["title"] += " music"
    files["users.csv"] = _users_now(world, files["users.csv"], special)
    files["enrollments.csv"] = _enrolments_now(world, files["enrollments.csv"], special)
    return files


def _story_groups(world: World) -> list[int]:
    return [n for n, g in enumerate(world.groups) if g.year == 2 and world.schools[g.school].municipality == STORY]


def _school_id(world: World, school: int) -> str:
    return f"DEMO-O-{world.schools[school].path.strip('.').replace('.', '-')}"


def _before(world: World) -> Files:
    groups = _story_groups(world)
    old = [n for n in groups if not world.groups[n].arrives_with_roster]
    learners = world.cohort.rows_of(STORY).tolist()
    staff = [n for n in _story_staff(world) if not world.staff.arrives_with_roster[n]]
    schools = [school.index for school in world.schools if school.municipality == STORY]
    return {
        "orgs.csv": [_org(world, school) for school in schools],
        "classes.csv": [_class(world, n) for n in old],
        "users.csv": [_learner(world, n) for n in learners] + [_teacher(world, n) for n in staff],
        "enrollments.csv": [_student_row(world, n) for n in learners] + _teacher_rows(world, staff, old),
    }


def _story_staff(world: World) -> list[int]:
    return [n for n, school in enumerate(world.staff.school) if world.schools[school].municipality == STORY]


def _row(sourced_id: str, **values: str) -> Row:
    return {"sourcedId": sourced_id, "status": "active", "dateLastModified": "", **values}


def _org(world: World, school: int) -> Row:
    home = world.schools[school]
    return _row(
        _school_id(world, school), name=home.name["lv"], type="school", identifier=home.slug, parentSourcedId=""
    )


def _class(world: World, group: int) -> Row:
    one = world.groups[group]
    return _row(
        one.name,
        title=one.name,
        grades=f"{one.level % 100:02d}",
        classType="homeroom",
        schoolSourcedId=_school_id(world, one.school),
    )


def _learner(world: World, n: int) -> Row:
    people, one = world.learners, world.groups[_group_now(world, n)]
    return _user(
        people.external_id[n],
        one.school,
        "student",
        people.given[n],
        people.family[n],
        people.code[n],
        people.born[n],
        people.sex[n],
        f"{one.level % 100:02d}",
        world,
    )


def _teacher(world: World, n: int) -> Row:
    people = world.staff
    role = "administrator" if people.role[n] == "head" else "teacher"
    return _user(
        people.external_id[n],
        people.school[n],
        role,
        people.given[n],
        people.family[n],
        people.code[n],
        people.born[n],
        people.sex[n],
        "",
        world,
    )


def _user(
    sourced_id: str,
    school: int,
    role: str,
    given: str,
    family: str,
    code: str,
    born: str,
    sex: str,
    grade: str,
    world: World,
) -> Row:
    return _row(
        sourced_id,
        enabledUser="true",
        orgSourcedIds=_school_id(world, school),
        role=role,
        givenName=given,
        middleName="",
        familyName=family,
        identifier=code,
        birthDate=born,
        sex={"F": "female", "M": "male"}[sex],
        email=f"{sourced_id.lower()}@demo.mugur.example",
        grades=grade,
    )


def _group_now(world: World, learner: int) -> int:
    seat = world.seats[int(world.cohort.seat[learner])]
    level = seat.level + (100 if world.schools[seat.school].kind == "vocational" else 0)
    wanted = (2, seat.school, level, seat.letter)
    return next(n for n in _story_groups(world) if _key(world, n) == wanted)


def _key(world: World, group: int) -> tuple[int, int, int, str]:
    one = world.groups[group]
    return one.year, one.school, one.level, one.letter


def _student_row(world: World, n: int) -> Row:
    group = world.groups[_group_now(world, n)].sibling
    return _enrolment(world, world.learners.external_id[n], group, "student")


def _enrolment(world: World, user: str, group: int, role: str, tail: str = "") -> Row:
    one = world.groups[group]
    start = f"{world.calendar.years[2]}-09-01"
    return _row(
        f"{user}/{one.name}{tail}" if role == "teacher" else f"{user}/{start}{tail}",
        classSourcedId=one.name,
        schoolSourcedId=_school_id(world, one.school),
        userSourcedId=user,
        role=role,
        primary="true" if role == "student" else "false",
        beginDate=start,
        endDate="",
    )


def _teacher_rows(world: World, staff: list[int], groups: list[int]) -> list[Row]:
    """Give 56 rows: every teacher takes classes of the own school in turn, a class teacher the own one first."""
    pairs: list[tuple[int, int]] = []
    for turn in range(len(groups)):
        for n in staff:
            at_home = [g for g in groups if world.groups[g].school == world.staff.school[n]]
            seat = world.staff.seat[n]
            own = next((i for i, g in enumerate(at_home) if seat >= 0 and _is_seat(world, g, seat)), n)
            pair = (n, at_home[(own + turn) % len(at_home)])
            if pair not in pairs and len(pairs) < _TEACHER_ROWS and world.staff.role[n] != "psychologist":
                pairs.append(pair)
    return [_enrolment(world, world.staff.external_id[n], g, "teacher") for n, g in sorted(pairs)]


def _is_seat(world: World, group: int, seat: int) -> bool:
    one, want = world.groups[group], world.seats[seat]
    return (one.school, one.level % 100, one.letter) == (want.school, want.level, want.letter)


def _specials(world: World, files: Files) -> dict[str, list[str]]:
    """Choose, each learner once, who waits, who changed and who is missing."""
    named = {world.learners.external_id[n] for n in world.named.values()}
    arriving = {g.name for g in world.groups if g.arrives_with_roster}
    moved = {
        world.learners.external_id[n]
        for n in world.cohort.rows_of(STORY).tolist()
        if world.groups[_group_now(world, n)].name in arriving
    }
    users = {row["sourcedId"]: row for row in files["users.csv"] if row["role"] == "student"}
    free = [one for one in users if one not in named and one not in moved]
    in_2c = {r["userSourcedId"] for r in files["enrollments.csv"] if r["classSourcedId"] == "AV-2c"}
    unclear = [one for one in free if _two_readings(users[one]["birthDate"])][: len(_TWO_READINGS)]
    rest = [one for one in free if one not in unclear and one not in in_2c]
    cut = [0, 3, 5, 5 + _MISSING, 5 + _MISSING + _CHANGED_PEOPLE]
    codes, twice, missing, changed = (rest[7:][a:b] for a, b in zip(cut, cut[1:], strict=False))
    wrong_class = [one for one in free if one in in_2c and one not in unclear][: len(_WRONG_CLASS)]
    return {
        "unclear": unclear,
        "codes": codes,
        "twice": twice,
        "missing": missing,
        "changed": changed,
        "wrong_class": wrong_class,
        "moved": sorted(moved),
    }


def _two_readings(born: str) -> bool:
    day = date.fromisoformat(born)
    return day.day <= 12 and day.day != day.month


def _users_now(world: World, before: list[Row], special: dict[str, list[str]]) -> list[Row]:
    rows = {row["sourcedId"]: row for row in before if row["sourcedId"] not in special["missing"]}
    for one in special["changed"]:
        rows[one]["email"] = rows[one]["email"].replace("@", ".new@")
    at_line: dict[int, Row] = {}
    for line, one in zip(_WRONG_CODES, special["codes"], strict=True):
        code = rows[one]["identifier"]
        at_line[line] = {**rows.pop(one), "identifier": f"{code[:-1]}{(int(code[-1]) + 1) % 10}"}
    for line, one in zip(_TWO_READINGS, special["unclear"], strict=True):
        born = date.fromisoformat(rows[one]["birthDate"])
        at_line[line] = {**rows.pop(one), "birthDate": f"{born:%d/%m/%Y}"}
    for line, initials in _DOUBLES.items():
        again = _learner(world, world.named[initials])
        at_line[line] = {
            **again,
            "sourcedId": f"DEMO-L-9{line:05d}",
            "identifier": _fresh_code(again["birthDate"], line),
        }
    students = [row for row in rows.values() if row["role"] == "student"]
    others = [row for row in rows.values() if row["role"] != "student"]
    new_staff = [_teacher(world, n) for n in _story_staff(world) if world.staff.arrives_with_roster[n]]
    return _placed(students + _new_learners(world) + others + new_staff, at_line)


def _fresh_code(born: str, serial: int) -> str:
    head = f"3102{born[2:4]}9{serial % 1000:03d}"
    return f"{head[:6]}-{head[6:]}{check_digit(head)}"


def _new_learners(world: World) -> list[Row]:
    rng = stream(world.seed, "roster")
    rows = []
    for n in range(_NEW_LEARNERS):
        born = f"{world.calendar.years[2] - 11}-0{n + 2}-1{n + 4}"
        given, family = FEMALE[int(rng.integers(60))], FAMILIES[int(rng.integers(len(FAMILIES)))][1]
        code = _fresh_code(born, 900 + n)
        rows.append(_user(f"DEMO-L-95000{n}", 7, "student", given, family, code, born, "F", "05", world))
    return rows


def _enrolments_now(world: World, before: list[Row], special: dict[str, list[str]]) -> list[Row]:
    rows = [row for row in before if row["userSourcedId"] not in special["missing"]]
    late = {g.sibling: g for g in world.groups if g.arrives_with_roster}
    by_old_name = {world.groups[old].name: new.name for old, new in late.items()}
    for row in rows:
        if row["userSourcedId"] in special["moved"]:
            row["classSourcedId"] = by_old_name[row["classSourcedId"]]
    at_line: dict[int, Row] = {}
    for line, one in zip(_WRONG_CLASS, special["wrong_class"], strict=True):
        row = next(r for r in rows if r["userSourcedId"] == one)
        rows.remove(row)
        at_line[line] = {**row, "classSourcedId": "AV-2C"}
    elsewhere = _story_groups(world)
    for line, one in zip(_TWO_SCHOOLS, special["twice"], strict=True):
        home = next(r for r in rows if r["userSourcedId"] == one)["schoolSourcedId"]
        other = next(g for g in elsewhere if _school_id(world, world.groups[g].school) != home)
        at_line[line] = _enrolment(world, one, other, "student", "/second")
    return _placed(rows + _new_enrolments(world), at_line)


def _new_enrolments(world: World) -> list[Row]:
    """Give 17 rows: four new learners, eight new teachers, and five teachers who take the two new classes."""
    groups = _story_groups(world)
    fifth = next(g for g in groups if world.groups[g].name == "G-5a")
    rows = [_enrolment(world, f"DEMO-L-95000{n}", fifth, "student") for n in range(_NEW_LEARNERS)]
    for n in _story_staff(world):
        if world.staff.arrives_with_roster[n]:
            group = next(g for g in groups if _is_seat(world, g, world.staff.seat[n]))
            rows.append(_enrolment(world, world.staff.external_id[n], group, "teacher"))
    takers = [n for n in _story_staff(world) if world.staff.seat[n] < 0 and world.staff.role[n] != "head"]
    for school, count in ((0, 3), (1, 2)):
        new = next(g for g in groups if world.groups[g].arrives_with_roster and world.groups[g].school == school)
        at_home = [n for n in takers if world.staff.school[n] == school and world.staff.role[n] != "psychologist"]
        rows += [_enrolment(world, world.staff.external_id[n], new, "teacher") for n in at_home[:count]]
    return rows


def _placed(rows: list[Row], at_line: dict[int, Row]) -> list[Row]:
    """Put rows on wanted lines of the file; the header is line 1."""
    for line in sorted(at_line):
        rows.insert(line - 2, at_line[line])
    return rows


def _zip(world: World, files: Files) -> bytes:
    sent = world.day - timedelta(3)
    buffer = BytesIO()
    with ZipFile(buffer, "w") as bundle:
        _add(bundle, "manifest.csv", ["propertyName", "value"], [list(pair) for pair in _MANIFEST], sent)
        for name, rows in files.items():
            columns = _COLUMNS[name].split()
            _add(bundle, name, columns, [[row[column] for column in columns] for row in rows], sent)
    return buffer.getvalue()


def _add(bundle: ZipFile, name: str, columns: list[str], rows: list[list[str]], sent: date) -> None:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([columns, *rows])
    entry = ZipInfo(name, (sent.year, sent.month, sent.day, 16, 2, 0))
    entry.compress_type = ZIP_DEFLATED
    bundle.writestr(entry, text.getvalue())
