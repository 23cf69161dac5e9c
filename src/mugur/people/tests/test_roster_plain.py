"""Our simple file: five languages, guardians on the learner's line, and codes of four countries."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.lv import pvn

from mugur.lib.findings import Findings
from mugur.people.roster import Options, read
from mugur.people.roster.codes import looks_like, read_code
from mugur.people.roster.rules_text import RULE_ACCEPTS, RULE_FIXES, RULE_HINTS, RULE_TEXTS, RULE_WHY, words
from mugur.people.roster.values import read_date, read_role, read_sex

HEADS = {
    "en": "source_id;family_name;given_name;birth_date;personal_code;class;grade;school;role;language;"
    "guardian_name;guardian_email",
    "lv": "Identifikators;Uzvārds;Vārds;Dzimšanas datums;Personas kods;Klase;Kurss;Skola;Loma;Valoda;"
    "Vecāks;Vecāka e-pasts",
    "ro": "ID elev;Nume;Prenume;Data nașterii;CNP;Clasa;An de studiu;Școala;Rol;Limba;Părinte;E-mail părinte",
    "hu": "Azonosító;Családi név;Utónév;Születési idő;Oktatási azonosító;Osztály;Évfolyam;Iskola;Szerepkör;Nyelv;"
    "Szülő;Szülő e-mail",
    "sv": "Elev-ID;Efternamn;Förnamn;Födelsedatum;Personnummer;Klass;Årskurs;Skola;Roll;Språk;"
    "Vårdnadshavare;Vårdnadshavare e-post",
}
ROWS = (
    "\n1;Ābola;Anna;03.04.2009;;7.a;7;Skola A;;lv;Ieva Ābola;ieva@example.org"
    "\n2;Bērziņš;Bo;2009-05-06;;7.a;7;Skola A;;lv;;\n"
)


def put(at: Path, text: str) -> Path:
    (at / "roster.csv").write_text(text, "utf-8")
    return at / "roster.csv"


@pytest.mark.parametrize("language", HEADS)
def test_headings_of_five_languages_give_the_same_roster(tmp_path: Path, language: str) -> None:
    bundle = read(put(tmp_path, HEADS[language] + ROWS))
    anna, guardian, bo = bundle.persons
    assert (anna.source_id, anna.family_name, anna.birth_date, anna.grade) == ("1", "Ābola", date(2009, 4, 3), "7")
    assert (guardian.role, guardian.given_name, guardian.email) == ("guardian", "Ieva", "ieva@example.org")
    assert [(row.source_id, row.org_source_id, row.title) for row in bundle.classes] == [
        ("Skola A/7.a", "Skola A", "7.a")
    ]
    assert [row.name for row in bundle.orgs] == ["Skola A"] and bo.org_ids == ("Skola A",)
    assert [row.learner_source_id for row in bundle.guardians] == ["1"]
    assert not len(bundle.findings) and bundle.rows_read == 2


def test_the_same_guardian_of_two_learners_is_one_person(tmp_path: Path) -> None:
    bundle = read(put(tmp_path, HEADS["en"] + ROWS.replace("lv;;", "lv;I. Ābola;IEVA@example.org")))
    assert [row.guardian_source_id for row in bundle.guardians] == ["guardian:ieva@example.org"] * 2
    assert len(bundle.persons) == 3


def test_a_class_written_in_two_ways_proposes_the_usual_one(tmp_path: Path) -> None:
    bundle = read(put(tmp_path, HEADS["en"] + ROWS + "3;C;C;;;7.A;7;Skola A;;;;\n"))
    assert [(f.row, f.value, f.fix, f.level) for f in bundle.findings] == [(4, "7.A", "7.a", "warning")]
    assert len(bundle.classes) == 1


def test_a_workbook_with_a_title_is_read_like_the_file(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Skolas saraksts 2026"])
    for line in (HEADS["lv"] + ROWS).strip().split("\n"):
        book.active.append(line.split(";"))
    book.save(tmp_path / "roster.xlsx")
    bundle = read(tmp_path / "roster.xlsx")
    assert [row.family_name for row in bundle.persons if row.role == "learner"] == ["Ābola", "Bērziņš"]
    assert bundle.format == "XLSX" and not len(bundle.findings)
    assert bundle.persons[0].row == 3


def test_staff_and_missing_names_and_ids(tmp_path: Path) -> None:
    bundle = read(put(tmp_path, HEADS["en"] + ROWS + "3;;Cē;;;;;;skolotājs;;;\n;D;D;;;;;;;;;\n5;E;E;;;;;;king;;;\n"))
    assert [(f.row, f.column, f.rule) for f in bundle.findings.errors] == [
        (4, "family_name", "roster.field.empty"),
        (5, "source_id", "roster.field.empty"),
        (6, "role", "roster.role.unknown"),
    ]
    assert {row.source_id: row.role for row in bundle.persons}["3"] == "staff"


def test_a_birth_date_that_is_not_the_codes_waits(tmp_path: Path) -> None:
    code = "030409-2000"
    code += pvn.calc_check_digit_pers(code.replace("-", ""))
    text = HEADS["lv"] + ROWS.replace("2009-05-06;", f"2009-05-06;{code}")
    bundle = read(put(tmp_path, text), Options(country="LV", on=date(2026, 11, 21)))
    assert [(f.row, f.rule, f.level) for f in bundle.findings] == [(3, "roster.code.birth_date_differs", "warning")]


@pytest.mark.parametrize(
    ("country", "text", "scheme", "problem", "born"),
    [
        ("LV", "161175-19997", "lv.pk", "", date(1975, 11, 16)),
        ("LV", "16117519997", "lv.pk", "", date(1975, 11, 16)),
        ("LV", "161175-19998", "lv.pk", "check_digit", None),
        ("LV", "1611751999", "lv.pk", "form", None),
        ("LV", "328673-00679", "lv.pk", "", None),
        ("LV", "328673-00677", "lv.pk", "check_digit", None),
        ("RO", "5080304120006", "ro.cnp", "", date(2008, 3, 4)),
        ("RO", "5080304120007", "ro.cnp", "check_digit", None),
        ("RO", "5081304120006", "ro.cnp", "date", None),
        ("RO", "508", "ro.cnp", "form", None),
        ("SE", "880320-0016", "se.pnr", "", date(1988, 3, 20)),
        ("SE", "8803200018", "se.pnr", "check_digit", None),
        ("SE", "20100102Tf29", "se.protected", "", None),
        ("SE", "hello", "se.pnr", "form", None),
        ("HU", "72345678901", "hu.oa", "", None),
        ("HU", "7234", "hu.oa", "form", None),
        ("XX", "anything", "local", "", None),
    ],
)
def test_codes_of_countries(country: str, text: str, scheme: str, problem: str, born: date | None) -> None:
    code = read_code(country, text)
    assert (code.scheme, code.problem, code.birth_date) == (scheme, problem, born)
    assert code.protected == (scheme == "se.protected")


def test_a_number_that_can_belong_to_nobody_is_right_only_when_the_caller_says_so() -> None:
    digits = "3102051000"
    number = f"310205-1000{pvn.calc_check_digit_pers(digits)}"
    assert read_code("LV", number).problem == "date"
    assert read_code("LV", number, lambda code: re.match(r"3102\d\d", code) is not None).problem == ""


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["LV", "RO", "SE", "HU", ""]), st.one_of(st.text(max_size=16), st.from_regex(r"[0-9+\-Tf]{8,13}"))
)
def test_no_text_makes_the_reading_of_codes_fail(country: str, text: str) -> None:
    code = read_code(country, text)
    assert code.problem in ("", "form", "check_digit", "date")
    assert looks_like(country, text) or code.problem == "form" or country == ""


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_way_of_writing_a_day_comes_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y.%m.%d.", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d.%m.%Y.", "%Y-%m-%dT00:00:00Z"):
        assert read_date(day.strftime(form)).value == day
    slashes = read_date(day.strftime("%d/%m/%Y"))
    assert slashes.value == day and slashes.order == ("either" if day.day <= 12 and day.day != day.month else "day")


@pytest.mark.parametrize(
    "text", ["31/02/2010", "2010-13-01", "1.2.10", "yesterday", "40000", "2010-00-10", "0000-01-01"]
)
def test_what_is_no_day_is_said(text: str) -> None:
    assert read_date(text).order == "bad"


def test_words_of_roles_and_sex() -> None:
    assert [read_role(word) for word in ("Student", "Lärare", "tanár", "Părinte", "wizard")] == [
        "learner",
        "staff",
        "staff",
        "guardian",
        None,
    ]
    assert [read_sex(word) for word in ("Sieviete", "férfi", "", "?x!")] == ["female", "male", "", "other"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("b") / "users.csv"
    path.write_bytes(b"sourcedId,role,givenName,familyName,orgSourcedIds\n" + data)
    assert isinstance(read(path).findings, Findings)


def test_every_rule_that_the_code_names_has_words() -> None:
    source = Path(__file__).parents[2]
    named: set[str] = set()
    for file in (*(source / "lib" / "tables").glob("*.py"), *(source / "people" / "roster").glob("*.py")):
        if file.name != "rules_text.py":
            named.update(re.findall(r"\"((?:roster|table)\.[a-z_]+(?:\.[a-z_]+)?)\"", file.read_text("utf-8")))
    named.update(f"roster.code.{problem}" for problem in ("form", "check_digit", "date"))
    assert named - set(RULE_TEXTS) == set()
    assert len(named) > 50
    for table in (RULE_WHY, RULE_HINTS, RULE_FIXES, RULE_ACCEPTS):
        assert {rule.split(":")[0] for rule in table} <= set(RULE_TEXTS)
    assert words(RULE_HINTS, "roster.date.two_ways", "day").startswith("The other")
