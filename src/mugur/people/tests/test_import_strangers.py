"""A roster touches what is under its own body: spoofed ids, numbers known elsewhere, two at once, hostile files."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.builders import DAY, a_body, a_learner, an_account, the_world, who

from mugur.access.reach import Reach, scope
from mugur.lib.errors import NoRight, RuleBroken
from mugur.organisations.models import Organisation
from mugur.people import imports, vault
from mugur.people.models import Assignment, Enrolment, Group, GroupMembership, Guardianship, Person, TransferCase
from mugur.people.roster.codes import read_code

from .test_import_roster import a_file, a_oneroster, bring_in, everything, learners, seat, user

pytestmark = pytest.mark.django_db(databases=["default", "worker", "wide", "vault"], transaction=True)
CODES = [code for n in range(10000, 10400) if not read_code("LV", code := f"320102-{n:05d}").problem]


@pytest.fixture
def two_towns(tmp_path: Path) -> None:
    """Two municipalities; Bauska has brought in one school with one class."""
    with the_world():
        a_body("lv.aiz.", kind="municipality")
        a_body("lv.bau.", kind="municipality")
    users = [user(n, code=CODES[n] if n < 3 else "") for n in range(5)]
    bring_in(a_oneroster(tmp_path, users, [seat(n) for n in range(5)]), source="lv.bau.")


def rows_of(source: str) -> dict[str, list[Any]]:
    models = (Person, Enrolment, Group, GroupMembership, Guardianship, Assignment)
    with scope(Reach.of([source]), on=DAY):
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_a_hostile_roster_with_a_neighbours_ids_changes_nothing_there_and_learns_nothing(
    two_towns: None, tmp_path: Path
) -> None:
    before = rows_of("lv.bau.")
    with scope(Reach.of(["lv.bau."]), on=DAY):
        school = Organisation.objects.get(path__startswith="lv.bau.", kind="school")
    spoofed = [
        f"U{n},active,2026-11-02,true,{school.source_id},student,Evil,Twin,,2010-01-0{n + 1},evil{n}@demo.mugur.example"
        for n in range(5)
    ]
    report = bring_in(a_oneroster(tmp_path, spoofed, [seat(n) for n in range(5)], stamp="2026-11-03"))
    assert rows_of("lv.bau.") == before
    assert report.counts["persons"].new == 5 and report.missing == 0
    assert "Kalna" not in "".join(report.lines())
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert set(Person.objects.values_list("family_name", flat=True)) == {"Twin"}
        assert {p.startswith("lv.aiz.") for p in Person.objects.values_list("home_path", flat=True)} == {True}


def test_a_number_known_elsewhere_opens_a_case_on_both_sides_and_merges_nothing(
    two_towns: None, tmp_path: Path
) -> None:
    before = rows_of("lv.bau.")
    path = a_oneroster(tmp_path, [user(50, code=CODES[1]), user(51, code=CODES[9])], [seat(50), seat(51)])
    report = bring_in(path)
    assert report.cases == 1 and report.counts["persons"].new == 2
    assert rows_of("lv.bau.") == before
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        ours = TransferCase.objects.get()
        assert ours.person.source_id == "U50" and ours.answer == ""
        newcomer = Person.objects.get(source_id="U51")
    with scope(Reach.of(["lv.bau."]), on=DAY):
        theirs = TransferCase.objects.get()
        assert theirs.person.source_id == "U1" and theirs.mark == ours.mark
        assert vault.match_identifier("lv.pk", CODES[1]) == theirs.person.uuid
    assert vault.match_identifier("lv.pk", CODES[9]) == newcomer.uuid
    assert not any("Kalna1," in line or "bau" in line for line in report.lines())
    state = everything()
    assert bring_in(path).touched == 0
    assert everything() == state


def test_a_learner_who_lives_elsewhere_now_is_left_alone(two_towns: None, tmp_path: Path) -> None:
    with the_world():
        a_body("lv.aiz.pv.")
        Person.objects.filter(source_id="U2").update(home_path="lv.aiz.pv.")
    path = a_oneroster(
        tmp_path, [user(n).replace("Anna", "Eva") for n in range(5)], [seat(n) for n in range(5)], stamp="2026-11-05"
    )
    report = bring_in(path, source="lv.bau.")
    assert report.written
    assert [(f.rule, f.level) for f in report.findings if f.value == "U2"] == [("roster.person.moved_away", "note")]
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert Person.objects.get(source_id="U2").given_name == "Anna"


def test_names_of_a_learner_also_enrolled_elsewhere_are_not_overwritten(two_towns: None, tmp_path: Path) -> None:
    with the_world():
        school = a_body("lv.aiz.pv.")
        learner = Person.objects.get(source_id="U2")
        Enrolment(person=learner, school=school, org_path=school.path, starts=DAY).save()
    path = a_oneroster(
        tmp_path, [user(n).replace("Anna", "Eva") for n in range(5)], [seat(n) for n in range(5)], stamp="2026-11-05"
    )
    bring_in(path, source="lv.bau.")
    with scope(Reach.of(["lv.bau."]), on=DAY):
        assert Person.objects.get(source_id="U2").given_name == "Anna"
        assert Person.objects.get(source_id="U3").given_name == "Eva"


def test_a_school_founds_no_other_school(tmp_path: Path) -> None:
    with the_world():
        a_body("lv.aiz.pv.", name="Skola P")
    rows = [*learners(2, school="P,Skola P"), *learners(2, first=5, school="X,Skola X")]
    report = bring_in(a_file(tmp_path, *rows), source="lv.aiz.pv.")
    assert "roster.org.not_yours" in {f.rule for f in report.findings.errors}
    with scope(Reach.of(["lv.aiz.pv."]), on=DAY):
        assert set(Person.objects.values_list("home_path", flat=True)) == {"lv.aiz.pv."}
        assert not Organisation.objects.filter(name="Skola X").exists()


def test_whoever_may_not_import_here_is_refused(two_towns: None, tmp_path: Path) -> None:
    with the_world():
        neighbour = an_account(("data_steward", "lv.bau."))
    before = rows_of("lv.aiz.")
    with pytest.raises(NoRight):
        imports.run("roster", a_file(tmp_path, *learners(1)), on=DAY, source="lv.aiz.", by=who(neighbour))
    assert rows_of("lv.aiz.") == before


def test_two_imports_of_one_body_at_once_are_refused(two_towns: None, tmp_path: Path) -> None:
    path = a_file(tmp_path, *learners(2))
    held, done = threading.Event(), threading.Event()

    def holds() -> None:
        from mugur.people.imports.source import find_source, hold

        with scope(Reach.of(["lv.aiz."]), on=DAY):
            hold(find_source("lv.aiz."))
            held.set()
            done.wait(10)
        connections.close_all()

    first = threading.Thread(target=holds)
    first.start()
    assert held.wait(10)
    try:
        with pytest.raises(RuleBroken) as refused:
            bring_in(path)
        assert refused.value.code == "people.import_running"
        assert bring_in(a_file(tmp_path, *learners(2), name="other.csv"), source="lv.bau.", dry_run=True).rows == 2
    finally:
        done.set()
        first.join()
    assert bring_in(path).written


def a_bomb(at: Path) -> Path:
    path = at / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", b"0" * 60_000_000)
    return path


def a_circle(at: Path) -> Path:
    path = at / "circle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orgs.csv", "sourcedId,name,type,parentSourcedId\nA,One,school,B\nB,Two,school,A\n")
        archive.writestr("users.csv", "sourcedId,orgSourcedIds,givenName,familyName,role\n1,A,Anna,Kalna,student\n")
    return path


def a_binary(at: Path) -> Path:
    path = at / "binary.csv"
    path.write_bytes(bytes(range(256)) * 400)
    return path


def a_long_name(at: Path) -> Path:
    return a_file(at, f"L1,{'Ā' * 3000},Anna,,7.a,7,S1,Skola A,")


def a_wrong_encoding(at: Path) -> Path:
    path = a_file(at, *learners(3))
    path.write_bytes(path.read_text().encode("cp1257"))
    return path


def a_large_file(at: Path) -> Path:
    path = at / "large.csv"
    with path.open("wb") as out:
        out.truncate(101 * 1024 * 1024)
    return path


HOSTILE = (a_bomb, a_circle, a_binary, a_long_name, a_large_file)


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_file_is_a_finding_and_writes_no_person(make: Any, two_towns: None, tmp_path: Path) -> None:
    report = bring_in(make(tmp_path))
    assert report.findings.errors and not report.ok
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert not Person.objects.exists()


def test_another_encoding_is_found_and_comes_in(two_towns: None, tmp_path: Path) -> None:
    bring_in(a_wrong_encoding(tmp_path))
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert set(Person.objects.values_list("family_name", flat=True)) == {"Ābola1", "Ābola2", "Ābola3"}


def test_a_staff_address_gives_no_class_to_a_strangers_account(two_towns: None, tmp_path: Path) -> None:
    with the_world():
        stranger = an_account(("class_teacher", "lv.bau.x."))
        mine = an_account(("class_teacher", "lv.aiz.x."))
    rows = [user(7, role="teacher").replace("u7@demo.mugur.example", stranger.email),
            user(8, role="teacher").replace("u8@demo.mugur.example", mine.email)]  # fmt: skip
    bring_in(a_oneroster(tmp_path, [user(1), *rows], [seat(1), seat(7, role="teacher"), seat(8, role="teacher")]))
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        accounts = dict(Assignment.objects.values_list("staff__source_id", "account_id"))
    assert accounts == {"U7": None, "U8": mine.pk}


def test_learners_of_no_source_are_never_touched(two_towns: None, tmp_path: Path) -> None:
    with the_world():
        by_hand = a_learner("lv.aiz.pv.", given_name="Anna", family_name="Hand")
    bring_in(a_file(tmp_path, *learners(3)))
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert Enrolment.objects.get(person=by_hand).ends is None
