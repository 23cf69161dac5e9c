"""What a picture must keep: its names, its numbers, its gaps, and what is hidden stays hidden."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from mugur.web.charts import levels, money
from mugur.web.charts.axis import Days, Scale, months, ticks
from mugur.web.charts.path import (
    Attendance,
    Event,
    Kind,
    MarkTerm,
    PathFacts,
    PathPicture,
    PathWords,
    SchoolYear,
    Version,
    path_picture,
)
from mugur.web.charts.path.curves import below_limit
from mugur.web.charts.path.layout import beneath, beside, spread
from mugur.web.charts.signal import SignalFacts, SignalWeek, SignalWords, signal_chart
from mugur.web.charts.svg import Cell, Column, Svg, Table, tag, words

EVIL = '<script>alert("1")</script>&'


def parsed(svg: str) -> ElementTree.Element:
    """The markup as a tree; a text that was not escaped breaks it."""
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter("text")]


def classes(svg: str) -> list[str]:
    return [element.get("class", "") for element in parsed(svg).iter()]


# ------------------------------------------------------------------ shapes and scales


def test_text_and_attributes_are_escaped_once() -> None:
    made = tag("g", tag("title", EVIL), words(1, 2, EVIL), aria_label=EVIL)
    assert "<script" not in made
    tree = parsed(made)
    assert tree.get("aria-label") == EVIL
    assert [e.text for e in tree] == [EVIL, EVIL]


def test_finished_markup_is_taken_as_it_is_by_templates() -> None:
    made = tag("title", "a & b")
    assert made.__html__() == "<title>a &amp; b</title>"
    assert isinstance(made, Svg)


def test_attributes_that_are_none_are_left_out() -> None:
    assert tag("rect", rx=None, width=2.0, text_anchor="end") == '<rect width="2" text-anchor="end"/>'


@pytest.mark.parametrize(
    ("low", "high", "made"),
    [(0, 19, [0, 5, 10, 15, 20]), (0, 1, [0, 0.25, 0.5, 0.75, 1.0]), (0.6, 0.97, [0.6, 0.7, 0.8, 0.9, 1.0])],
)
def test_ticks_are_round_and_cover_the_range(low: float, high: float, made: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(made)


def test_scales_are_straight_and_days_can_be_held() -> None:
    assert Scale(0, 10, 100, 200)(5) == 150
    assert Scale(4, 4, 0, 10)(4) == 0
    days = Days(date(2026, 1, 1), date(2026, 1, 11), 0, 100)
    assert days(date(2026, 1, 6)) == 50
    assert days.held(date(2027, 1, 1)) == 100
    assert list(months(date(2026, 11, 15), date(2027, 1, 2))) == [date(2026, 12, 1), date(2027, 1, 1)]


def test_a_row_may_mix_texts_and_hidden_cells() -> None:
    table = Table("t", (Column("a"), Column("b", True)), (("x", Cell("under 5", True)),))
    assert table.cells() == [[Cell("x"), Cell("under 5", True)]]


# ------------------------------------------------------------------ signal


def said(title: str = "Lessons") -> SignalWords:
    return SignalWords(title, "week", "Week", "each", "together", "holiday", "watch from 8", "act from 16", _plain)


def _plain(value: float) -> str:
    return f"{value:g}"


WEEKS = tuple(
    SignalWeek(*week)
    for week in [
        ("40", 2, 3),
        ("41", 1, 4),
        ("42", 2, 5),
        ("43", None, None),
        ("44", 4, 9),
        ("45", 9, 17),
        ("46", 4, 19),
    ]
)


def test_a_signal_draws_its_weeks_its_limits_and_its_last_number() -> None:
    picture = signal_chart(SignalFacts(WEEKS, 8, 16), said())
    assert classes(picture.svg).count("week") == 6
    assert {"act-line", "watch-line"} <= set(classes(picture.svg))
    assert {"watch from 8", "act from 16", "19", "holiday", "week"} <= set(texts(picture.svg))
    assert classes(picture.svg).count("p-point") == 2


def test_a_holiday_is_dotted_and_never_joined() -> None:
    picture = signal_chart(SignalFacts(WEEKS, 8, 16), said())
    runs = [e for e in parsed(picture.svg).iter("polyline")]
    assert [len(e.get("points", "").split()) for e in runs] == [3, 3]
    assert classes(picture.svg).count("p-gap") == 1


def test_the_table_of_a_signal_has_every_week_and_a_dash_for_the_holiday() -> None:
    table = signal_chart(SignalFacts(WEEKS, 8, 16), said()).table
    assert [c.text for c in table.columns] == ["Week", "40", "41", "42", "43", "44", "45", "46"]
    assert table.rows[0] == ("each", "2", "1", "2", "–", "4", "9", "4")
    assert table.rows[1] == ("together", "3", "4", "5", "–", "9", "17", "19")


def test_low_values_can_be_what_asks_for_an_answer() -> None:
    weeks = tuple(SignalWeek(str(n), None, v) for n, v in enumerate((0.95, 0.88, 0.8)))
    picture = signal_chart(SignalFacts(weeks, 0.9, 0.85, below=True, floor=0.6), said())
    assert classes(picture.svg).count("p-point") == 1
    assert len(picture.table.rows) == 1
    assert [key.sign for key in picture.keys] == ["line"]


def test_the_names_of_two_close_limits_do_not_cover_each_other() -> None:
    picture = signal_chart(SignalFacts(WEEKS, 15, 16), said())
    named = [e for e in parsed(picture.svg).iter("text") if e.get("class") in ("act-text", "watch-text")]
    first, second = (float(e.get("y", "0")) for e in named)
    assert abs(first - second) >= 13.9


def test_a_signal_without_weeks_still_draws_its_limits() -> None:
    picture = signal_chart(SignalFacts((), 8, 16), said(EVIL))
    assert "act-line" in classes(picture.svg)
    assert parsed(picture.svg).get("aria-label") == EVIL


# ------------------------------------------------------------------ path

YEARS = (SchoolYear(date(2025, 9, 1), "2025/26"), SchoolYear(date(2026, 9, 1), "2026/27"))


def path_words() -> PathWords:
    names = {name: name for name in PathWords.__dataclass_fields__}
    writers: dict[str, Callable[..., str]] = {
        "percent": lambda v: f"{v:.0%}",
        "number": lambda v: f"{v:.1f}",
        "month": lambda d: f"{d:%b}",
        "span": lambda a, b: f"{a:%d.%m.%y}",
    }
    return PathWords(**{**names, **writers, "heads": ("No.", "When", "What", "Who", "Result")})


def a_path(*events: Event, attendance: tuple[Attendance, ...] = (), marks: tuple[MarkTerm, ...] = ()) -> PathPicture:
    facts = PathFacts(
        date(2025, 9, 1),
        date(2026, 12, 31),
        date(2026, 11, 24),
        YEARS,
        events,
        attendance,
        marks,
        series={"a": "talks"},
    )
    return path_picture(facts, path_words())


SIGNAL = Event(Kind.SIGNAL, date(2026, 2, 3), level="act", key="s", mark="act: 78%", strong="Signal.", what="78%")
PLAN = Event(
    Kind.PLAN,
    date(2026, 2, 17),
    date(2026, 5, 30),
    mark="Plan 1",
    answers="s",
    strong="Plan 1.",
    versions=(Version(date(2026, 4, 1), "version 2"),),
)
REVIEW = Event(Kind.RESULT, date(2026, 5, 30), mark="Reached", under="2 of 2", strong="Review.")
DUE = Event(Kind.DUE, date(2026, 11, 26), mark="Review due")


def links(svg: str) -> list[str]:
    return [e.get("href", "") for e in parsed(svg).iter("a")]


def test_numbers_in_the_marks_are_the_rows_of_the_list() -> None:
    picture = a_path(DUE, REVIEW, PLAN, SIGNAL)
    rows = [(n, event.mark) for year in picture.years for n, _when, event in year.rows]
    assert rows == [(1, "act: 78%"), (2, "Plan 1"), (3, "Reached"), (4, "Review due")]
    assert links(picture.svg) == ["#e1", "#e2", "#e3", "#e4"]
    names = [e.get("aria-label", "") for e in parsed(picture.svg).iter("a")]
    assert [name.split(".")[0] for name in names] == ["1", "2", "3", "4"]
    assert [str(row[0].text) for row in picture.table.cells()] == ["1", "2", "3", "4"]


def test_the_list_is_cut_at_school_years() -> None:
    picture = a_path(SIGNAL, DUE)
    assert [(year.label, len(year.rows)) for year in picture.years] == [("2025/26", 1), ("2026/27", 1)]


def test_a_plan_is_tied_to_the_signal_it_answers_and_shows_its_versions() -> None:
    tied = a_path(SIGNAL, PLAN)
    assert classes(tied.svg).count("p-tie") == 1
    assert classes(tied.svg).count("p-version") == 1
    assert classes(a_path(PLAN).svg).count("p-tie") == 0


def test_the_part_of_a_plan_after_today_is_pale() -> None:
    running = Event(Kind.PLAN, date(2026, 11, 1), date(2026, 12, 20), mark="Plan 3")
    assert "p-future" in classes(a_path(running).svg)
    assert "p-future" not in classes(a_path(PLAN).svg)


def test_attendance_is_never_joined_over_a_holiday() -> None:
    monday = date(2025, 9, 1)
    weeks = [Attendance(monday + timedelta(7 * n), 0.9) for n in (0, 1, 2, 6, 7)]
    weeks.append(Attendance(monday + timedelta(7 * 8), None))
    svg = a_path(attendance=tuple(weeks)).svg
    assert [len(e.get("points", "").split()) for e in parsed(svg).iter("polyline")] == [3, 2]
    assert classes(svg).count("p-gap") == 1


def test_the_lowest_and_the_last_week_carry_their_number() -> None:
    monday = date(2025, 9, 1)
    shares = (0.95, 0.74, 0.96)
    svg = a_path(attendance=tuple(Attendance(monday + timedelta(7 * n), s) for n, s in enumerate(shares))).svg
    assert {"74%", "96%"} <= set(texts(svg))
    assert "95%" not in texts(svg)


def test_a_lane_without_data_says_so_and_is_not_dropped() -> None:
    picture = a_path()
    assert texts(picture.svg).count("no_data") == 8
    lanes = ("school", "attendance", "marks", "signals", "plans", "support", "placement", "results")
    assert [t for t in texts(picture.svg) if t in lanes] == list(lanes)


def test_a_learner_who_was_not_there_is_a_hollow_dot() -> None:
    there = Event(Kind.SUPPORT, date(2026, 3, 1), series="a")
    absent = Event(Kind.SUPPORT, date(2026, 3, 8), series="a", present=False)
    picture = a_path(there, absent)
    assert classes(picture.svg).count("p-dot-a") == 1
    assert classes(picture.svg).count("p-dot-a off") == 1
    assert [key.text for key in picture.keys if key.sign.startswith("dot")] == ["talks", "absent"]


def test_events_outside_the_picture_are_not_drawn() -> None:
    assert links(a_path(Event(Kind.RESULT, date(2024, 1, 1), mark="before")).svg) == []


def test_words_of_others_are_escaped_in_the_picture() -> None:
    svg = a_path(Event(Kind.SIGNAL, date(2026, 2, 3), level="watch", mark=EVIL, strong=EVIL)).svg
    assert "<script" not in svg
    parsed(svg)


def test_the_outline_below_a_limit_crosses_it_where_the_curve_does() -> None:
    outline = below_limit([(0, 90), (10, 110), (20, 110)], 100)
    assert outline == [(0, 100), (0, 100), (5, 100), (10, 110), (20, 110), (20, 100)]


def test_words_at_marks_do_not_run_into_each_other() -> None:
    left, without, right = beside([(200, "short"), (260, "right of it"), (275, "a long text, put to the right")], 12.5)
    assert left and (left.x, left.anchor) == (180, "end")
    assert without is None
    assert right and (right.x, right.anchor) == (295, None)
    placed = beneath([(100, "Goals reached"), (110, "Finished"), (112, "Handed over"), (900, "Due")], 12.5)
    rows = [p.row if p else None for p in placed]
    assert rows[0] == 0
    assert rows[1] == 1
    assert rows[3] == 0


def test_marks_that_would_cover_each_other_stand_side_by_side() -> None:
    assert spread([10, 12, 80], 28) == [10, 38, 80]


def test_no_picture_carries_a_style() -> None:
    pictures = [
        signal_chart(SignalFacts(WEEKS, 8, 16), said()).svg,
        a_path(SIGNAL, PLAN, REVIEW, DUE).svg,
        money.certainty_bar(money.Split(1, 1), 2, 1, "x"),
        levels.small_bars((1, 2), 2, "x", str),
    ]
    for svg in pictures:
        assert not re.search(r"\sstyle=", svg)
        assert not re.search(r'(fill|stroke)="#', svg)
