"""Tables of others: whatever is sent, it is read rightly or ends as findings, never as a crash."""

from __future__ import annotations

import csv
import io
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mugur.lib.findings import Findings
from mugur.lib.tables import DELIMITERS, Limits, Table, read_tables
from mugur.lib.tables.cells import composed, hides
from mugur.lib.tables.limits import ROSTER

LATVIAN = [["Vārds", "Uzvārds", "Klase"], ["Ģirts", "Bērziņš", "7.a"], ["Žanete", "Kļaviņa", "7.b"]]
ROMANIAN = [["Nume", "Prenume", "Clasa"], ["Ştefănescu", "Ioana", "a X-a"], ["Ţurcanu", "Mălina", "a XI-a"]]
HUNGARIAN = [["Név", "Utónév", "Osztály"], ["Szűcs", "Őrs", "9.a"], ["Fülöp", "Zsófia", "9.b"]]
SWEDISH = [["Namn", "Förnamn", "Klass"], ["Åkesson", "Östen", "7A"], ["Sjöberg", "Märta", "7B"]]


def written(rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def read(path: Path, limits: Limits = ROSTER, **how: str) -> tuple[list[Table], Findings]:
    findings = Findings()
    return read_tables(path, findings, limits, **how), findings  # type: ignore[arg-type]


def read_bytes(
    folder: Path, data: bytes, name: str = "users.csv", limits: Limits = ROSTER, **how: str
) -> tuple[Table, Findings]:
    (folder / name).write_bytes(data)
    tables, findings = read(folder / name, limits, **how)
    assert tables, findings.as_json()
    return tables[0], findings


def rules(findings: Findings) -> set[str]:
    return {finding.rule for finding in findings}


def all_rows(table: Table) -> list[list[str]]:
    return [list(table.columns), *(list(row.cells) for row in table.rows())]


@pytest.mark.parametrize(
    ("rows", "encoding", "said"),
    [
        (LATVIAN, "utf-8", "utf-8"),
        (LATVIAN, "utf-8-sig", "utf-8-sig"),
        (LATVIAN, "utf-16", "utf-16"),
        (LATVIAN, "utf-16-le", "utf-16-le"),
        (LATVIAN, "utf-16-be", "utf-16-be"),
        (LATVIAN, "cp1257", "cp1257"),
        (ROMANIAN, "cp1250", "cp1250"),
        (HUNGARIAN, "cp1250", "cp1250"),
        (SWEDISH, "cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_encoding_and_separator_are_found_and_told(
    tmp_path: Path,
    rows: list[list[str]],
    encoding: str,
    said: str,
    delimiter: str,
) -> None:
    table, findings = read_bytes(tmp_path, written(rows, delimiter, encoding))
    assert all_rows(table) == rows
    assert (table.encoding, table.delimiter) == (said, delimiter)
    assert not len(findings)


plain_cells = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufffd\u00ad"), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(
    data=st.data(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250", "cp1252", "cp1257"]),
    delimiter=st.sampled_from(DELIMITERS),
    width=st.integers(2, 6),
)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    encoding: str,
    delimiter: str,
    width: int,
) -> None:
    def fits(text: str) -> bool:
        return text.encode(encoding, "replace").decode(encoding) == text and composed(text) == text and not hides(text)

    header = [f"name{place}" for place in range(width)]
    cells = st.one_of(plain_cells.filter(fits), st.sampled_from(['a"b', "x,y;z\tw|v", "two\nlines", "'", ""]))
    row = st.lists(cells, min_size=width, max_size=width).filter(lambda row: any(cell.strip() for cell in row))
    rows = [header, *data.draw(st.lists(row, min_size=1, max_size=8))]
    told = {"encoding": encoding} if encoding.startswith("cp") or encoding == "utf-16-le" else {}
    table, findings = read_bytes(tmp_path_factory.mktemp("t"), written(rows, delimiter, encoding), **told)
    assert all_rows(table) == rows
    assert not findings.errors


def test_titles_above_the_headings_are_passed_over_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    data = b"Liceul Tehnologic;;\r\nLista elevilor;;\r\n;;\r\nNume;Prenume;Clasa\r\nPop;Ana;9A\r\nRus;Ion;9B\r\n"
    table, _ = read_bytes(tmp_path, data)
    assert (table.columns, table.header_line) == (("Nume", "Prenume", "Clasa"), 4)
    assert [row.line for row in table.rows()] == [5, 6]


def test_line_numbers_count_lines_inside_cells(tmp_path: Path) -> None:
    table, _ = read_bytes(tmp_path, b'a,b\n1,"x\ny"\n2,z\n')
    assert [(row.line, row.cells) for row in table.rows()] == [(2, ("1", "x\ny")), (4, ("2", "z"))]


def test_empty_and_repeated_headings_get_names_and_nothing_is_dropped(tmp_path: Path) -> None:
    table, _ = read_bytes(tmp_path, b"id,,name,NAME,odd\n1,2,3,4,5\n")
    assert table.columns == ("id", "column_2", "name", "column_4", "odd")
    assert [row.cells for row in table.rows()] == [("1", "2", "3", "4", "5")]


def test_a_separator_declared_by_a_spreadsheet_counts(tmp_path: Path) -> None:
    table, _ = read_bytes(tmp_path, b"sep=;\r\nid;name\r\n1;a,b\r\n")
    assert (table.columns, [row.cells for row in table.rows()]) == (("id", "name"), [("1", "a,b")])


def test_invisible_and_turning_characters_are_refused_with_a_proposal(tmp_path: Path) -> None:
    table, findings = read_bytes(tmp_path, "id,name\n1,A\u202enna\n2,B\u200bo\n3,C\x07\n4,Zoe\u0308\n".encode())
    assert [row.cells[1] for row in table.rows()] == ["Anna", "Bo", "C", "Zoë"]
    assert [(f.row, f.rule, f.fix) for f in findings.errors] == [
        (2, "table.cell.hidden_character", "Anna"),
        (3, "table.cell.hidden_character", "Bo"),
        (4, "table.cell.hidden_character", "C"),
    ]


def test_a_correction_replaces_the_cell_and_its_finding(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_bytes("id,name\n1,A\u202enna\n".encode())
    findings = Findings()
    table = read_tables(tmp_path / "users.csv", findings, corrections={("users.csv", 2, "name"): "Anna"})[0]
    assert [row.cells for row in table.rows()] == [("1", "Anna")]
    assert not len(findings)


def test_rows_that_do_not_fit_are_told(tmp_path: Path) -> None:
    table, findings = read_bytes(tmp_path, b"a,b,c\n1,2,3\n1,2,3,4\n1,2\n1,2,3,,\n")
    assert [row.cells for row in table.rows()] == [("1", "2", "3"), ("1", "2", "3"), ("1", "2", ""), ("1", "2", "3")]
    assert {(f.row, f.rule) for f in findings} == {(3, "table.row.too_long"), (4, "table.row.too_short")}


def test_bytes_without_a_letter_are_told(tmp_path: Path) -> None:
    table, findings = read_bytes(tmp_path, b"id,name\n1,J\xfbrgen\x81\n", encoding="cp1252")
    assert list(table.rows())
    assert rules(findings) == {"table.cell.lost_character"}


# --- what must end as a finding ----------------------------------------------------------------------------------


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return path


def inner_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("users.csv", "a,b\n1,2\n")
    return out.getvalue()


def a_link(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        info = zipfile.ZipInfo("users.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return folder / "x.zip"


def a_lying_zip(folder: Path) -> Path:
    """The directory of the archive declares ten bytes; a hundred thousand come out."""
    data = bytearray(zipped(folder / "x.zip", {"users.csv": b"a,b\n" + b"1,2\n" * 25_000}).read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    (folder / "x.zip").write_bytes(bytes(data))
    return folder / "x.zip"


def put(folder: Path, data: bytes, name: str = "users.csv") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "bomb": (lambda at: zipped(at / "x.zip", {"users.csv": b"a,b\n" + b"0" * 30_000_000}), "table.archive.ratio"),
    "nested by name": (lambda at: zipped(at / "x.zip", {"in.zip": b"anything"}), "table.archive.nested"),
    "nested by content": (lambda at: zipped(at / "x.zip", {"users.csv": inner_zip()}), "table.archive.nested"),
    "slip": (lambda at: zipped(at / "x.zip", {"../../users.csv": b"a,b\n1,2\n"}), "table.archive.bad_name"),
    "absolute": (lambda at: zipped(at / "x.zip", {"/etc/users.csv": b"a,b\n1,2\n"}), "table.archive.bad_name"),
    "drive": (lambda at: zipped(at / "x.zip", {"C:\\users.csv": b"a,b\n1,2\n"}), "table.archive.bad_name"),
    "device": (lambda at: zipped(at / "x.zip", {"con.csv": b"a,b\n1,2\n"}), "table.archive.bad_name"),
    "link in zip": (a_link, "table.file.is_link"),
    "lying size": (a_lying_zip, "table.archive.broken"),
    "many": (
        lambda at: zipped(at / "x.zip", {f"{n}.csv": b"a,b\n1,2\n" for n in range(51)}),
        "table.archive.too_many_members",
    ),
    "twins": (
        lambda at: zipped(at / "x.zip", {"users.csv": b"a,b\n1,2\n", "y/Users.csv": b"a,b\n3,4\n"}),
        "table.archive.same_name_twice",
    ),
    "broken zip": (lambda at: put(at, b"PK\x03\x04 no archive", "x.zip"), "table.archive.broken"),
    "empty": (lambda at: put(at, b""), "table.file.empty"),
    "only spaces": (lambda at: put(at, b" \n ,\n"), "table.no_rows"),
    "endless quote": (lambda at: put(at, b'a,b\n1,"x\n' + b"y,z\n" * 200_000), "table.quote_never_ends"),
    "short endless quote": (lambda at: put(at, b'a,b\n1,2\n3,"x\n'), "table.quote_never_ends"),
    "stray quote": (lambda at: put(at, b'a,b\n1,"x"y\n2,z\n'), "table.row.stray_quote"),
    "200 columns": (
        lambda at: put(at, ",".join(f"c{n}" for n in range(200)).encode() + b"\n" + b"1," * 199 + b"1\n"),
        "table.too_many_columns",
    ),
    "long cell": (lambda at: put(at, b"a,b\n1," + b"x" * 5_000 + b"\n"), "table.cell.too_long"),
    "endless line": (lambda at: put(at, b"a,b\n" + b"x" * 3_000_000), "table.line_too_long"),
    "nul": (lambda at: put(at, b"a,b\n1,\x00\x00\x00\n" * 50), "table.file.not_text"),
    "a picture": (lambda at: put(at, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "table.file.not_text"),
    "other kind": (lambda at: put(at, b"%PDF-1.7", "x.pdf"), "table.file.kind_unknown"),
    "not there": (lambda at: at / "nothing.csv", "table.file.unreadable"),
    "no workbook": (lambda at: put(at, b"PK\x03\x04 no workbook", "x.xlsx"), "table.workbook.broken"),
    "no workbook inside": (lambda at: zipped(at / "x.xlsx", {"hello.txt": b"x"}), "table.workbook.broken"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_end_as_findings(tmp_path: Path, kind: str) -> None:
    make, rule = HOSTILE[kind]
    path = make(tmp_path)
    started = time.monotonic()
    tables, findings = read(path)
    for table in tables:
        list(table.rows())
    assert rule in rules(findings)
    assert time.monotonic() - started < 5


def test_a_link_beside_the_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"a,b\n1,2\n")
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "users.csv").symlink_to(tmp_path / "secret")
    tables, findings = read(folder)
    assert (tables, rules(findings)) == ([], {"table.file.is_link"})


def test_limits_hold_while_reading_and_the_table_says_it_was_stopped(tmp_path: Path) -> None:
    small = Limits(rows=10)
    table, findings = read_bytes(tmp_path, b"a,b\n" + b"1,2\n" * 11, limits=small)
    assert len(list(table.rows())) == 10
    assert table.stopped and rules(findings) == {"table.too_many_rows"}
    assert read(put(tmp_path, b"x" * 2048, "big.csv"), Limits(upload=1024))[1].errors[0].rule == "table.file.too_large"
    packed = zipped(tmp_path / "y.zip", {"users.csv": b"a,b\n" + bytes(range(48, 58)) * 300})
    assert rules(read(packed, Limits(unpacked=2000))[1]) == {"table.file.too_large_unpacked"}


def test_members_of_a_zip_are_read_in_place_and_clutter_is_ignored(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "x.zip",
        {"sds/users.csv": b"id,name\n1,a\n", "__MACOSX/sds/._users.csv": b"\0\0", "sds/orgs.csv": b"id;name\n1;b\n"},
    )
    tables, findings = read(path)
    assert {table.stem: [row.cells for row in table.rows()] for table in tables} == {
        "users": [("1", "a")],
        "orgs": [("1", "b")],
    }
    assert not len(findings)
    assert {entry.name for entry in tmp_path.iterdir()} == {"x.zip"}


# --- workbooks ---------------------------------------------------------------------------------------------------


def a_workbook(path: Path, fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> Path:
    book = openpyxl.Workbook()
    fill(book.active)
    book.save(path)
    return path


def test_a_workbook_is_read_with_titles_merged_cells_dates_and_numbers(tmp_path: Path) -> None:
    from datetime import date, datetime

    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append(["Saraksts"])
        sheet.merge_cells("A1:D1")
        sheet.append(["id", "name", "born", "class"])
        sheet.append([1, "Anna", date(2009, 4, 3), "7.a"])
        sheet.append([2.0, "Bo", datetime(2010, 1, 2), None])
        sheet.append([3.5, "Cē", "2011-02-03", None])
        sheet.merge_cells("D3:D5")

    table = read(a_workbook(tmp_path / "x.xlsx", fill))[0][0]
    assert (table.columns, table.header_line) == (("id", "name", "born", "class"), 2)
    assert [(row.line, row.cells) for row in table.rows()] == [
        (3, ("1", "Anna", "2009-04-03", "7.a")),
        (4, ("2", "Bo", "2010-01-02", "7.a")),
        (5, ("3.5", "Cē", "2011-02-03", "7.a")),
    ]


def test_formulas_are_findings_and_give_no_value(tmp_path: Path) -> None:
    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append(["id", "name"])
        sheet.append([1, '=HYPERLINK("http://x.example","Anna")'])
        sheet.append([2, "-Bo"])

    tables, findings = read(a_workbook(tmp_path / "x.xlsx", fill))
    assert [row.cells for row in tables[0].rows()] == [("1", ""), ("2", "-Bo")]
    assert [(f.row, f.column, f.rule) for f in findings] == [(2, "name", "table.cell.formula")]


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    good = a_workbook(tmp_path / "good.xlsx", lambda sheet: sheet.append(["id", "name"]))
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "xl/workbook.xml":
                head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                data = head + data[data.index(b"<workbook") :]
            target.writestr(info, data)
    tables, findings = read(tmp_path / "bad.xlsx")
    assert (tables, rules(findings)) == ([], {"table.workbook.broken"})


def test_sheets_of_a_workbook_are_tables_of_their_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Users"
    book.active.append(["id", "name"])
    book.active.append([1, "a"])
    other = book.create_sheet("Hidden")
    other.append(["x", "y"])
    other.sheet_state = "hidden"
    book.create_sheet("Orgs").append(["id", "title"])
    book.save(tmp_path / "x.xlsx")
    tables, _ = read(tmp_path / "x.xlsx")
    assert [(table.name, table.stem) for table in tables] == [("x.xlsx#Users", "users"), ("x.xlsx#Orgs", "orgs")]


def test_a_workbook_too_wide_or_too_long_is_stopped(tmp_path: Path) -> None:
    def wide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append([f"c{place}" for place in range(150)])

    assert rules(read(a_workbook(tmp_path / "w.xlsx", wide))[1]) == {"table.too_many_columns"}

    def deep(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append(["id", "name"])
        sheet.append([1, "a"])
        sheet.cell(1_048_576, 1, "end")

    tables, findings = read(a_workbook(tmp_path / "d.xlsx", deep), Limits(rows=1000))
    assert len(list(tables[0].rows())) == 1
    assert tables[0].stopped and rules(findings) == {"table.too_many_rows"}
