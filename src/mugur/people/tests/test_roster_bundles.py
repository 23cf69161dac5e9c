"""Whole bundles: real ones unchanged, OneRoster with and without a manifest, and a hostile one."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from mugur.people.roster import Bundle, Known, Options, read

REAL = Path(__file__).parents[5] / "shared" / "data"
TODAY = date(2026, 11, 21)

ORGS = "sourcedId,name,type,parentSourcedId\nM1,Novads,district,\nS1,Skola A,school,M1\nS2,Skola B,school,M1\n"
CLASSES = "sourcedId,title,schoolSourcedId,classType\nAV-2c,AV-2c,S1,homeroom\nB-1,B-1,S2,homeroom\n"
USERS = (
    "sourcedId,role,givenName,familyName,orgSourcedIds,identifier,birthDate,email\n"
    "L1,student,Anna,Ābola,S1,,2009-04-03,\nL2,student,Bo,Berg,S1,,2009-05-24,\nT1,teacher,Cē,Dē,S1,,,\n"
)
ENROLMENTS = (
    "classSourcedId,userSourcedId,role,beginDate,endDate\nAV-2c,L1,student,,\nAV-2c,L2,student,,\nAV-2c,T1,teacher,,\n"
)


def a_bundle(at: Path, **files: str) -> Path:
    whole = {"orgs": ORGS, "classes": CLASSES, "users": USERS, "enrollments": ENROLMENTS} | files
    for stem, text in whole.items():
        if text:
            (at / f"{stem}.csv").write_text(text, "utf-8")
    return at


def found(bundle: Bundle, level: str = "error") -> list[tuple[str, int, str, str]]:
    return [(f.file, f.row, f.column, f.rule) for f in bundle.findings.of(level)]  # type: ignore[arg-type]


@pytest.mark.skipif(not (REAL / "oneroster_sds").is_dir(), reason="the real bundles lie beside the repository only")
@pytest.mark.parametrize(("version", "counts"), [("SDS_v2", (5, 29, 4, 29, 0)), ("SDS_v2.1", (4, 8, 2, 13, 3))])
def test_real_bundles_are_read_unchanged_without_errors(version: str, counts: tuple[int, ...]) -> None:
    bundle = read(REAL / "oneroster_sds" / version, Options(on=TODAY))
    written = [row for row in bundle.enrolments if not row.derived]
    assert (len(bundle.orgs), len(bundle.persons), len(bundle.classes), len(written), len(bundle.guardians)) == counts
    assert not bundle.findings.errors and not bundle.findings.warnings
    assert bundle.format == f"School Data Sync {version[5:]}"
    assert "P@ssword123" not in repr(bundle.persons)


@pytest.mark.skipif(not (REAL / "oneroster_sds").is_dir(), reason="the real bundles lie beside the repository only")
def test_people_of_school_data_sync_are_put_together_from_three_files() -> None:
    people = {row.source_id: row for row in read(REAL / "oneroster_sds" / "SDS_v2.1", Options(on=TODAY)).persons}
    jack, jean, teacher = people["114001"], people["114002"], people["114007"]
    assert (jack.role, jack.birth_date, jack.sex, jack.grade) == ("learner", date(2001, 7, 2), "male", "10")
    assert [file for file, _ in jack.places] == ["users.csv", "roles.csv", "demographics.csv"]
    assert (jean.role, jean.org_ids) == ("guardian", ())
    assert (teacher.role, teacher.org_ids) == ("staff", ("110004", "110003"))


def test_a_zip_and_its_folder_give_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    a_bundle(folder)
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"bundle/{file.name}")
    one, other = read(folder), read(tmp_path / "sent.zip")
    assert (one.orgs, one.persons, one.classes, one.enrolments) == (
        other.orgs,
        other.persons,
        other.classes,
        other.enrolments,
    )
    assert one.rows_read == 11 and not one.findings.errors


def test_a_class_written_with_another_letter_size_is_proposed_and_the_answer_settles_it(tmp_path: Path) -> None:
    a_bundle(tmp_path, enrollments=ENROLMENTS.replace("AV-2c,L", "AV-2C,L"))
    bundle = read(tmp_path)
    group = bundle.findings.grouped("error")[0]
    assert (group.rule, group.together, group.count, group.fixable) == ("roster.class.unknown", "AV-2c", 2, True)
    assert group.facts["differs"] == "case" and group.facts["known_in"] == "classes.csv"
    assert len(list(bundle.waiting(bundle.enrolments))) == 2
    answers = {(f.file, f.row, f.column): f.fix for f in group.findings}
    assert not read(tmp_path, Options(corrections=answers)).findings.errors


def test_references_to_nothing_are_told_where_they_stand(tmp_path: Path) -> None:
    a_bundle(
        tmp_path,
        enrollments=ENROLMENTS + "AV-2c,L9,student,,\nX,L1,student,,\n",
        classes=CLASSES + "C,C,S9,homeroom\n",
        orgs=ORGS + "S3,Skola C,school,M9\n",
        users=USERS + "L3,student,Eva,Eve,S8,,,\n",
    )
    assert set(found(read(tmp_path))) == {
        ("enrollments.csv", 5, "userSourcedId", "roster.person.unknown"),
        ("enrollments.csv", 6, "classSourcedId", "roster.class.unknown"),
        ("classes.csv", 4, "schoolSourcedId", "roster.org.unknown"),
        ("orgs.csv", 5, "parentSourcedId", "roster.org.unknown"),
        ("users.csv", 5, "orgSourcedIds", "roster.org.unknown"),
    }


def test_two_rows_with_one_id_are_both_told_and_equal_rows_are_read_once(tmp_path: Path) -> None:
    a_bundle(tmp_path, users=USERS + "L1,student,Other,Person,S1,,,\nT1,teacher,Cē,Dē,S1,,,\n")
    bundle = read(tmp_path)
    assert found(bundle) == [
        ("users.csv", 2, "sourcedId", "roster.id.twice"),
        ("users.csv", 5, "sourcedId", "roster.id.twice"),
    ]
    assert ("users.csv", 6, "", "roster.row.twice") in found(bundle, "note")
    assert len(bundle.persons) == 3


def test_organisations_in_a_circle_are_told_and_end(tmp_path: Path) -> None:
    a_bundle(
        tmp_path,
        orgs="sourcedId,name,type,parentSourcedId\nS1,A,school,S2\nS2,B,school,S1\nS3,C,school,S3\nS4,D,school,S1\n",
    )
    circles = [place for place in found(read(tmp_path)) if place[3] == "roster.org.circle"]
    assert [row for _, row, _, _ in circles] == [2, 3, 4]


def test_a_learner_in_two_schools_waits_outside_her_own_and_part_time_is_accepted(tmp_path: Path) -> None:
    a_bundle(tmp_path, enrollments=ENROLMENTS + "B-1,L1,student,,\n")
    assert found(read(tmp_path)) == [("enrollments.csv", 5, "classSourcedId", "roster.enrolment.two_schools")]
    accepted = frozenset({("enrollments.csv", 5, "roster.enrolment.two_schools")})
    settled = read(tmp_path, Options(accepted=accepted))
    assert not settled.findings.waiting() and len(settled.findings.notes) == 1
    a_bundle(
        tmp_path,
        enrollments=ENROLMENTS.replace("AV-2c,L1,student,,", "AV-2c,L1,student,2026-09-01,2026-10-05")
        + "B-1,L1,student,2026-10-06,\n",
    )
    assert not read(tmp_path).findings.errors


def test_dates_are_told_when_impossible_turned_around_or_readable_in_two_ways(tmp_path: Path) -> None:
    a_bundle(
        tmp_path,
        users=USERS.replace("2009-04-03", "03/04/2009").replace("2009-05-24", "24/05/2009")
        + "L3,student,Eva,Eve,S1,,31.02.2010,\nL4,student,Ed,Ode,S1,,2031-01-01,\n",
        enrollments=ENROLMENTS + "AV-2c,L3,student,2026-09-01,2026-08-01\n",
    )
    bundle = read(tmp_path, Options(on=TODAY))
    assert found(bundle) == [
        ("enrollments.csv", 5, "endDate", "roster.dates.reversed"),
        ("users.csv", 5, "birthDate", "roster.date.not_a_date"),
        ("users.csv", 6, "birthDate", "roster.date.not_a_birth_date"),
    ]
    two_ways = bundle.findings.warnings
    assert [(f.row, f.value, f.fix, f.facts["together"]) for f in two_ways] == [(2, "03/04/2009", "2009-04-03", "day")]
    assert two_ways[0].facts["others"] == 1


def test_most_dates_decide_which_reading_is_proposed(tmp_path: Path) -> None:
    a_bundle(tmp_path, users=USERS.replace("2009-04-03", "03/04/2009").replace("2009-05-24", "05/24/2009"))
    assert [(f.fix, f.facts["together"]) for f in read(tmp_path).findings.warnings] == [("2009-03-04", "month")]


def test_a_wrong_check_digit_is_told_without_showing_the_code(tmp_path: Path) -> None:
    a_bundle(tmp_path, users=USERS.replace("Anna,Ābola,S1,,", "Anna,Ābola,S1,161175-19998,"))
    bundle = read(tmp_path, Options(country="LV"))
    assert found(bundle) == [("users.csv", 2, "identifier", "roster.code.check_digit")]
    assert "161175" not in str(bundle.findings.as_json())
    assert all(not row.identifiers for row in bundle.persons)


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    a_bundle(tmp_path, users=USERS.replace("Anna", "").replace("teacher", "wizard").replace("2009-05-24", "soon"))
    assert set(found(read(tmp_path))) == {
        ("users.csv", 2, "givenName", "roster.field.empty"),
        ("users.csv", 3, "birthDate", "roster.date.not_a_date"),
        ("users.csv", 4, "role", "roster.role.unknown"),
    }


MANIFEST = (
    "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,delta\n"
    "file.enrollments,delta\nfile.orgs,absent\nfile.classes,absent\n"
)


def test_a_delta_says_what_goes_and_is_checked_against_what_is_known(tmp_path: Path) -> None:
    users = (
        "sourcedId,status,dateLastModified,role,givenName,familyName,orgSourcedIds\n"
        "L1,tobedeleted,2026-11-20T10:00:00Z,student,Anna,Ābola,S1\n"
        "L2,active,2026-11-20T10:00:00Z,student,Bo,Berg,S1\n"
        "L3,,,student,Eva,Eve,S7\n"
    )
    a_bundle(
        tmp_path,
        manifest=MANIFEST,
        orgs="",
        classes="",
        users=users,
        enrollments="sourcedId,status,classSourcedId,userSourcedId,role\nE1,active,AV-2C,L2,student\n",
    )
    known = Known(orgs=frozenset({"S1"}), classes=frozenset({"AV-2c"}), persons=frozenset({"L1"}))
    bundle = read(tmp_path, Options(known=known))
    assert [(row.source_id, row.status) for row in bundle.persons] == [
        ("L1", "tobedeleted"),
        ("L2", "active"),
        ("L3", "active"),
    ]
    assert set(found(bundle)) == {
        ("users.csv", 4, "status", "roster.status.empty_in_delta"),
        ("users.csv", 4, "orgSourcedIds", "roster.org.unknown"),
        ("enrollments.csv", 2, "classSourcedId", "roster.class.unknown"),
    }
    assert (bundle.mode("persons"), bundle.mode("orgs"), bundle.format) == ("delta", "absent", "OneRoster 1.2")


def test_the_manifest_is_held_against_what_was_sent(tmp_path: Path) -> None:
    a_bundle(tmp_path, manifest=MANIFEST.replace("delta", "bulk") + "file.roles,bulk\nfile.demographics,often\n")
    bundle = read(tmp_path)
    assert {
        ("manifest.csv", 0, "", "roster.manifest.file_missing"),
        ("manifest.csv", 9, "value", "roster.manifest.mode_unknown"),
    } <= set(found(bundle))
    assert {
        ("orgs.csv", 0, "", "roster.manifest.file_not_announced"),
        ("classes.csv", 0, "", "roster.manifest.file_not_announced"),
    } <= set(found(bundle, "note"))
    assert bundle.stopped and not bundle.orgs


def test_oneroster_1_2_takes_roles_user_ids_and_agents(tmp_path: Path) -> None:
    users = (
        "sourcedId,status,dateLastModified,enabledUser,givenName,familyName,userIds,agentSourcedIds,middleName\n"
        'L1,,,true,Ioana,Pop,"{cnp:5080304120006},{moodle:77}",G1,M\nG1,,,true,Maria,Pop,,,\n'
    )
    roles = (
        "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
        "R1,,,L1,primary,student,2026-09-01,,S1\nR2,,,G1,primary,guardian,,,S1\n"
    )
    a_bundle(tmp_path, users=users, roles=roles, enrollments="classSourcedId,userSourcedId,role\nAV-2c,L1,student\n")
    bundle = read(tmp_path, Options(on=TODAY, country="RO"))
    learner = bundle.persons[0]
    assert learner.identifiers == (("ro.cnp", "5080304120006"), ("local:moodle", "77"))
    assert (learner.birth_date, learner.sex, learner.org_ids) == (date(2008, 3, 4), "male", ("S1",))
    assert [(row.guardian_source_id, row.learner_source_id) for row in bundle.guardians] == [("G1", "L1")]
    assert bundle.format == "OneRoster 1.2" and not bundle.findings.waiting()
    assert [f.column for f in bundle.findings.notes if f.rule == "roster.column.unknown"] == ["middleName"]


def test_a_file_cut_in_the_middle_makes_the_bundle_stopped(tmp_path: Path) -> None:
    a_bundle(tmp_path, users=USERS[:-20] + '"')
    assert read(tmp_path).stopped
    (tmp_path / "users.csv").write_text("givenName,familyName\nA,B\n", "utf-8")
    bundle = read(tmp_path)
    assert bundle.stopped
    assert ("users.csv", 0, "sourcedId", "roster.column.missing") in found(bundle)


def test_nothing_at_all_is_a_finding(tmp_path: Path) -> None:
    assert [f.rule for f in read(tmp_path).findings] == ["roster.nothing_found"]
    (tmp_path / "shopping.csv").write_text("milk,bread\n1,2\n", "utf-8")
    assert [f.rule for f in read(tmp_path).findings] == ["roster.file.unknown"]


@pytest.mark.skipif(not (REAL / "ss12000").is_dir(), reason="the real samples lie beside the repository only")
def test_swedish_samples_are_read_as_people_and_groups() -> None:
    bundle = read(REAL / "ss12000" / "sampledata", Options(on=TODAY))
    assert [(row.family_name, row.role) for row in bundle.persons] == [("Family Name Test", "learner")]
    assert [row.title for row in bundle.classes] == ["llL7TwiELgfsyfu"]
    # The sample's number has a wrong last digit, its group names a person who is in no file.
    assert {f.rule for f in bundle.findings.errors} == {
        "roster.code.check_digit",
        "roster.person.unknown",
        "roster.field.empty",
    }


def test_swedish_protection_is_kept_with_the_person(tmp_path: Path) -> None:
    (tmp_path / "persons.json").write_text(
        '{"persons":[{"id":"p1","givenName":"A","familyName":"B","securityMarking":"Sekretessmarkering",'
        '"civicNo":{"value":"20100102Tf29"},"enrolments":[{"enroledAt":{"id":"o1"},"schoolYear":7,"schoolType":"GR"}]},'
        '{"id":"p2","givenName":"C","familyName":"D","civicNo":{"value":"201001022383","nationality":"SE"}}]}',
        "utf-8",
    )
    (tmp_path / "organisations.json").write_text(
        '{"organisations":[{"id":"o1","schoolUnitCode":"12345678","displayName":"Skolan"}]}', "utf-8"
    )
    (tmp_path / "duties.json").write_text(
        '[{"id":"d1","person":{"id":"p2"},"dutyAt":{"id":"o1"},"dutyRole":"Lärare"}]', "utf-8"
    )
    bundle = read(tmp_path, Options(on=TODAY, country="SE"))
    first, second = bundle.persons
    assert first.protected and first.identifiers == (("se.protected", "20100102TF29"),)
    assert (first.role, first.grade, second.role) == ("learner", "7", "staff")
    assert bundle.orgs[0].identifier == "12345678"


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"persons": 3}', "[1, null, []]", '{"persons": [{"id": {}}]}']
)
def test_broken_json_ends_as_findings(tmp_path: Path, text: str) -> None:
    (tmp_path / "persons.json").write_text(text, "utf-8")
    assert len(read(tmp_path).findings)
