"""The rules of published records as tables that a reader can check line by line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mugur.fund.rules import codes, money, notes
from mugur.fund.rules.numbers import body_number
from mugur.fund.rules.state import Decision, State, months_after, state_on
from mugur.fund.rules.text import folded, search_text


@pytest.mark.parametrize(
    ("parts", "total", "fits"),
    [
        ((1046974934, 184760281), 1231735215, True),
        ((1046974934, 184760281), 1231735217, True),  # two lines, two cents
        ((1046974934, 184760281), 1231735218, False),
        ((), 0, True),
    ],
)
def test_parts_add_up_within_a_cent_a_line(parts: tuple[int, ...], total: int, fits: bool) -> None:
    assert money.adds_up(parts, total) is fits


@pytest.mark.parametrize(
    ("eu", "total", "rate", "fits"),
    [
        (1046974934, 1231735215, "0.85", True),  # 0.8500000010
        (1046974934, 1231735215, "0.84", False),
        (33, 100, "0.3333", True),  # half a cent off
        (0, 0, "0.85", True),
        (1, 0, "0.85", False),
    ],
)
def test_a_rate_fits_its_amounts_with_tolerance(eu: int, total: int, rate: str, fits: bool) -> None:
    assert money.rate_agrees(eu, total, Decimal(rate)) is fits


@pytest.mark.parametrize(
    ("cell", "decimal", "cents"),
    [
        ("12,317,352.15", ".", 1231735215),
        ("12.317.352,15", ",", 1231735215),
        ("12 317 352,15", ",", 1231735215),
        ("12\u00a0317\u00a0352,15", ",", 1231735215),
        ("-0.5", ".", -50),
        ("1,234", ",", None),  # three decimals are no cents
        ("12 lei", ".", None),
        ("1.234,56", ".", None),
        ("", ".", None),
    ],
)
def test_amounts_are_read_with_their_decimal_sign(cell: str, decimal: str, cents: int | None) -> None:
    if cents is None:
        with pytest.raises(money.NotAnAmount):
            money.read_cents(cell, decimal)
    else:
        assert money.read_cents(cell, decimal) == cents


@pytest.mark.parametrize(
    ("column", "sign"),
    [
        (["12.317.352,15", "900"], ","),
        (["1.234", "5.678"], ""),  # nobody can tell: ask once for the column
        (["1.234", "5.6"], "."),
        (["1,234,567"], "."),
    ],
)
def test_the_column_settles_the_decimal_sign(column: list[str], sign: str) -> None:
    assert money.decimal_sign(column) == sign


def test_a_column_with_both_decimal_signs_is_refused() -> None:
    with pytest.raises(money.NotAnAmount):
        money.decimal_sign(["1.5", "1,5"])


def test_rates_above_one_make_the_column_per_cent() -> None:
    assert money.read_rates([Decimal("85"), Decimal("0.4")]) == ([Decimal("0.85"), Decimal("0.004")], "percent")
    assert money.read_rates([Decimal("0.85")]) == ([Decimal("0.85")], "share")
    with pytest.raises(money.NotAnAmount):
        money.read_rates([Decimal("101")])


def test_largest_remainder_loses_no_cent() -> None:
    assert money.largest_remainder(1046974934, [290, 300, 235, 230, 210]) == [
        240017969, 248294451, 194497320, 190359079, 173806115,
    ]  # fmt: skip
    assert sum(money.largest_remainder(100, [1, 1, 1])) == 100


@pytest.mark.parametrize(
    ("cci", "note"),
    [
        ("2021SE05SFPR001", ""),
        ("2021SE05SFPR", "cci_truncated"),
        ("2014LV16MAOP001", ""),
        ("2021SE05", "cci_form"),
        ("2019SE05SFPR001", "cci_form"),
        ("", ""),
    ],
)
def test_a_truncated_cci_is_kept_and_flagged(cci: str, note: str) -> None:
    assert codes.cci_note(cci) == note


def test_greece_and_britain_have_two_codes() -> None:
    assert codes.cci_country("2021EL05SFPR001") == "GR"
    assert codes.cci_country("2014UK05SFOP001") == "GB"
    assert codes.cci_country("2021TC16RFCB001") == ""


ROMANIAN = "PEO/76/PEO_P8/OP4/ESO4.5/PEO_A3/317703"


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        (
            ROMANIAN,
            "PEO=programme 76=call PEO_P8=priority OP4=policy_objective ESO4.5=specific_objective PEO_A3=action "
            "317703=operation",
        ),
        ("8.3.4.0/16/I/001", "8.3.4.0=measure 16=year I=selection 001=operation"),
        ("23-051-S01", ""),
        ("PEO/76/PEO_P8/OP4/ESO4.5/317703", ""),
        ("", ""),
    ],
)
def test_codes_are_taken_apart_where_their_grammar_is_known(code: str, parts: str) -> None:
    assert " ".join(f"{part.text}={part.meaning}" for part in codes.taken_apart(code)) == parts


def test_an_objective_names_its_letter() -> None:
    assert [codes.esf_letter(code) for code in ("ESO4.1", "ESO4.5", "ESO4.13", "D1")] == ["a", "e", "m", ""]


@pytest.mark.parametrize(
    ("code", "fund", "period", "note"),
    [
        ("149", "ESF+", "2021-2027", ""),
        ("175", "ESF+", "2021-2027", "intervention_sparse"),
        ("182", "ESF+", "2021-2027", ""),
        ("165", "ESF+", "2021-2027", "intervention_other_fund"),
        ("007", "ESF+", "2021-2027", "intervention_other_fund"),
        ("183", "ESF+", "2021-2027", "intervention_unknown"),
        ("149", "ESF", "2014-2020", "intervention_unknown"),  # codes are read in the list of their period
        ("115", "ESF", "2014-2020", ""),
        ("027", "ERDF", "2021-2027", ""),
    ],
)
def test_types_of_intervention_are_never_refused(code: str, fund: str, period: str, note: str) -> None:
    assert codes.intervention_note(code, fund=fund, period=period) == note


def test_an_intervention_code_is_three_digits() -> None:
    assert codes.intervention_code("7") == "007"
    with pytest.raises(ValueError, match="x7"):
        codes.intervention_code("x7")


@pytest.mark.parametrize(
    ("scheme", "text", "shown", "valid"),
    [
        ("SE-ORGNR", "232100-0222", "232100-0222", True),
        ("SE-ORGNR", "2321000223", "2321000223", False),
        ("RO-CUI", "4722480", "4722480", True),
        ("RO-CUI", "4722481", "4722481", False),
        ("XX", " 12-3 ", "12-3", None),
    ],
)
def test_numbers_of_bodies_are_checked_not_refused(scheme: str, text: str, shown: str, valid: bool | None) -> None:
    number = body_number(scheme, text)
    assert (number.shown, number.valid) == (shown, valid)


DAY = date(2026, 11, 24)
PINU = {"starts": date(2024, 3, 1), "ends": date(2026, 10, 31)}
OPENED = Decision("evaluation_opened", date(2023, 1, 2))


@pytest.mark.parametrize(
    ("on", "starts", "ends", "decisions", "state"),
    [
        (date(2024, 2, 29), *PINU.values(), (), State.ANNOUNCED),
        (date(2024, 3, 1), *PINU.values(), (), State.RUNNING),
        (date(2026, 10, 31), *PINU.values(), (), State.RUNNING),
        (date(2026, 11, 1), *PINU.values(), (), State.FOLLOW_UP),
        (date(2027, 4, 30), *PINU.values(), (), State.FOLLOW_UP),
        (date(2027, 5, 1), *PINU.values(), (), State.ENDED),
        (DAY, *PINU.values(), (Decision("follow_up_closed", DAY),), State.ENDED),
        (DAY, *PINU.values(), (Decision("follow_up_closed", date(2026, 11, 25)),), State.FOLLOW_UP),
        (DAY, None, date(2022, 12, 31), (OPENED,), State.EVALUATION),
        (DAY, None, date(2022, 12, 31), (OPENED, Decision("evaluation_closed", DAY)), State.ENDED),
        (DAY, date(2024, 12, 6), None, (), State.RUNNING),
        (DAY, None, None, (), State.UNDATED),
        (DAY, None, None, (Decision("in_service", DAY),), State.RUNNING),
    ],
)
def test_the_state_follows_from_dates_and_decisions(
    on: date, starts: date | None, ends: date | None, decisions: tuple[Decision, ...], state: State
) -> None:
    assert state_on(on, starts=starts, ends=ends, decisions=decisions) is state


def test_six_months_after_the_last_of_august_is_the_last_of_february() -> None:
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_after(date(2026, 10, 31), 6) == date(2027, 4, 30)


SWEDISH = notes.Published(
    fund="ESF+", period="2021-2027", country="SE", cci="2021SE05SFPR", intervention_types=("175",),
    participant_mode="none", participants=0, starts=date(2024, 3, 1), ends=date(2026, 10, 31),
    owner_scheme="SE-ORGNR", owner_number="2321000222",
)  # fmt: skip


def test_the_swedish_record_has_a_warning_and_two_notes() -> None:
    assert [(note.rule, note.level) for note in notes.notes_of(SWEDISH)] == [
        ("cci_truncated", "warning"), ("intervention_sparse", "note"), ("no_participants", "note"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "rules"),
    [
        (notes.Published("ESF+", participant_mode="individual", participants=0), ["zero_participants"]),
        (notes.Published("ESF+", participant_mode="individual", participants=None), []),  # missing is not zero
        (notes.Published("ERASMUS+", participant_mode="individual", participants=31), ["above_short_project"]),
        (notes.Published("ERASMUS+", participant_mode="individual", participants=30), []),
        (notes.Published("ESF+", country="LV", cci="2021SE05SFPR001"), ["cci_country"]),
        (notes.Published("ESF+", code=ROMANIAN, specific_objective="ESO4.6"), ["code_objective"]),
        (notes.Published("ESF+", owner_scheme="SE-ORGNR", owner_number="2321000223"), ["owner_number"]),
        (notes.Published("ESF", period="2014-2020", ends=date(2024, 1, 1)), ["outside_window"]),
        (notes.Published("ESF+", total_cents=10, eu_cents=5, national_cents=2), ["sum"]),
        (notes.Published("ESF+", total_cents=10000, eu_cents=8000, eu_share=Decimal("0.85")), ["rate"]),
    ],
)
def test_each_rule_notices_its_own(record: notes.Published, rules: list[str]) -> None:
    assert [note.rule for note in notes.notes_of(record)] == rules


def test_search_forgets_marks_and_capitals() -> None:
    assert folded("Câmpia Turzii, SOMEȘ, Csanádpalota") == "campia turzii, somes, csanadpalota"
    assert search_text(["Dej", "dej", ""]) == "dej"
