"""The small world: every check holds, twice the same, fast enough."""

from datetime import date
from time import perf_counter

import numpy as np
import pytest

from mugur_demo.generate import World, generate
from mugur_demo.generate.checks import Check, all_checks, count, kl_class, open_signals
from mugur_demo.generate.digest import digest
from mugur_demo.generate.names import NAMED
from mugur_demo.generate.signals import UNEXCUSED, count_signals, signals_on


@pytest.fixture(scope="module")
def world() -> World:
    return generate()


def test_every_check_holds(world: World) -> None:
    assert [str(check) for check in all_checks(world) if not check.ok] == []


def test_a_check_outside_its_range_says_so() -> None:
    check = Check("Learners who sing, per cent", 1, 2, 3.5)
    assert not check.ok
    assert str(check) == "Learners who sing, per cent: 3.5, expected 1 to 2: FAILS."


def test_two_runs_give_the_same_fingerprint_and_another_seed_another_one(world: World) -> None:
    assert digest(world) == digest(generate())
    assert digest(world) != digest(generate(seed=1))


def test_the_fingerprint_sees_one_changed_lesson() -> None:
    changed = generate()
    before = digest(changed)
    changed.sheets.late[0, 0] ^= 1
    assert digest(changed) != before


def test_generation_keeps_its_budget() -> None:
    start = perf_counter()
    generate()
    assert perf_counter() - start < 6


def test_the_global_random_state_has_no_say(world: World) -> None:
    np.random.seed(7)
    assert digest(generate()) == digest(world)


def test_named_learners_bear_their_initials(world: World) -> None:
    for initials, learner in world.named.items():
        given, family = world.learners.given[learner], world.learners.family[learner]
        assert f"{given[0]}. {family[0]}." == initials
    assert set(world.named) == set(NAMED)
    assert world.learners.born[world.named["N. O."]] == "2008-11-21"


def test_only_the_three_of_the_story_have_a_signal_in_the_class_of_kl(world: World) -> None:
    expected = {world.named[initials] for initials in ("A. B.", "C. D.", "N. O.")}
    assert open_signals(world) & set(kl_class(world)) == expected
    assert {found[1:] for found in count(world) if found[0] == world.named["A. B."]} == {(UNEXCUSED, "act")}


def test_the_clinic_paper_brings_ab_back_to_watch(world: World) -> None:
    sheets, paper, cal = world.sheets, world.clinic_paper, world.calendar
    unexcused, excused = sheets.unexcused.copy(), sheets.excused.copy()
    for learner, day, lessons in zip(paper["learner"], paper["day"], paper["lessons"], strict=True):
        at = cal.index[day.astype(object)]
        unexcused[at, learner] -= lessons
        excused[at, learner] += lessons
    assert unexcused.min() == 0
    found = count_signals(cal, world.day, sheets.possible, excused, unexcused, world.term)
    assert {one[1:] for one in found if one[0] == world.named["A. B."]} == {(UNEXCUSED, "watch")}


def test_the_signal_of_ab_grows_from_watch_to_act_week_by_week(world: World) -> None:
    sheets, who = world.sheets, world.named["A. B."]
    levels = {}
    for on in (date(2026, 10, 16), date(2026, 10, 30), date(2026, 11, 12), date(2026, 11, 13)):
        found = count_signals(world.calendar, on, sheets.possible, sheets.excused, sheets.unexcused, world.term)
        levels[on.isoformat()] = [level for learner, code, level in found if (learner, code) == (who, UNEXCUSED)]
    assert levels == {"2026-10-16": [], "2026-10-30": ["watch"], "2026-11-12": ["watch"], "2026-11-13": ["act"]}


def test_daily_and_weekly_rows_add_up_to_the_sheets(world: World) -> None:
    story = world.cohort.municipality == 0
    complete = np.isin(world.calendar.week_of, [n for n, week in enumerate(world.calendar.weeks) if week[3]])
    for name in ("possible", "excused", "unexcused", "late"):
        sheet = getattr(world.sheets, name)
        assert world.daily[name].sum(dtype=np.int64) == sheet[:, story].sum(dtype=np.int64)
        assert world.weekly[name].sum(dtype=np.int64) == sheet[complete][:, ~story].sum(dtype=np.int64)


def test_lesson_bits_count_the_lessons_and_never_overlap(world: World) -> None:
    daily = world.daily
    for name in ("excused", "unexcused", "late"):
        bits = np.array([int(mask).bit_count() for mask in daily[f"{name}_mask"]])
        assert np.array_equal(bits, daily[name])
    assert not (daily["excused_mask"] & daily["unexcused_mask"]).any()
    assert not (daily["late_mask"] & (daily["excused_mask"] | daily["unexcused_mask"])).any()
    assert ((daily["excused_mask"] | daily["unexcused_mask"] | daily["late_mask"]) < (1 << daily["possible"])).all()


def test_row_counts_are_those_of_the_small_size(world: World) -> None:
    assert len(world.cohort) == 9000
    assert len(world.daily["learner"]) == 572 * 392 - 18
    assert 650_000 < len(world.weekly["learner"]) < 710_000
    assert 400_000 < len(world.term_marks["learner"]) <= 405_000
    assert 1_600 < len(world.incidents["learner"]) < 2_000
    assert 1_350 < len(world.plans["learner"]) < 1_600
    assert (len(world.guardians.id), len(world.staff.id)) == (1600, 700)


def test_enrolments_of_one_learner_never_overlap(world: World) -> None:
    rows = world.enrolments
    same = rows["learner"][1:] == rows["learner"][:-1]
    assert (rows["ends"][:-1][same] < rows["starts"][1:][same]).all()


def test_sa_left_on_6_october_and_came_back_on_9_november(world: World) -> None:
    mine = world.enrolments["learner"] == world.named["S. Ā."]
    spans = [
        (str(a), str(b)) for a, b in zip(world.enrolments["starts"][mine], world.enrolments["ends"][mine], strict=True)
    ]
    assert spans[-2:] == [("2026-09-01", "2026-10-06"), ("2026-11-09", "NaT")]
    days = world.daily["day"][world.daily["learner"] == world.named["S. Ā."]]
    away = (days > np.datetime64("2026-10-06")) & (days < np.datetime64("2026-11-09"))
    assert not away.any()


def test_seven_pairs_of_namesakes_of_which_one_shares_the_birth_date(world: World) -> None:
    rows = range(572)
    names = [(world.learners.given[n], world.learners.family[n]) for n in rows]
    double = [n for n in rows if names.count(names[n]) > 1]
    assert len(double) == 14
    births = [(names[n], world.learners.born[n]) for n in double]
    assert len([one for one in births if births.count(one) > 1]) == 2


def test_october_is_corrected_in_36_rows_of_course_1(world: World) -> None:
    rows = world.corrections
    assert len(rows["learner"]) == 36
    assert set(rows["day"].astype("datetime64[M]").astype(str)) == {"2026-10"}
    assert set(world.cohort.level[2, rows["learner"]]) == {101}
    assert len(set(zip(rows["learner"].tolist(), rows["day"].tolist(), strict=True))) == 36


def test_the_same_story_stands_in_a_larger_size(world: World) -> None:
    large = generate("bench", learners=20_000)
    assert len(large.cohort) == 20_000
    assert [str(check) for check in all_checks(large) if check.what.startswith(("A. B.", "C. D.", "E. F."))] == [
        str(check) for check in all_checks(world) if check.what.startswith(("A. B.", "C. D.", "E. F."))
    ]
    assert np.array_equal(large.sheets.possible[:, :30], world.sheets.possible[:, :30])


@pytest.mark.parametrize("day", [date(2026, 11, 17), date(2027, 12, 7)])
def test_the_story_moves_with_the_day(day: date) -> None:
    moved = generate(day=day)
    wrong = [
        str(check)
        for check in all_checks(moved)
        if not check.ok
        and check.what.startswith(("A. B.: unexcused lessons in four", "C. D.", "E. F.: term", "Learners in the class"))
    ]
    assert wrong == []


def test_signals_are_counted_again_from_the_rows_that_are_loaded(world: World) -> None:
    """Count unexcused lessons from the columns alone, as a database would, and find the same learners."""
    first, last = date(2026, 10, 26), date(2026, 11, 22)
    lessons: dict[int, int] = {}
    for rows, name in ((world.daily, "day"), (world.weekly, "first_day")):
        inside = (rows[name] >= np.datetime64(first)) & (rows[name] <= np.datetime64(last))
        for learner, missed in zip(rows["learner"][inside].tolist(), rows["unexcused"][inside].tolist(), strict=True):
            lessons[learner] = lessons.get(learner, 0) + missed
    from_rows = {
        (world.learners.id[learner], UNEXCUSED, "act" if total >= 16 else "watch")
        for learner, total in lessons.items()
        if total >= 8
    }
    assert {found for found in signals_on(world, world.day) if found[1] == UNEXCUSED} == from_rows


def test_mathematics_of_gh_stands_at_four_point_one(world: World) -> None:
    rows = world.single_marks
    mine = (rows["learner"] == world.named["G. H."]) & (rows["subject"] == 2)
    assert rows["mark"][mine].mean() == pytest.approx(4.1)
    months = world.daily["day"][(world.daily["learner"] == world.named["G. H."]) & (world.daily["late"] > 0)]
    counts = {
        month: int((months.astype("datetime64[M]") == np.datetime64(month)).sum())
        for month in ("2026-09", "2026-10", "2026-11")
    }
    assert counts == {"2026-09": 11, "2026-10": 6, "2026-11": 3}
