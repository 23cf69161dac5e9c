"""Findings keep places, hide codes, and can be settled in groups."""

from __future__ import annotations

from mugur.lib.findings import STORED_PER_RULE, Finding, Findings, hidden, masked


def a_finding(row: int = 2, rule: str = "roster.class.unknown", **values: object) -> Finding:
    given: dict[str, object] = {
        "file": "enrollments.csv",
        "row": row,
        "column": "classSourcedId",
        "field": "class",
        "value": "AV-2C",
        "rule": rule,
        "fix": "AV-2c",
        "facts": {"together": "AV-2c"},
    }
    return Finding(**(given | values))  # type: ignore[arg-type]


def test_personal_codes_are_masked_when_the_finding_is_made() -> None:
    for code in (
        "310205-12345",
        "31020512345",
        "5080304120006",
        "20011224-0129",
        "200112240129",
        "011224+0129",
        "20100102TF29",
    ):
        found = a_finding(value=f"code {code} here", facts={"said": code})
        assert code not in str(found.as_dict())
        assert found.value.endswith(f"{code[-2:]} here")
    assert masked("AV-2c, room 12345, 2009-04-03") == "AV-2c, room 12345, 2009-04-03"
    assert hidden("12") == "•" * 6


def test_the_same_finding_twice_is_kept_once() -> None:
    findings = Findings([a_finding(), a_finding(), a_finding(row=3)])
    assert len(findings) == 2


def test_groups_share_one_answer_and_the_largest_comes_first() -> None:
    findings = Findings(
        [
            *(a_finding(row) for row in (212, 213, 219, 240)),
            a_finding(300, value="ZZ", fix="", facts={}),
            a_finding(7, "roster.code.check_digit", fix="", facts={}),
            a_finding(9, "roster.date.two_ways", level="warning"),
            a_finding(0, "roster.column.unknown", level="note"),
        ]
    )
    groups = findings.grouped()
    assert [(group.rule, group.together, group.count) for group in groups] == [
        ("roster.class.unknown", "AV-2c", 4),
        ("roster.class.unknown", "", 1),
        ("roster.code.check_digit", "", 1),
        ("roster.date.two_ways", "AV-2c", 1),
        ("roster.column.unknown", "AV-2c", 1),
    ]
    assert groups[0].fixable and not groups[1].fixable
    assert groups[0].facts["count"] == 4
    assert [len(findings.of(level)) for level in ("error", "warning", "note")] == [6, 1, 1]


def test_notes_keep_no_row_out() -> None:
    findings = Findings([a_finding(2, level="note"), a_finding(3, level="warning"), a_finding(4)])
    assert findings.waiting() == {("enrollments.csv", 3), ("enrollments.csv", 4)}


def test_a_finding_comes_back_from_its_stored_form() -> None:
    findings = Findings([a_finding()])
    assert [Finding.from_dict(data) for data in findings.as_json()] == list(findings)


def test_a_flood_of_one_rule_is_counted_but_not_stored() -> None:
    findings = Findings(a_finding(row, facts={}) for row in range(1, STORED_PER_RULE + 101))
    assert len(findings) == STORED_PER_RULE + 100
    assert len(findings.errors) == STORED_PER_RULE
    assert findings.grouped()[0].count == STORED_PER_RULE + 100
    assert ("enrollments.csv", STORED_PER_RULE + 100) in findings.waiting()
