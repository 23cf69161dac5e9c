"""Rosters into the database: what comes in, what stays out, and what the same file says a second time."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.builders import DAY, a_body, a_learner, the_world

from mugur.access.models import AuditEntry
from mugur.access.reach import Reach, scope
from mugur.organisations.models import Organisation
from mugur.people import imports
from mugur.people.models import (
    Assignment,
    Enrolment,
    Group,
    GroupMembership,
    Guardianship,
    ImportBatch,
    MissingLearner,
    Person,
)

pytestmark = pytest.mark.django_db(databases=["default", "wide", "vault"])
SDS = Path(__file__).resolve().parents[5] / "shared" / "data" / "oneroster_sds"
HEAD = "source_id,family_name,given_name,birth_date,class,grade,school_id,school,role\n"


def a_source(path: str = "lv.aiz.") -> Organisation:
    with the_world():
        return a_body(path, kind="municipality")


def a_file(at: Path, *rows: str, head: str = HEAD, name: str = "roster.csv") -> Path:
    path = at / name
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def learners(count: int, *, first: int = 1, school: str = "S1,Skola A", room: str = "7.a") -> list[str]:
    return [f"L{n},Ābola{n},Anna,2012-04-{n % 28 + 1:02d},{room},7,{school}," for n in range(first, first + count)]


def bring_in(
    path: Path, source: str = "lv.aiz.", *, dry_run: bool = False, on: date = DAY, **answers: Any
) -> imports.Report:
    return imports.run("roster", path, on=on, dry_run=dry_run, source=source, answers=imports.Answers(**answers))


def everything(source: str = "lv.aiz.") -> dict[str, list[Any]]:
    """All rows that a roster can touch, as values."""
    models = (
        Person,
        Enrolment,
        Group,
        GroupMembership,
        Guardianship,
        Assignment,
        MissingLearner,
        ImportBatch,
        AuditEntry,
    )
    with scope(Reach.of([source]), on=DAY):
        found = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
        return found | {"Organisation": list(Organisation.objects.order_by("pk").values())}


def test_a_simple_roster_comes_in_with_schools_classes_and_persons(tmp_path: Path) -> None:
    a_source()
    rows = [*learners(3), "T1,Liepa,Juris,,7.a,,S1,Skola A,teacher"]
    report = bring_in(a_file(tmp_path, *rows))
    assert report.written and report.ok, report.lines()
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        school = Organisation.objects.get(source_id="S1")
        anna = Person.objects.get(source_id="L1")
        assert school.path.startswith("lv.aiz.") and school.parent is not None and school.parent.path == "lv.aiz."
        assert (anna.home_path, anna.kind, anna.birth_date) == (school.path, "learner", date(2012, 4, 2))
        assert anna.sort_key == "abola1 anna Ābola1 Anna"
        enrolment = Enrolment.objects.get(person=anna)
        assert (enrolment.grade, enrolment.starts, enrolment.ends, enrolment.school_year) == ("7", DAY, None, "2026/27")
        assert GroupMembership.objects.get(person=anna).group.title == "7.a"
        assert Assignment.objects.get(staff__source_id="T1").kind == "class_teacher"
        audit = AuditEntry.objects.filter(event="people.roster.imported").get()
        assert audit.data["counts"]["people.person"] == 4


def test_the_same_file_twice_writes_nothing(tmp_path: Path) -> None:
    a_source()
    path = a_file(tmp_path, *learners(5), "T1,Liepa,Juris,,7.a,,S1,Skola A,teacher")
    bring_in(path)
    before = everything()
    again = bring_in(path)
    assert everything() == before
    assert not again.written and again.touched == 0
    assert again.counts["persons"].same == 6


@pytest.mark.parametrize("version", ["SDS_v2", "SDS_v2.1"])
def test_published_sample_bundles_come_in_and_twice_change_nothing(version: str) -> None:
    if not (SDS / version).is_dir():
        pytest.skip("the sample bundles of School Data Sync are not on this machine")
    a_source()
    first = bring_in(SDS / version)
    assert first.written and not first.waiting, first.lines()
    before = everything()
    again = bring_in(SDS / version)
    assert everything() == before
    assert again.touched == 0 and not again.written


def test_a_dry_run_tells_all_and_writes_nothing(tmp_path: Path) -> None:
    a_source()
    before = everything()
    report = bring_in(a_file(tmp_path, *learners(2), "L9,,Eva,2012-13-40,7.a,7,S1,Skola A,"), dry_run=True)
    assert everything() == before
    assert report.counts["persons"].new == 2 and report.counts["persons"].waits == 1
    found = {(f.file, f.row, f.field, f.rule) for f in report.findings.errors}
    assert ("roster.csv", 4, "family_name", "roster.field.empty") in found
    assert ("roster.csv", 4, "birth_date", "roster.date.not_a_date") in found
    assert any("Nothing was written" in line for line in report.lines())
    assert not report.ok


def test_a_row_that_waits_keeps_no_other_row_out(tmp_path: Path) -> None:
    a_source()
    report = bring_in(a_file(tmp_path, *learners(2), "L9,,Eva,2012-01-01,7.a,7,S1,Skola A,"))
    assert report.written and report.waiting == 1
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert set(Person.objects.values_list("source_id", flat=True)) == {"L1", "L2"}


def test_a_corrected_cell_comes_in(tmp_path: Path) -> None:
    a_source()
    path = a_file(tmp_path, "L9,,Eva,2012-01-01,7.a,7,S1,Skola A,")
    report = bring_in(path, corrections={("roster.csv", 2, "family_name"): "Kalna"})
    assert report.ok and report.written
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert Person.objects.get().family_name == "Kalna"


def test_changed_values_are_taken_over_and_empty_ones_take_nothing_away(tmp_path: Path) -> None:
    a_source()
    bring_in(a_file(tmp_path, *learners(3)))
    report = bring_in(a_file(tmp_path, "L1,Bērziņa,Anna,,7.a,7,S1,Skola A,", *learners(2, first=2)))
    assert report.counts["persons"].changed == 1 and report.counts["persons"].same == 2
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        anna = Person.objects.get(source_id="L1")
        assert (anna.family_name, anna.sort_key, anna.birth_date) == (
            "Bērziņa",
            "berzina anna Bērziņa Anna",
            date(2012, 4, 2),
        )


def test_a_learner_in_another_class_leaves_the_old_one_the_day_before(tmp_path: Path) -> None:
    a_source()
    bring_in(a_file(tmp_path, *learners(2)), on=date(2026, 9, 1))
    report = bring_in(a_file(tmp_path, *learners(1), *learners(1, first=2, room="7.b")))
    assert report.written
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        places = GroupMembership.objects.filter(person__source_id="L2").order_by("starts")
        assert [(one.group.title, one.starts, one.ends) for one in places] == [
            ("7.a", date(2026, 9, 1), date(2026, 11, 23)), ("7.b", DAY, None)]  # fmt: skip
        assert Enrolment.objects.filter(person__source_id="L2").count() == 1
    assert bring_in(a_file(tmp_path, *learners(1), *learners(1, first=2, room="7.b"))).touched == 0


def test_a_learner_at_another_school_of_the_source_moves(tmp_path: Path) -> None:
    a_source()
    bring_in(
        a_file(tmp_path, *learners(30), *learners(3, first=31, school="S2,Skola B", room="8.a")), on=date(2026, 9, 1)
    )
    moved = [*learners(29), *learners(3, first=31, school="S2,Skola B", room="8.a"),
             *learners(1, first=30, school="S2,Skola B", room="8.a")]  # fmt: skip
    report = bring_in(a_file(tmp_path, *moved))
    assert report.written and report.leaving == 0
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        old, new = Enrolment.objects.filter(person__source_id="L30").order_by("starts")
        assert (old.ends, old.exit_reason, old.destination) == (date(2026, 11, 23), "moved", "Skola B")
        assert new.starts == DAY and new.person.home_path == new.org_path
    assert bring_in(a_file(tmp_path, *moved)).touched == 0


def test_learners_no_longer_named_are_asked_about_and_nobody_ends(tmp_path: Path) -> None:
    a_source()
    bring_in(a_file(tmp_path, *learners(100)))
    report = bring_in(a_file(tmp_path, *learners(97)))
    assert (report.missing, report.learners, report.stopped) == (3, 100, [])
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert MissingLearner.objects.count() == 3
        assert Enrolment.objects.filter(ends__isnull=True).count() == 100
    before = everything()
    assert bring_in(a_file(tmp_path, *learners(97))).missing == 3
    assert everything() == before
    bring_in(a_file(tmp_path, *learners(100)))
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert set(MissingLearner.objects.values_list("decision", flat=True)) == {"back"}


@pytest.mark.parametrize("kept", [50, 89, 94])
def test_a_short_file_stops_until_somebody_confirms(tmp_path: Path, kept: int) -> None:
    a_source()
    bring_in(a_file(tmp_path, *learners(100)))
    before = everything()
    report = bring_in(a_file(tmp_path, *learners(kept)))
    assert report.stopped == ["leaving"] and not report.written and not report.ok
    assert everything() == before
    confirmed = bring_in(a_file(tmp_path, *learners(kept)), confirmed=frozenset({"leaving"}))
    assert confirmed.written and confirmed.missing == 100 - kept
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert Enrolment.objects.filter(ends__isnull=True).count() == 100


def test_a_file_cut_in_the_middle_deactivates_nobody(tmp_path: Path) -> None:
    a_source()
    bring_in(a_file(tmp_path, *learners(100)))
    whole = a_file(tmp_path, *learners(100)).read_text()
    cut = tmp_path / "roster.csv"
    cut.write_text(whole[: len(whole) // 2], encoding="utf-8")
    report = bring_in(cut)
    assert not report.written and report.stopped == ["leaving"]
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert not Enrolment.objects.filter(ends__isnull=False).exists()


def a_oneroster(
    at: Path, users: list[str], enrolments: list[str], mode: str = "bulk", stamp: str = "2026-11-01"
) -> Path:
    """A small OneRoster 1.2 bundle of one school and one class."""
    path = at / f"bundle-{mode}-{len(users)}-{len(enrolments)}-{stamp}.zip"
    files = {
        "manifest.csv": ["propertyName,value", "oneroster.version,1.2", f"file.orgs,{mode}", f"file.users,{mode}",
                         f"file.classes,{mode}", f"file.enrollments,{mode}"],
        "orgs.csv": ["sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
                     f"O1,active,{stamp},Skola A,school,,"],
        "classes.csv": ["sourcedId,status,dateLastModified,title,grades,classType,schoolSourcedId",
                        f"C1,active,{stamp},7.a,07,homeroom,O1"],
        "users.csv": ["sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,givenName,familyName,"
                      "identifier,birthDate,email", *users],
        "enrollments.csv": ["sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
                            "primary,beginDate,endDate", *enrolments],
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, lines in files.items():
            archive.writestr(name, "\n".join(lines) + "\n")
    return path


def user(n: int, *, status: str = "active", stamp: str = "2026-11-01", code: str = "", role: str = "student") -> str:
    return f"U{n},{status},{stamp},true,O1,{role},Anna,Kalna{n},{code},2012-03-{n % 28 + 1:02d},u{n}@demo.mugur.example"


def seat(n: int, *, status: str = "active", role: str = "student", ends: str = "") -> str:
    return f"E{n},{status},2026-11-01,C1,O1,U{n},{role},true,2026-09-01,{ends}"


def test_a_delta_ends_whom_it_names_and_leaves_the_others(tmp_path: Path) -> None:
    a_source()
    bring_in(a_oneroster(tmp_path, [user(n) for n in range(60)], [seat(n) for n in range(60)]))
    delta = a_oneroster(
        tmp_path, [user(1, status="tobedeleted", stamp="2026-11-02")], [seat(1, status="tobedeleted")], "delta"
    )
    report = bring_in(delta)
    assert report.written and report.missing == 0 and report.counts["enrolments"].ended == 1
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert Enrolment.objects.get(person__source_id="U1").ends == DAY
        assert Enrolment.objects.filter(ends__isnull=True).count() == 59
    assert bring_in(delta).touched == 0


def test_an_older_file_stops(tmp_path: Path) -> None:
    a_source()
    bring_in(a_oneroster(tmp_path, [user(n, stamp="2026-11-20") for n in range(3)], [seat(n) for n in range(3)]))
    old = a_oneroster(
        tmp_path, [user(n, stamp="2026-10-20") for n in range(4)], [seat(n) for n in range(4)], stamp="2026-10-01"
    )
    report = bring_in(old)
    assert report.stopped == ["older"] and not report.written
    assert bring_in(old, confirmed=frozenset({"older"})).written


def test_perhaps_somebody_already_known_waits_for_an_answer(tmp_path: Path) -> None:
    a_source()
    bring_in(a_oneroster(tmp_path, [user(1)], [seat(1)]))
    again = user(1).replace("U1,", "U99,", 1)
    path = a_oneroster(tmp_path, [user(1), again], [seat(1)])
    report = bring_in(path)
    assert report.counts["persons"].waits == 1
    assert [f.rule for f in report.findings.warnings] == ["roster.person.perhaps_known"]
    said = frozenset({("users.csv", 3, "roster.person.perhaps_known")})
    assert bring_in(path, accepted=said).counts["persons"].new == 1


def test_a_teacher_of_many_is_no_class_teacher(tmp_path: Path) -> None:
    a_source()
    rows = [seat(1), seat(7, role="teacher").replace(",true,", ",false,")]
    bring_in(a_oneroster(tmp_path, [user(1), user(7, role="teacher")], rows))
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert Assignment.objects.get().kind == "teacher"


def test_a_learner_found_again_gets_a_second_enrolment(tmp_path: Path) -> None:
    a_source()
    path = a_oneroster(tmp_path, [user(1)], [seat(1)])
    bring_in(path, on=date(2026, 9, 1))
    with the_world():
        Enrolment.objects.update(ends=date(2026, 10, 6), exit_reason="unknown")
    bring_in(path, on=date(2026, 11, 9))
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        first, second = Enrolment.objects.order_by("starts")
        assert (first.ends, second.starts, second.ends) == (date(2026, 10, 6), date(2026, 10, 7), None)
    assert bring_in(path).touched == 0


def test_somebody_else_in_the_municipality_is_not_missing_from_one_schools_file(tmp_path: Path) -> None:
    a_source()
    with the_world():
        a_learner("lv.aiz.other.")
    bring_in(a_file(tmp_path, *learners(3), *learners(3, first=10, school="S2,Skola B", room="8.a")))
    report = bring_in(a_file(tmp_path, *learners(3), name="one.csv"))
    assert report.missing == 0 and not report.stopped
