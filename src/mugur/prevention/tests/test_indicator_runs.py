"""The run: what it flags, that a second one changes nothing, and what new facts do to a signal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.builders import DAY, WORLD, a_learner, the_world

from mugur.access.models import AuditEntry
from mugur.access.reach import scope
from mugur.people.models import Enrolment, Person
from mugur.prevention import signalling
from mugur.prevention.models import AttendanceFact, IndicatorResult, IndicatorRun, Signal, SignalEvent

from .notice_world import OTHER, SCHOOL, WEEKS, lessons, marks, signal_of, the_rules, weeks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules() -> None:
    the_rules()


def run(on: date = DAY, *paths: str) -> signalling.RunReport:
    with scope(WORLD, on=on):
        return signalling.run(on, paths or ("lv.",))


def found() -> set[tuple[int, str, str]]:
    with scope(WORLD, on=DAY):
        return set(Signal.objects.filter(state="open").values_list("person_id", "definition__code", "level"))


def kinds(person: Person, code: str = "unexcused_lessons") -> list[str]:
    with scope(WORLD, on=DAY):
        return list(
            SignalEvent.objects.filter(person=person, signal__definition__code=code)
            .order_by("id")
            .values_list("kind", flat=True)
        )


def change(person: Person, monday: date, **fields: int) -> None:
    with the_world():
        AttendanceFact.objects.filter(person_id=person.pk, day=monday).update(**fields)


def test_levels_are_met_exactly() -> None:
    with the_world():
        calm, watch, act = (a_learner(SCHOOL) for _ in range(3))
        weeks(calm, 7)
        weeks(watch, 4, 4)
        weeks(act, 4, 4, 4, 4)
    run()
    assert found() == {(watch.pk, "unexcused_lessons", "watch"), (act.pk, "unexcused_lessons", "act")}


def test_only_the_last_four_complete_school_weeks_count() -> None:
    with the_world():
        old, current = a_learner(SCHOOL), a_learner(SCHOOL)
        weeks(old, 0, 0, 0, 0, 9)
        weeks(current, 0, 0, 0, 7)
        lessons(current, WEEKS[0] + timedelta(days=7), unexcused=9)
    run()
    assert found() == set()
    run(date(2026, 11, 27))
    assert found() == {(current.pk, "unexcused_lessons", "watch")}


def test_a_week_without_school_makes_the_window_reach_further_back() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        for n, monday in enumerate(WEEKS):
            if n != 2:
                lessons(one, monday, unexcused=2)
    run()
    assert found() == {(one.pk, "unexcused_lessons", "watch")}


def test_attendance_is_below_its_cut_and_not_at_it() -> None:
    with the_world():
        at, under, deep = (a_learner(SCHOOL) for _ in range(3))
        weeks(at, possible=20, excused=3)
        weeks(under, 1, possible=20, excused=3)
        weeks(deep, 1, possible=20, excused=4)
    run()
    assert found() == {(under.pk, "attendance_45", "watch"), (deep.pk, "attendance_45", "act")}


def test_the_version_of_the_day_decides() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        Enrolment.objects.filter(person=one).update(starts=date(2024, 9, 1))
        for n in range(6):
            lessons(one, date(2025, 1, 27) - timedelta(days=7 * n), possible=30, excused=4)
    run(date(2025, 2, 3))
    with scope(WORLD, on=DAY):
        signal = Signal.objects.get(person=one)
        assert (signal.level, signal.version.number, signal.inputs["watch"]) == ("watch", 3, 90)


def test_three_weeks_with_lessons_are_needed() -> None:
    with the_world():
        new = a_learner(SCHOOL)
        other = a_learner(SCHOOL)
        weeks(other)
        for monday in WEEKS[:2]:
            lessons(new, monday, unexcused=10)
    run()
    assert found() == set()


def test_marks_fall_and_fail_exactly() -> None:
    with the_world():
        fell, nearly, failed = (a_learner(SCHOOL) for _ in range(3))
        marks(fell, "2025/2", date(2026, 5, 29), *[7] * 9, 8)
        marks(fell, "2026/1", date(2026, 11, 23), *[6] * 10)
        marks(nearly, "2025/2", date(2026, 5, 29), *[7] * 10)
        marks(nearly, "2026/1", date(2026, 11, 23), *[6] * 10)
        marks(failed, "2026/1", date(2026, 11, 23), 3, 3, 2, 9)
    run()
    assert found() == {(fell.pk, "average_fall", "watch"), (failed.pk, "failed_subjects", "act")}


def test_whoever_is_not_enrolled_today_is_left_out() -> None:
    with the_world():
        left = a_learner(SCHOOL)
        weeks(left, 9, 9)
        Enrolment.objects.filter(person=left).update(ends=date(2026, 11, 20))
    assert run().changes == 0


def test_a_run_of_one_school_leaves_the_others_alone() -> None:
    with the_world():
        mine, other = a_learner(SCHOOL), a_learner(OTHER)
        weeks(mine, 9)
        weeks(other, 9)
    run(DAY, SCHOOL)
    assert {who for who, _, _ in found()} == {mine.pk}


def test_running_twice_changes_nothing() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9, 9)
        marks(one, "2026/1", date(2026, 11, 23), 3)
    first = run()
    assert first.events["noticed"] == 2 and first.results == 2
    with scope(WORLD, on=DAY):
        counts = [m.objects.count() for m in (Signal, SignalEvent, IndicatorResult, IndicatorRun)]
    assert run().changes == 0
    with scope(WORLD, on=DAY):
        assert counts == [m.objects.count() for m in (Signal, SignalEvent, IndicatorResult, IndicatorRun)]


def test_every_result_and_signal_carries_its_inputs() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9, 9, excused=1)
    run()
    with scope(WORLD, on=DAY):
        signal = signal_of(one)
        assert signal is not None
        assert signal.inputs["unexcused"] == 18 and signal.inputs["possible"] == 120 and signal.inputs["excused"] == 4
        assert (signal.inputs["first"], signal.inputs["last"]) == ("2026-10-26", "2026-11-22")
        assert signal.due_on == DAY + timedelta(days=7)
        result = IndicatorResult.objects.get(person=one, version=signal.version)
        assert result.value == Decimal(18) and result.inputs == signal.inputs


def test_new_facts_ease_and_then_withdraw_an_open_signal_on_the_same_day() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9, 9)
    run()
    change(one, WEEKS[0], unexcused=2)
    run()
    with scope(WORLD, on=DAY):
        signal = signal_of(one)
        assert signal is not None and (signal.level, signal.value) == ("watch", Decimal(11))
    change(one, WEEKS[1], unexcused=0)
    run()
    with scope(WORLD, on=DAY):
        signal = signal_of(one)
        assert signal is not None and (signal.state, signal.value) == ("withdrawn", Decimal(2))
    assert kinds(one) == ["noticed", "moved", "withdrawn"]
    assert run().changes == 0


def test_an_open_signal_grows() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9)
    run()
    change(one, WEEKS[1], unexcused=8)
    run()
    with scope(WORLD, on=DAY):
        signal = signal_of(one)
        assert signal is not None and (signal.level, signal.value) == ("act", Decimal(17))
        assert Signal.objects.count() == 1
    assert kinds(one) == ["noticed", "moved"]


def test_missing_register_withdraws_nothing() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9)
    run()
    run(date(2027, 9, 6))
    assert {who for who, _, _ in found()} == {one.pk}


def answer(person: Person, kind: str, day: date = DAY) -> None:
    from tests.builders import an_account

    with the_world():
        by = an_account(("class_teacher", SCHOOL))
        Signal.objects.filter(person=person, state="open").update(
            state="answered", answer=kind, answered_by=by, answered_on=day, reason_code="excused_later",
            reason="bus timetable",
            supported_by="homework group",
        )  # fmt: skip


def test_not_a_concern_comes_back_when_the_number_has_grown_by_four() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9)
    run()
    answer(one, "not_a_concern")
    change(one, WEEKS[0], unexcused=12)
    assert run().events == {}
    change(one, WEEKS[0], unexcused=13)
    run()
    with scope(WORLD, on=DAY):
        back = signal_of(one)
        assert back is not None and back.state == "open" and back.reopened_from is not None
        assert back.reopened_from.value == Decimal(9)
    assert kinds(one) == ["noticed", "reopened"]
    assert run().changes == 0


@pytest.mark.parametrize("kind", ["supported", "concern"])
def test_what_is_being_done_is_not_noticed_again(kind: str) -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9)
    run()
    answer(one, kind)
    change(one, WEEKS[0], unexcused=25)
    assert run().events == {}


def test_an_old_answer_does_not_silence_new_facts() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9)
    run()
    answer(one, "not_a_concern", date(2026, 10, 1))
    assert run().events == {"noticed": 1}


def test_a_signal_follows_the_learner_to_the_new_school() -> None:
    with the_world():
        one = a_learner(SCHOOL)
        weeks(one, 9)
    run()
    with the_world():
        from tests.builders import a_body

        Enrolment.objects.filter(person=one).update(ends=date(2026, 11, 20))
        Enrolment(person=one, school=a_body(OTHER), org_path=OTHER, starts=date(2026, 11, 21)).save()
    assert run().events == {"moved": 1}
    with scope(WORLD, on=DAY):
        signal = signal_of(one)
        assert signal is not None and signal.org_path == OTHER


def test_a_run_is_one_audit_entry_with_counts() -> None:
    with the_world():
        weeks(a_learner(SCHOOL), 9)
    run()
    with scope(WORLD, on=DAY):
        entry = AuditEntry.objects.filter(event="prevention.signals.run").latest("id")
        assert entry.data["counts"]["prevention.signalevent.noticed"] == 1 and entry.actor == "machine:signals"


def test_report_tells_people_and_machines_the_same() -> None:
    with the_world():
        weeks(a_learner(SCHOOL), 9)
    report = run()
    assert report.as_json()["signals"] == {"noticed": 1}
    assert "signals: 1 noticed" in "\n".join(report.lines())
