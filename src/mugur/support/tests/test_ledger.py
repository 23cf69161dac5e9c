"""The ledger: only added to, by whoever may, and never for one learner twice in the same hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from tests.builders import DAY, a_body, a_group, a_learner, acting_as, an_account, the_world, who

from mugur.access.models import Account, AuditEntry
from mugur.access.records import NakedWrite
from mugur.access.who import machine
from mugur.lib.errors import NoRight, RuleBroken
from mugur.people.models import Person
from mugur.support import actions, catalogue, queries
from mugur.support.clock import clock_text
from mugur.support.models import Delivery, Measure, Occupied, Session
from mugur.support.rules import Line, may_undo, units, worth

pytestmark = pytest.mark.django_db
SCHOOL = "lv.aiz.pv."
AT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
BEGINS = datetime(2026, 11, 24, 13, 10, tzinfo=UTC)


def a_measure(**more: Any) -> Measure:
    fields = {"code": "lv.homework_group", "names": {"en": "Homework group"}, "unit": "hour", "unit_minutes": 60,
              "starts": date(2020, 1, 1), **more}  # fmt: skip
    made = Measure(**fields)
    made.save()
    return made


def a_session(measure: Measure, provider: Account, begins: datetime = BEGINS, **more: Any) -> Session:
    made = Session(org_path=SCHOOL, measure=measure, group=a_group(SCHOOL), day=begins.date(), begins=begins,
                   minutes=60, provider=provider, **more)  # fmt: skip
    made.save()
    return made


def lines(*people: Person, present: bool = True, why_not: str = "") -> list[Line]:
    return [Line(p.pk, p.home_path, present, None, why_not) for p in people]


def _record(session: Session, account: Account, *people: Person, at: datetime = AT, **more: Any) -> None:
    with acting_as(who(account)) as actor:
        actions.record(session, by=actor, on=DAY, at=at, minutes=60, lines=lines(*people, **more))


@pytest.fixture
def room() -> tuple[Account, Session, list[Person]]:
    with the_world():
        account = an_account(("assistant", SCHOOL))
        return account, a_session(a_measure(), account), [a_learner(SCHOOL) for _ in range(3)]


def test_a_line_for_each_learner_and_one_entry_in_the_log(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    _record(session, account, *people)
    with the_world():
        assert Delivery.objects.count() == Occupied.objects.count() == 3
        assert AuditEntry.objects.filter(event="support.session.recorded").count() == 1


@pytest.mark.parametrize("change", ["update support_delivery set minutes = 1", "delete from support_delivery"])
def test_the_database_refuses_to_change_or_delete(room: tuple[Account, Session, list[Person]], change: str) -> None:
    account, session, people = room
    _record(session, account, *people)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting_as(who(account)),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_line_is_not_written_outside_an_action(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    with acting_as(who(account)), pytest.raises(NakedWrite):
        Delivery(person=people[0], org_path=SCHOOL, measure=session.measure, day=DAY, present=True).save()


def test_nobody_is_supported_twice_in_the_same_hour(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    _record(session, account, *people)
    with the_world():
        overlapping = a_session(session.measure, account, BEGINS + timedelta(minutes=30))
        after = a_session(session.measure, account, BEGINS + timedelta(minutes=60))
    with pytest.raises(RuleBroken, match="support.same_hour") as refused:
        _record(overlapping, account, people[1])
    assert refused.value.facts["persons"] == (people[1].pk,)
    _record(after, account, people[1])


def test_the_constraint_decides_when_two_ask_at_once(
    room: tuple[Account, Session, list[Person]], monkeypatch: pytest.MonkeyPatch
) -> None:
    account, session, people = room
    _record(session, account, people[0])
    with the_world():
        other = a_session(session.measure, account)
    monkeypatch.setattr(queries, "taken", lambda *_: [])
    with pytest.raises(RuleBroken, match="support.same_hour"):
        _record(other, account, people[0])
    with the_world():
        assert not Delivery.objects.filter(session=other).exists()


def test_who_was_not_here_takes_no_hour(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    _record(session, account, people[0], present=False)
    with the_world():
        assert not Occupied.objects.exists()
        line = Delivery.objects.get()
        assert (line.units, line.cents) == (0, 0)


def test_a_session_is_recorded_once_until_it_is_taken_back(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    _record(session, account, *people)
    with pytest.raises(RuleBroken, match="support.recorded"):
        _record(session, account, *people)
    with acting_as(who(account)) as actor:
        actions.take_back(session, by=actor, on=DAY, at=AT + timedelta(minutes=9))
    _record(session, account, *people)
    with the_world():
        assert queries.standing().count() == 3 and Delivery.objects.count() == 9


def test_later_a_reason_is_needed_and_kept(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    _record(session, account, *people)
    later = AT + timedelta(minutes=11)
    with acting_as(who(account)) as actor, pytest.raises(RuleBroken, match="support.reason_needed"):
        actions.take_back(session, by=actor, on=DAY, at=later, reason="  ")
    with acting_as(who(account)) as actor:
        actions.take_back(session, by=actor, on=DAY, at=later, reason="wrong group")
    with the_world():
        assert set(Delivery.objects.filter(reverses__isnull=False).values_list("reason", flat=True)) == {"wrong group"}
        assert Occupied.objects.filter(released=False).count() == 0


def test_a_coordinator_corrects_with_a_reason_even_at_once(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    _record(session, account, people[0])
    with the_world():
        coordinator, line = an_account(("school_coordinator", SCHOOL)), Delivery.objects.get()
    to = Line(people[0].pk, SCHOOL, False)
    with acting_as(who(coordinator)) as actor, pytest.raises(RuleBroken, match="support.reason_needed"):
        actions.correct(session, by=actor, on=DAY, at=AT, line=line.uuid, to=to)
    with acting_as(who(coordinator)) as actor:
        actions.correct(session, by=actor, on=DAY, at=AT, line=line.uuid, to=to, reason="was ill")
    with the_world():
        assert [x.present for x in queries.standing()] == [False]


@pytest.mark.parametrize("role", ["assistant", "head", "municipality_coordinator"])
def test_others_do_not_record(room: tuple[Account, Session, list[Person]], role: str) -> None:
    _, session, people = room
    with the_world():
        other = an_account((role, SCHOOL))
    with pytest.raises(NoRight):
        _record(session, other, *people)


def test_a_day_that_has_not_come_is_not_recorded(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    with the_world():
        tomorrow = a_session(session.measure, account, BEGINS + timedelta(days=1))
    with pytest.raises(RuleBroken, match="support.not_yet"):
        _record(tomorrow, account, *people)


def test_what_does_not_count_says_why_and_is_worth_nothing(room: tuple[Account, Session, list[Person]]) -> None:
    account, session, people = room
    _record(session, account, people[0], why_not="not_approved")
    with the_world():
        line = Delivery.objects.get()
        assert (line.countable, line.units, line.cents) == (False, 0, 0)
    silent = Delivery(person=people[1], org_path=SCHOOL, measure=session.measure, day=DAY, present=True)
    silent.countable = False
    with pytest.raises(IntegrityError, match="what_does_not_count_says_why"), the_world():
        silent.save()


def test_a_month_of_transport_needs_no_session(room: tuple[Account, Session, list[Person]]) -> None:
    _, session, people = room
    with the_world():
        ticket = a_measure(code="lv.transport", unit="month")
        coordinator = an_account(("school_coordinator", SCHOOL))
    with acting_as(who(coordinator)) as actor:
        line = actions.give(people[0], by=actor, on=DAY, at=AT, measure=ticket, day=DAY, cents=2960)
        with pytest.raises(RuleBroken, match="support.needs_session"):
            actions.give(people[0], by=actor, on=DAY, at=AT, measure=session.measure, day=DAY)
    with acting_as(who(coordinator)) as actor:
        actions.take_back_given(people[0], by=actor, on=DAY, at=AT, line=line.uuid)
    with the_world():
        assert sum(x.cents or 0 for x in Delivery.objects.all()) == 0


def test_units_and_money() -> None:
    hour = Measure(unit="hour", unit_minutes=40, rate_cents=1001)
    assert units(hour, 60) == Decimal("1.50")
    assert worth(hour, Decimal("1.50"), counts=True) == 1502
    assert worth(Measure(unit="session"), Decimal(1), counts=True) is None
    assert worth(hour, Decimal(1), counts=False) == 0
    assert units(Measure(unit="session", unit_minutes=40), 10) == 1


def test_ten_minutes_and_the_wall_clock() -> None:
    assert may_undo(AT, AT + timedelta(minutes=10)) and not may_undo(AT, AT + timedelta(minutes=10, seconds=1))
    assert clock_text(BEGINS, 60) == "15:10–16:10"


def test_the_catalogue_names_everything_in_five_languages_and_invents_no_rate() -> None:
    for row in catalogue.rows():
        assert set(row["names"]) == {"en", "lv", "ro", "hu", "sv"}, row["code"]
        assert "rate_cents" not in row and row["verified"] is False and row["source"]
        if "limit_cents" in row or "limit_units" in row:
            assert "demonstration" in row["source"]


def test_the_catalogue_is_brought_in_once_and_keeps_what_was_entered() -> None:
    by = machine("setup", on=DAY, paths=("lv.",))
    with the_world():
        country = a_body("lv.", kind="state")
        first = catalogue.load(country, by=by, on=DAY)
        first["lv.mentor"].rate_cents = 900
        first["lv.mentor"].save()
        again = catalogue.load(country, by=by, on=DAY)
        assert len(again) == len(first) == Measure.objects.count()
        assert Measure.objects.get(code="lv.mentor").rate_cents == 900
