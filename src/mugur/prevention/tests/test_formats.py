"""Files of attendance, marks and incidents: recognised in five languages, streamed untouched where they can be."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from mugur.lib.findings import Findings
from mugur.lib.tables import Limits
from mugur.prevention.formats import ATTENDANCE, FORMATS, INCIDENTS, MARKS, Format
from mugur.prevention.formats_text import RULE_TEXTS, RULE_WHY
from mugur.prevention.streams import Prepared, prepare, recognise

CANONICAL = b"learner,day,lessons_possible,lessons_excused,lessons_unexcused,lessons_late\n1,2026-11-20,7,0,1,0\n"


def prepared(at: Path, data: bytes, limits: Limits | None = None) -> tuple[Prepared, Findings]:
    (at / "facts.csv").write_bytes(data)
    findings = Findings()
    made = prepare(at / "facts.csv", findings, limits) if limits else prepare(at / "facts.csv", findings)
    assert made, findings.as_json()
    return made[0], findings


def rows(file: Prepared) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(file.chunks()).decode())))


@pytest.mark.parametrize(
    ("headings", "fmt"),
    [
        (("learner", "day", "lessons_possible"), ATTENDANCE),
        (("Personas kods", "Nedēļa", "Stundas", "Attaisnoti", "Neattaisnoti"), ATTENDANCE),
        (("CNP", "Data", "Ore", "Nemotivate"), ATTENDANCE),
        (("Tanuló azonosító", "tantárgy", "félév", "osztályzat"), MARKS),
        (("Elev-ID", "Ämne", "Termin", "Betyg", "Betygsskala"), MARKS),
        (("learner", "date", "category"), INCIDENTS),
        (("milk", "bread"), None),
    ],
)
def test_files_are_recognised_by_their_headings(headings: tuple[str, ...], fmt: Format | None) -> None:
    assert recognise(headings) is fmt


def test_what_copy_can_read_passes_untouched(tmp_path: Path) -> None:
    file, findings = prepared(tmp_path, CANONICAL)
    assert file.untouched and file.line_offset == 1
    assert b"".join(file.chunks()) == b"1,2026-11-20,7,0,1,0\n" == b"".join(file.chunks())
    assert "line" not in file.columns and not len(findings)
    assert rows(file.rewritten()) == [["2", "1", "2026-11-20", "7", "0", "1", "0"]]


@pytest.mark.parametrize(
    "data",
    [
        CANONICAL.replace(b",", b";"),
        b"\xef\xbb\xbf" + CANONICAL,
        CANONICAL.decode().encode("utf-16"),
        b"Report,,,,,\n" + CANONICAL,
        CANONICAL.replace(b"lessons_late", b"lessons_late,teacher").replace(b"1,0\n", b"1,0,K. L.\n"),
    ],
)
def test_everything_else_is_rewritten_with_its_lines(tmp_path: Path, data: bytes) -> None:
    file, _ = prepared(tmp_path, data)
    assert not file.untouched and file.columns[0] == "line"
    line = "3" if data.startswith(b"Report") else "2"
    assert rows(file) == [[line, "1", "2026-11-20", "7", "0", "1", "0"]]


def test_columns_nobody_needs_are_told_and_missing_ones_stop_the_file(tmp_path: Path) -> None:
    _, findings = prepared(tmp_path, CANONICAL.replace(b"lessons_late", b"mood"))
    assert [(f.rule, f.column, f.level) for f in findings] == [("facts.column.unknown", "mood", "note")]
    (tmp_path / "facts.csv").write_bytes(b"learner,day\n1,2026-11-20\n")
    findings = Findings()
    assert prepare(tmp_path / "facts.csv", findings, format=ATTENDANCE) == []
    assert [(f.rule, f.column) for f in findings] == [("facts.column.missing", "lessons_possible")]


def test_a_long_file_is_rewritten_in_pieces_and_stopped_at_the_limit(tmp_path: Path) -> None:
    data = CANONICAL.replace(b",", b";") + b"1;2026-11-20;7;0;1;0\n" * 11_999
    file, _ = prepared(tmp_path, data)
    assert len(list(file.chunks())) == 3 and len(rows(file)) == 12_000
    file, findings = prepared(tmp_path, data, Limits(rows=100))
    assert len(rows(file)) == 100
    assert file.table.stopped and [f.rule for f in findings] == ["table.too_many_rows"]


def test_patterns_of_columns_fit_good_values_and_no_bad_ones() -> None:
    good = {"day": ("2026-11-20", "20.11.2026"), "week": ("2026-W47", "2026W01"), "lessons_possible": ("0", "7", "7.0")}
    bad = {"day": ("11/20/2026", "2026-11"), "week": ("2026-47", "2026-W54"), "lessons_possible": ("-1", "1,5", "1000")}
    for name, values in good.items():
        assert all(re.search(ATTENDANCE.column(name).pattern, value) for value in values)
    for name, values in bad.items():
        assert not any(re.search(ATTENDANCE.column(name).pattern, value) for value in values)
    assert all(re.search(MARKS.column("mark").pattern, mark) for mark in ("8", "10", "4,5", "A", "exempt"))
    assert not any(re.search(MARKS.column("mark").pattern, mark) for mark in ("", "-1", "7/10", "123"))


def test_no_two_columns_of_a_format_share_a_heading() -> None:
    for fmt in FORMATS.values():
        headings = [
            (fmt.place_of((alias,)), column.name) for column in fmt.columns for alias in (column.name, *column.aliases)
        ]
        assert all(list(place) == [name] for place, name in headings)


def test_table_names_are_never_anything_but_names() -> None:
    with pytest.raises(ValueError, match="drop"):
        ATTENDANCE.typed_sql("x; drop table y")


def test_every_rule_of_facts_has_words() -> None:
    named = {check.rule for fmt in FORMATS.values() for check in (*fmt.text_checks, *fmt.rules)}
    assert named <= set(RULE_TEXTS) and set(RULE_WHY) <= set(RULE_TEXTS)


def test_the_reference_names_every_heading() -> None:
    text = (Path(__file__).parents[4] / "docs" / "reference" / "roster-formats.md").read_text("utf-8")
    for fmt in FORMATS.values():
        for column in fmt.columns:
            assert f"| `{column.name}` |" in text
            assert ", ".join(column.aliases) in text
