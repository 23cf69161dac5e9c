"""The manner of each language, table by table."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from mugur.web import formats as f

N = "\u00a0"
FIFTH = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "5 March 2026"),
        ("lv", "2026. gada 5. marts"),
        ("ro", "5 martie 2026"),
        ("hu", "2026. március 5."),
        ("sv", "5 mars 2026"),
    ],
)
def test_a_long_day(language: str, text: str) -> None:
    assert f.long_day(FIFTH, language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "05/03/2026"),
        ("lv", "05.03.2026."),
        ("ro", "05.03.2026"),
        ("hu", "2026. 03. 05."),
        ("sv", "2026-03-05"),
    ],
)
def test_a_day_in_digits_has_a_four_digit_year(language: str, text: str) -> None:
    assert f.numeric_day(FIFTH, language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "until 5 March"),
        ("lv", "līdz 5. martam"),
        ("ro", "până la 5 martie"),
        ("hu", "március 5-ig"),
        ("sv", "till och med 5 mars"),
    ],
)
def test_until_takes_the_case_of_the_language(language: str, text: str) -> None:
    assert f.until(FIFTH, language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "until 1 December 2026"),
        ("lv", "līdz 2026. gada 1. decembrim"),
        ("ro", "până la 1 decembrie 2026"),
        ("hu", "2026. december 1-jéig"),
        ("sv", "till och med 1 december 2026"),
    ],
)
def test_until_with_its_year(language: str, text: str) -> None:
    assert f.until(date(2026, 12, 1), language, with_year=True) == text


def test_every_latvian_month_has_its_dative() -> None:
    months = [f.until(date(2026, m, 2), "lv") for m in range(1, 13)]
    assert months[0] == "līdz 2. janvārim"
    assert months[7] == "līdz 2. augustam"
    assert len(set(months)) == 12
    assert all(text.endswith("m") for text in months)


@pytest.mark.parametrize(
    ("language", "short", "weekday"),
    [
        ("en", "13 Nov", "Fri 13 Nov"),
        ("lv", "13. nov.", "piektd., 13. nov."),
        ("ro", "13 nov.", "vin. 13 nov."),
        ("hu", "nov. 13.", "nov. 13., péntek"),
        ("sv", "13 nov.", "fre 13 nov."),
    ],
)
def test_short_days(language: str, short: str, weekday: str) -> None:
    assert f.short_day(date(2026, 11, 13), language) == short
    assert f.weekday_day(date(2026, 11, 13), language) == weekday


def test_months_and_weekdays_are_in_lower_case_outside_english() -> None:
    for language in ("lv", "ro", "hu", "sv"):
        assert f.weekday_name(FIFTH, language).islower()
        assert f.short_month(FIFTH, language).islower()
    assert f.weekday_name(FIFTH, "en") == "Thursday"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "5 Oct – 18 Dec 2026"),
        ("lv", "2026. gada 5. okt. – 18. dec."),
        ("ro", "5 oct. – 18 dec. 2026"),
        ("hu", "2026. okt. 5. – dec. 18."),
        ("sv", "5 okt. – 18 dec. 2026"),
    ],
)
def test_a_span_names_its_year_once(language: str, text: str) -> None:
    assert f.day_span(date(2026, 10, 5), date(2026, 12, 18), language) == text


def test_a_span_over_new_year_names_both_years() -> None:
    assert f.day_span(date(2026, 12, 18), date(2027, 1, 8), "en") == "18 Dec 2026 – 8 Jan 2027"
    assert f.day_span(FIFTH, FIFTH, "en") == "5 Mar 2026"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "10,469,749.34"),
        ("lv", f"10{N}469{N}749,34"),
        ("ro", "10.469.749,34"),
        ("hu", f"10{N}469{N}749,34"),
        ("sv", f"10{N}469{N}749,34"),
    ],
)
def test_a_number(language: str, text: str) -> None:
    assert f.number(Decimal("10469749.34"), language) == text


def test_hungarian_leaves_four_digits_together_in_text() -> None:
    assert f.number(1265, "hu") == "1265"
    assert f.number(12650, "hu") == f"12{N}650"
    assert f.number(1265, "en") == "1,265"
    assert f.number(1265, "lv") == f"1{N}265"


def test_decimals_of_a_number() -> None:
    assert f.number(5, "en") == "5"
    assert f.number(0, "en", 2) == "0.00"
    assert f.number(5.75, "lv") == "5,75"
    assert f.number(Fraction(1, 3), "en") == "0.33"
    assert f.number(Decimal("10.50"), "en") == "10.5"
    assert f.number(100, "en") == "100"
    assert f.number(Decimal("-2.1"), "en") == "−2.1"
    assert f.signed(4, "en") == "+4"
    assert f.signed(0, "en") == "0"
    assert f.signed(Decimal("-0.4"), "sv") == "−0,4"


@pytest.mark.parametrize(
    ("language", "cents", "currency", "text"),
    [
        ("en", 123450, "EUR", "€1,234.50"),
        ("en", -123450, "EUR", "−€1,234.50"),
        ("en", 1231735215, "RON", f"12,317,352.15{N}lei"),
        ("lv", 123450, "EUR", f"1{N}234,50{N}EUR"),
        ("ro", 123450, "RON", f"1.234,50{N}lei"),
        ("ro", 123450, "EUR", f"1.234,50{N}EUR"),
        ("hu", 123456700, "HUF", f"1{N}234{N}567{N}Ft"),
        ("hu", 123450, "EUR", f"1{N}234,50{N}EUR"),
        ("sv", 123450, "SEK", f"1{N}234,50{N}kr"),
        ("sv", 123450, "EUR", f"1{N}234,50{N}EUR"),
    ],
)
def test_money(language: str, cents: int, currency: str, text: str) -> None:
    assert f.money(cents, currency, language) == text


def test_an_amount_without_its_currency() -> None:
    assert f.amount(1231735215, "RON", "en") == "12,317,352.15"
    assert f.amount(123456700, "HUF", "hu") == f"1{N}234{N}567"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "85%"), ("lv", f"85{N}%"), ("ro", f"85{N}%"), ("hu", "85%"), ("sv", f"85{N}%")],
)
def test_per_cent(language: str, text: str) -> None:
    assert f.percent(Fraction(85, 100), language) == text


def test_per_cent_with_decimals() -> None:
    assert f.percent(0.424, "en", 1) == "42.4%"
    assert f.percent(Decimal("0.85"), "lv", 2) == f"85,00{N}%"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", f"5{N}h{N}30{N}min"),
        ("lv", f"5{N}h{N}30{N}min"),
        ("ro", f"5{N}h{N}30{N}min"),
        ("hu", f"5{N}óra{N}30{N}perc"),
        ("sv", f"5{N}tim{N}30{N}min"),
    ],
)
def test_a_length_of_time(language: str, text: str) -> None:
    assert f.duration(330, language) == text


def test_short_and_round_lengths_of_time() -> None:
    assert f.duration(45, "en") == f"45{N}min"
    assert f.duration(120, "en") == f"2{N}h"
    assert f.duration(0, "en") == f"0{N}min"


@dataclass(frozen=True)
class Somebody:
    given_name: str
    family_name: str
    name_order: str = "given"


def test_a_name_keeps_the_order_of_its_document() -> None:
    assert f.full_name(Somebody("Anna", "Bērziņa")) == "Anna Bērziņa"
    assert f.full_name(Somebody("Anna", "Nagy", "family")) == "Nagy Anna"
    assert f.full_name(Somebody("", "Nagy")) == "Nagy"
    assert f.list_name(Somebody("Anna", "Bērziņa")) == "Bērziņa, Anna"
    assert f.list_name(Somebody("Anna", "Nagy", "family")) == "Nagy Anna"


def test_content_falls_back_to_english_and_then_to_what_there_is() -> None:
    texts = {"en": "Consultation", "lv": "Konsultācija"}
    assert f.in_language(texts, "lv") == "Konsultācija"
    assert f.in_language(texts, "hu") == "Consultation"
    assert f.in_language({"sv": "Samtal"}, "lv") == "Samtal"
    assert f.in_language({}, "lv") == ""
    assert f.in_language("plain", "lv") == "plain"
    assert f.in_language(None, "lv") == ""


def test_the_clock_and_tags_of_languages() -> None:
    assert f.clock(datetime(2026, 3, 5, 14, 2)) == "14:02"
    assert f.known("sv-se") == "sv"
    assert f.known("de") == "en"
    assert f.known(None) == "en"
    assert set(f.MANNERS) == set(f.LANGUAGES) == set(f.LANGUAGE_NAMES)
