"""The parts of the generator: days, codes, names, streams, sizes, rosters and quirks."""

import csv
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import numpy as np
import pytest
from stdnum.lv import pvn

from mugur_demo.generate import World, day_of, generate
from mugur_demo.generate.attendance import effect_of_support
from mugur_demo.generate.codes import check_digit, personal_codes
from mugur_demo.generate.days import calendar, school_days
from mugur_demo.generate.marks import mean_mark
from mugur_demo.generate.names import FAMILIES, FEMALE, MALE, feminine
from mugur_demo.generate.roster import roster_before, roster_of_the_day
from mugur_demo.generate.seeds import ident, stream
from mugur_demo.generate.signals import fall_levels
from mugur_demo.generate.sizes import size_of


@pytest.fixture(scope="module")
def world() -> World:
    return generate()


@pytest.mark.parametrize(
    ("real", "expected"),
    [
        (date(2026, 11, 22), date(2026, 11, 17)),
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2026, 12, 3), date(2026, 11, 24)),
        (date(2027, 3, 1), date(2026, 12, 8)),
    ],
)
def test_the_automatic_day_is_a_school_tuesday_of_autumn(real: date, expected: date) -> None:
    assert day_of(True, real) == expected


def test_the_day_stands_still_unless_asked() -> None:
    assert day_of(False, date(2031, 5, 5)) == date(2026, 11, 24)


def test_school_years_have_169_169_and_54_days() -> None:
    cal = calendar(date(2026, 11, 24))
    assert np.bincount(cal.year_of).tolist() == [169, 169, 54]
    assert date(2026, 11, 18) not in school_days(2026)
    assert not any(day.isocalendar().week == 43 for day in school_days(2026))


def test_story_dates_skip_breaks_and_go_on_from_holidays() -> None:
    cal = calendar(date(2026, 11, 24))
    assert cal.story(0, 1) == date(2026, 11, 24)
    assert cal.story(-1, 2) == date(2026, 11, 19)
    assert cal.story(-5, 0) == date(2026, 10, 12)
    with pytest.raises(ValueError, match="outside"):
        cal.story(90, 0)


def test_personal_codes_pass_the_check_digit_and_no_real_validator() -> None:
    codes = personal_codes(np.array([2009] * 9000 + [1975] * 20))
    assert len(set(codes)) == 9020
    for code in codes[::97]:
        digits = code.replace("-", "")
        assert digits[:4] == "3102"
        assert digits[-1] == pvn.calc_check_digit_pers(digits[:-1]) == str(check_digit(digits[:-1]))
        assert not pvn.is_valid(digits)


@pytest.mark.parametrize(
    ("masculine", "expected"),
    [
        ("Kalniņš", "Kalniņa"),
        ("Eglītis", "Eglīte"),
        ("Ozols", "Ozola"),
        ("Gailis", "Gaile"),
        ("Jansons", "Jansone"),
        ("Birznieks", "Birzniece"),
        ("Dombrovskis", "Dombrovska"),
        ("Liepa", "Liepa"),
    ],
)
def test_family_names_have_their_feminine_form(masculine: str, expected: str) -> None:
    assert feminine(masculine) == expected


def test_name_lists_are_sixty_and_sixty_without_doubles() -> None:
    assert (len(set(FEMALE)), len(set(MALE))) == (60, 60)
    assert len({pair[0] for pair in FAMILIES}) == len(FAMILIES) > 100


def test_a_stream_depends_on_its_name_only() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert stream(1, "a").random() != stream(1, "b").random()
    assert ident(1, "learner", "5") == ident(1, "learner", "5") != ident(1, "staff", "5")


def test_term_marks_are_rounded_half_up() -> None:
    assert mean_mark(np.array([5, 5, 5, 6, 6, 6], dtype=np.int8)) == 6
    assert mean_mark(np.array([5, 5, 5, 5, 6, 6], dtype=np.int8)) == 5


def test_a_fall_counts_marks_that_exist_only() -> None:
    term = np.array([[[7, 7, 7], [7, 7, 0], [7, 7, 7]], [[6, 6, 5], [6, 5, 0], [0, 0, 0]]], dtype=np.int8)
    assert fall_levels(term, 1).tolist() == [1, 1, 0]


def test_support_begins_on_day_five_and_most_of_it_stays() -> None:
    effect = effect_of_support(np.array([0, 4, 74, 75]))
    assert effect[:2].tolist() == [0, 0]
    assert effect[2] == pytest.approx(-1.5, abs=0.01)
    assert effect[3] == pytest.approx(0.7 * effect[2], abs=0.01)


def test_a_size_that_does_not_exist_is_refused() -> None:
    for name, learners in (("large", None), ("bench", None), ("bench", 600)):
        with pytest.raises(ValueError, match="bench"):
            size_of(name, learners)


def _files(bundle: bytes) -> dict[str, dict[str, dict[str, str]]]:
    found = {}
    with ZipFile(BytesIO(bundle)) as archive:
        for name in archive.namelist():
            rows = list(csv.DictReader(StringIO(archive.read(name).decode())))
            if name != "manifest.csv":
                found[name] = {row["sourcedId"]: row for row in rows}
    return found


def test_the_roster_has_1284_rows_with_the_changes_of_the_story(world: World) -> None:
    before, now = _files(roster_before(world)), _files(roster_of_the_day(world))
    assert {name: len(rows) for name, rows in now.items()} == {
        "orgs.csv": 8,
        "classes.csv": 23,
        "users.csv": 612,
        "enrollments.csv": 641,
    }
    new = {name: len(now[name].keys() - before[name].keys()) for name in now}
    changed = {
        name: sum(before[name][k] != now[name][k] for k in before[name].keys() & now[name].keys()) for name in now
    }
    # Of these, 14 wait: 2 new and 6 changed people, 2 new and 4 changed enrolments.
    assert new == {"orgs.csv": 0, "classes.csv": 2, "users.csv": 12 + 2, "enrollments.csv": 17 + 2}
    assert changed == {"orgs.csv": 0, "classes.csv": 1, "users.csv": 58 + 6, "enrollments.csv": 42 + 4}
    assert len(before["users.csv"].keys() - now["users.csv"].keys()) == 6


def test_the_roster_holds_each_finding_on_its_line(world: World) -> None:
    with ZipFile(BytesIO(roster_of_the_day(world))) as archive:
        users = list(csv.DictReader(StringIO(archive.read("users.csv").decode())))
        enrolments = list(csv.DictReader(StringIO(archive.read("enrollments.csv").decode())))
    codes = [row["identifier"].replace("-", "") for row in users]
    wrong = [n + 2 for n, code in enumerate(codes) if int(code[-1]) != check_digit(code[:-1])]
    assert wrong == [41, 97, 305]
    assert [n + 2 for n, row in enumerate(users) if "/" in row["birthDate"]] == [130, 131, 166]
    assert [(users[line - 2]["givenName"][0], users[line - 2]["familyName"][0]) for line in (88, 540)] == [
        ("E", "F"),
        ("N", "O"),
    ]
    assert [n + 2 for n, row in enumerate(enrolments) if row["classSourcedId"] == "AV-2C"] == [212, 213, 219, 240]
    students = [row["userSourcedId"] for row in enrolments if row["role"] == "student"]
    assert [n + 2 for n, row in enumerate(enrolments) if row["sourcedId"].endswith("/second")] == [377, 402]
    assert len(students) - len(set(students)) == 2


def test_the_same_roster_is_the_same_bytes(world: World) -> None:
    assert roster_of_the_day(world) == roster_of_the_day(generate())


def test_each_quirk_is_where_it_is_said_to_be(world: World) -> None:
    odd, sheets, cal = world.quirks, world.sheets, world.calendar
    day = cal.index[odd.missing_days[0]]
    assert sheets.possible[day, world.cohort.school[cal.year_of[day]] == odd.days_missing].sum() == 0
    school, term = odd.no_marks
    assert world.term[term, world.cohort.school[1] == school].sum() == 0
    school, subject = odd.no_mark_below_four
    assert world.term[:, world.cohort.school[2] == school, subject].min() >= 4
    for learner, subject in odd.exempt:
        assert world.term[:, learner, subject].sum() == 0
    now = cal.year_of == 2
    late_class = world.cohort.seat == odd.late_as_absence
    assert sheets.late[now][:, late_class].sum() == 0
    rounded = world.cohort.seat == odd.whole_days
    missed = (sheets.excused + sheets.unexcused)[now][:, rounded]
    assert set(np.unique(missed[missed > 0])) <= {5, 7}


def test_one_class_has_eleven_identical_weeks(world: World) -> None:
    cal, who = world.calendar, world.cohort.seat == world.quirks.copied_weeks
    full = [n for n, week in enumerate(cal.weeks) if week[2] == 1 and (cal.week_of == n).sum() == 5]
    weeks = [
        world.sheets.late[cal.week_of == n][:, who].tobytes() + world.sheets.excused[cal.week_of == n][:, who].tobytes()
        for n in full
    ]
    assert len(set(weeks[:11])) == 1
    assert len(set(weeks)) == len(full) - 10


def test_late_notes_still_to_come_leave_the_days_unexcused(world: World) -> None:
    notes, cal = world.late_notes, world.calendar
    waiting = notes["note_on"] > np.datetime64(world.day)
    assert 0 < waiting.sum() < 200
    wait = (notes["note_on"] - notes["day"]).astype(int)
    assert (wait.min(), wait.max()) == (3, 10)
    told = set(world.named.values())
    for learner, day, lessons in zip(
        notes["learner"][waiting], notes["day"][waiting], notes["lessons"][waiting], strict=True
    ):
        if int(learner) not in told:
            assert world.sheets.unexcused[cal.index[day.astype(object)], learner] >= lessons
