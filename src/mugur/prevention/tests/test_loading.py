"""Attendance, marks and incidents: what comes in, what a second file changes, and what stays out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections
from tests.builders import DAY, a_body, a_learner, an_account, the_world, who

from mugur.access.models import AuditEntry
from mugur.access.reach import Reach, scope
from mugur.access.who import machine
from mugur.lib.errors import NoRight
from mugur.people import imports, vault
from mugur.people.models import Enrolment, ImportBatch, Person
from mugur.people.roster.codes import read_code
from mugur.people.tests.as_worker import the_worker
from mugur.prevention import loading
from mugur.prevention.models import AttendanceChange, AttendanceFact, Incident, MarkFact

pytestmark = pytest.mark.django_db(databases=["default", "worker", "wide", "vault"], transaction=True)
HEAD = "learner,day,lessons_possible,lessons_excused,lessons_unexcused,lessons_late\n"
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def world() -> Iterator[None]:
    """Learners L1 to L3 of Aizkraukle and L4 of Bauska, each known to its own source by its id."""
    with the_world():
        for path, names in (("lv.aiz.", ("L1", "L2", "L3")), ("lv.bau.", ("L4",))):
            source = a_body(path, kind="municipality")
            for name in names:
                a_learner(f"{path}pv.", source_org=source, source_id=name)
    with the_worker():
        yield


def a_file(at: Path, *rows: str, head: str = HEAD, name: str = "week.csv", encoding: str = "utf-8") -> Path:
    path = at / name
    path.write_text(head + "".join(row + "\n" for row in rows), encoding=encoding)
    return path


def bring_in(
    path: Path, kind: str = "attendance", *, source: str = "lv.aiz.", dry_run: bool = False, **answers: Any
) -> imports.Report:
    return imports.run(kind, path, on=DAY, source=source, dry_run=dry_run, answers=imports.Answers(**answers))


def facts(source: str = "lv.aiz.") -> list[tuple[Any, ...]]:
    with scope(Reach.of([source]), on=DAY):
        names = dict(Person.objects.values_list("pk", "source_id"))
        rows = AttendanceFact.objects.order_by("person_id", "day")
        return [(names[f.person_id], f.day, f.possible, f.excused, f.unexcused, f.late) for f in rows]


def leftovers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'staging'")
        return int(cursor.fetchone()[0])


def test_a_plain_file_comes_in_and_twice_changes_nothing(tmp_path: Path) -> None:
    path = a_file(tmp_path, "L1,2026-11-16,7,0,2,1", "L1,2026-11-17,6,1,0,0", "L2,2026-11-16,7,0,0,0")
    report = bring_in(path)
    assert report.ok and report.written and report.counts["attendance"].new == 3, report.lines()
    assert facts() == [("L1", MONDAY, 7, 0, 2, 1), ("L1", date(2026, 11, 17), 6, 1, 0, 0), ("L2", MONDAY, 7, 0, 0, 0)]
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert {f.org_path for f in AttendanceFact.objects.all()} == {"lv.aiz.pv."}
        assert AuditEntry.objects.get(event="prevention.attendance.imported").data["counts"] == {
            "people.importbatch": 2, "prevention.attendancefact": 3}  # fmt: skip
    again = bring_in(path)
    assert not again.written and again.counts["attendance"].same == 3 and again.touched == 0
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert ImportBatch.objects.count() == 1 and AuditEntry.objects.filter(event__contains="attendance").count() == 1
    assert leftovers() == 0


def test_a_later_file_replaces_and_what_stood_there_is_kept(tmp_path: Path) -> None:
    bring_in(a_file(tmp_path, "L1,2026-11-16,7,0,5,0", "L2,2026-11-16,7,0,0,0"))
    report = bring_in(a_file(tmp_path, "L1,2026-11-16,7,5,0,0", "L2,2026-11-16,7,0,0,0", "L3,2026-11-16,7,0,1,0"))
    counts = report.counts["attendance"]
    assert (counts.new, counts.changed, counts.same) == (1, 1, 1)
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        old = AttendanceChange.objects.get()
        newest = ImportBatch.objects.order_by("-pk")[0]
        assert (old.excused, old.unexcused, old.replaced_by) == (0, 5, newest.pk)
    assert ("L1", MONDAY, 7, 5, 0, 0) in facts()


def test_a_learner_of_another_body_is_unknown_and_stays_as_it_was(tmp_path: Path) -> None:
    bring_in(a_file(tmp_path, "L4,2026-11-16,7,0,0,0"), source="lv.bau.")
    before = facts("lv.bau.")
    report = bring_in(a_file(tmp_path, "L4,2026-11-16,7,0,7,0", "L1,2026-11-16,7,0,0,0", "L5,2026-11-16,7,0,0,0"))
    told = [(f.row, f.value, f.rule) for f in report.findings.errors]
    assert told == [(2, "L4", "facts.learner.unknown"), (4, "L5", "facts.learner.unknown")]
    assert (report.counts["attendance"].new, report.waiting) == (1, 2)
    assert facts("lv.bau.") == before


@pytest.mark.parametrize("slow", [False, True])
def test_what_breaks_a_rule_is_told_with_its_line_and_stays_out(tmp_path: Path, slow: bool) -> None:
    rows = [
        "L1,2026-11-16,7,0,2,0", "L1,2026-08-20,7,0,0,0", "L1,2026-11-18,7,0,0,0", "L1,2026-11-25,7,0,0,0",
        "L2,2026-11-17,5,3,3,0", "L2,2026-11-19,20,0,0,0",
    ]  # fmt: skip
    path = a_file(tmp_path, *(rows + ["L2,2026-11-20,7,x,0,0"] * slow))
    report = bring_in(path)
    told = {(f.row, f.rule) for f in report.findings}
    expected = {
        (3, "facts.learner.elsewhere"), (4, "facts.day.no_school"), (5, "facts.day.in_the_future"),
        (6, "facts.absence.more_than_possible"), (6, "facts.late.more_than_attended"),
        (7, "facts.day.too_many_lessons"),
    }  # fmt: skip
    assert told == expected | ({(8, "facts.lessons_excused.not_a_count")} if slow else set())
    assert facts() == [("L1", MONDAY, 7, 0, 2, 0)]
    assert report.waiting == 5 + slow and not report.ok


def test_an_accepted_warning_comes_in_and_a_corrected_cell_too(tmp_path: Path) -> None:
    path = a_file(tmp_path, "L2,2026-11-19,16,0,0,0", "L1,2026-11-1x,7,0,0,0")
    said = frozenset({("week.csv", 2, "facts.day.too_many_lessons")})
    report = bring_in(path, accepted=said, corrections={("week.csv", 3, "day"): "2026-11-17"})
    assert report.counts["attendance"].new == 2 and not report.waiting, report.lines()


def test_the_same_fact_twice_is_taken_once_and_a_quarrel_waits(tmp_path: Path) -> None:
    rows = ["L1,2026-11-16,7,0,0,0", "L1,2026-11-16,7,0,0,0", "L2,2026-11-16,7,0,0,0", "L2,2026-11-16,7,0,7,0"]
    report = bring_in(a_file(tmp_path, *rows))
    told = sorted((f.row, f.rule, f.level) for f in report.findings)
    assert told == [
        (3, "facts.row.twice", "note"), (4, "facts.row.twice", "error"), (5, "facts.row.twice", "error")]  # fmt: skip
    assert facts() == [("L1", MONDAY, 7, 0, 0, 0)]
    assert report.waiting == 2


def test_foreign_headings_separators_and_dates_come_in(tmp_path: Path) -> None:
    path = a_file(
        tmp_path, "L1;16.11.2026;7;2", head="izglītojamā id;datums;stundas;neattaisnotas stundas\n", encoding="cp1257"
    )
    report = bring_in(path)
    assert report.counts["attendance"].new == 1, report.lines()
    assert facts() == [("L1", MONDAY, 7, 0, 2, 0)]


def test_a_week_counts_from_its_monday(tmp_path: Path) -> None:
    report = bring_in(a_file(tmp_path, "L1,2026-W47,30,2", head="learner,week,lessons_possible,lessons_unexcused\n"))
    assert report.ok, report.lines()
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        fact = AttendanceFact.objects.get()
        assert (fact.day, fact.days, fact.possible, fact.unexcused) == (MONDAY, 7, 30, 2)


def test_a_personal_code_is_matched_in_the_vault(tmp_path: Path) -> None:
    with scope(Reach.of(["lv.aiz.", "lv.bau."]), on=DAY):
        ours, theirs = Person.objects.get(source_id="L1"), Person.objects.get(source_id="L4")
    codes = (f"320102-{n:05d}" for n in range(10000, 11000))
    values = [code for code in codes if not read_code("LV", code).problem]
    vault.keep_identifiers([(ours.uuid, "lv.pk", values[0]), (theirs.uuid, "lv.pk", values[1])])
    head = "personal_code,day,lessons_possible\n"
    report = bring_in(a_file(tmp_path, f"{values[0]},2026-11-16,7", f"{values[1]},2026-11-16,7", head=head))
    assert facts() == [("L1", MONDAY, 7, 0, 0, 0)]
    (finding,) = report.findings.errors
    assert finding.rule == "facts.learner.unknown" and values[1] not in finding.value


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    report = bring_in(a_file(tmp_path, "L1,2026-11-16,7,0,0,0", "LX,2026-11-16,7,0,0,0"), dry_run=True)
    assert (report.counts["attendance"].new, report.waiting, report.written) == (1, 1, False)
    assert facts() == [] and leftovers() == 0


def test_a_moved_learners_days_are_not_overwritten_by_the_old_source(tmp_path: Path) -> None:
    path = a_file(tmp_path, "L1,2026-11-16,7,0,0,0", "L2,2026-11-16,7,0,0,0")
    bring_in(path)
    with the_world():
        Person.objects.filter(source_id="L1").update(home_path="lv.bau.pv.")
    report = bring_in(a_file(tmp_path, "L1,2026-11-16,7,0,7,0", "L2,2026-11-16,7,0,0,0"))
    assert [f.rule for f in report.findings.errors] == ["facts.learner.unknown"]


def test_marks_come_in_once_and_letters_become_points(tmp_path: Path) -> None:
    head = "learner,subject,term,day,mark,scale\n"
    rows = [
        "L1,Math,2026-1,2026-11-16,7,1-10",
        "L1,Sport,2026-1,,EXEMPT,",
        "L2,Math,2026-1,,B,A-F",
        "L2,Art,2026-1,,11,",
    ]
    path = a_file(tmp_path, *rows, head=head, name="marks.csv")
    report = bring_in(path, "marks")
    assert [(f.row, f.rule) for f in report.findings.errors] == [(5, "facts.mark.not_on_scale")]
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        found = {m.subject: (m.kind, float(m.mark) if m.mark is not None else None, m.scale, m.exempt)
                 for m in MarkFact.objects.filter(person__source_id="L1")}  # fmt: skip
        assert found == {"Math": ("single", 7.0, "10", False), "Sport": ("term", None, "10", True)}
        assert MarkFact.objects.get(person__source_id="L2").mark == 87.5
    again = imports.run("marks", path, on=DAY + timedelta(days=5), source="lv.aiz.")
    assert again.touched == 0 and again.counts["marks"].same == 3


def test_incidents_are_a_day_and_a_category(tmp_path: Path) -> None:
    path = a_file(
        tmp_path, "L1,2026-11-16,Bullying", "L1,2026-11-16,gossip", head="learner,day,category\n", name="i.csv"
    )
    report = bring_in(path, "incidents")
    assert [f.rule for f in report.findings.errors] == ["facts.category.unknown"]
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert Incident.objects.get().category == "bullying"
    assert bring_in(path, "incidents").touched == 0


def test_a_learner_of_two_periods_is_known_in_both_and_not_between(tmp_path: Path) -> None:
    with the_world():
        learner = Person.objects.get(source_id="L1")
        Enrolment.objects.filter(person=learner).update(ends=date(2026, 10, 6))
        school = a_body("lv.aiz.pv.")
        Enrolment(person=learner, school=school, org_path="lv.aiz.pv.", starts=date(2026, 11, 9)).save()
    report = bring_in(a_file(tmp_path, "L1,2026-10-05,7,0,0,0", "L1,2026-10-20,7,0,0,0", "L1,2026-11-10,7,0,0,0"))
    assert [(f.row, f.rule) for f in report.findings.errors] == [(3, "facts.learner.elsewhere")]
    assert len(facts()) == 2


def test_who_may_not_import_imports_nothing(tmp_path: Path) -> None:
    with the_world():
        stranger = an_account(("data_steward", "lv.bau."))
        source = a_body("lv.aiz.")
    path = a_file(tmp_path, "L1,2026-11-16,7,0,0,0")
    with scope(Reach.of(["lv.aiz."]), on=DAY), pytest.raises(NoRight):
        loading.load_attendance(path, by=who(stranger), on=DAY, source=source)
    assert facts() == []


def test_the_function_for_benches_takes_the_scope_of_its_caller(tmp_path: Path) -> None:
    with the_world():
        source = a_body("lv.aiz.")
    by = machine("import", on=DAY, paths=("lv.aiz.",))
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        report = loading.load_attendance(a_file(tmp_path, "L1,2026-11-16,7,0,0,0"), by=by, on=DAY, source=source)
    assert report.written


def test_staging_left_behind_is_swept_after_a_day() -> None:
    with scope(Reach.of(["lv.aiz."]), on=DAY), connection.cursor() as cursor:
        cursor.execute("create unlogged table staging.raw_20261101_0a0b0c0d (line bigint)")
        cursor.execute("create unlogged table staging.raw_20261124_0a0b0c0d (line bigint)")
        assert loading.staging.sweep(DAY) == 1
        cursor.execute("select tablename from pg_tables where schemaname = 'staging'")
        assert cursor.fetchall() == [("raw_20261124_0a0b0c0d",)]


def test_the_applications_own_login_has_no_staging() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connections["wide"].cursor() as cursor:
        cursor.execute("create table staging.stolen (line bigint)")
