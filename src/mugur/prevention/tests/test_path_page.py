"""The path: marks and rows are the same events, gaps stay gaps, nothing restricted, no cause, no other child."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.builders import a_body, a_class_teacher, a_group, a_learner, acting_as, an_account, sign_in, the_world, who

from mugur.access.models import Account, ReadEntry
from mugur.people.models import Enrolment, GroupMembership, Person
from mugur.prevention import facts
from mugur.prevention.models import Approval, IndicatorDefinition, Review, ReviewResult, Signal
from mugur.prevention.queries import path as queries
from mugur.support.models import Delivery
from mugur.web.charts.path import Kind

from .deliver_world import DAY, SCHOOL, a_line, a_measure, a_plan, a_session, decided

pytestmark = pytest.mark.django_db
HEAD = ("head", SCHOOL)


@dataclass
class Story:
    teacher: Account
    head: Account
    person: Person


def _weeks(person: Person, first: date, shares: list[int]) -> None:
    with connection.cursor() as cursor:
        for n, share in enumerate(shares):
            cursor.execute(
                "insert into prevention_attendancefact (person_id, org_path, day, days, possible, excused, unexcused,"
                " late, pattern) values (%s, %s, %s, 5, 100, 0, %s, 0, '')",
                [person.pk, SCHOOL, first + timedelta(weeks=n), 100 - share],
            )


def _mark(person: Person, term: str, day: date, mark: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into prevention_markfact (person_id, org_path, subject, kind, term, day, mark, scale, exempt)"
            " values (%s, %s, 'maths', 'term', %s, %s, %s, '10', false)",
            [person.pk, SCHOOL, term, day, mark],
        )


def a_story() -> Story:
    """Two years: a signal, a plan with two versions, dots and a bar, a review, an own request, a second plan."""
    school_class = a_group(SCHOOL)
    teacher, head = a_class_teacher(school_class), an_account(HEAD)
    person = a_learner(SCHOOL)
    Enrolment.objects.filter(person=person).update(starts=date(2026, 8, 28), grade="2")
    basic = a_body("lv.aiz.bs.")
    Enrolment(person=person, school=basic, org_path=SCHOOL, grade="9", starts=date(2025, 9, 1),
              ends=date(2026, 6, 12)).save()  # fmt: skip
    GroupMembership(group=school_class, person=person, org_path=SCHOOL, starts=date(2026, 9, 1)).save()
    _weeks(person, date(2025, 9, 1), [95, 93, 90, 84, 78])
    _weeks(person, date(2026, 1, 12), [88, 92, 96])
    _mark(person, "2025-1", date(2025, 12, 19), 5.3)
    _mark(person, "2025-2", date(2026, 5, 29), 5.8)
    rule = IndicatorDefinition(code="lv.unexcused", formula="unexcused_lessons", names={"en": "x"}, unit="lessons")
    rule.save()
    first = Signal(
        person=person, org_path=SCHOOL, origin="rule", definition=rule, value=16, level="act",
        noticed_on=date(2025, 10, 6), due_on=date(2025, 10, 13), state="answered", answer="concern",
        answered_by=teacher, answered_on=date(2025, 10, 9),
    )  # fmt: skip
    first.save()
    _plan(person, teacher, head, first)
    Signal(person=person, org_path=SCHOOL, origin="own_request", level="watch", noticed_on=date(2026, 9, 11),
           due_on=date(2026, 9, 18), request_text="the ticket costs too much", state="answered", answer="concern",
           answered_by=teacher, answered_on=date(2026, 9, 15)).save()  # fmt: skip
    second = a_plan(person, teacher, number=2, starts=date(2026, 9, 21), ends=date(2026, 11, 30))
    a_line(second, a_measure())
    decided(second)
    return Story(teacher, head, person)


def _plan(person: Person, teacher: Account, head: Account, signal: Signal) -> None:
    plan = a_plan(person, teacher, starts=date(2025, 10, 20), ends=date(2025, 12, 19), plan_state="closed",
                  signal=signal)  # fmt: skip
    measure, ticket = a_measure(), a_measure("lv.transport", unit="month", kind="transport")
    secret = a_measure("lv.consultation.psychologist", unit="session", restricted=True)
    for one in (measure, ticket, secret):
        a_line(plan, one)
    decided(plan, on=date(2025, 10, 20))
    Approval(version=plan, person=person, org_path=SCHOOL, level="school", decision="approve", account=head,
             author=teacher, version_hash="a" * 64, day=date(2025, 10, 17)).save()  # fmt: skip
    for n, here in enumerate((True, True, False)):
        begins = datetime(2025, 11, 3 + 7 * n, 13, 0, tzinfo=UTC)
        _given(person, measure, begins, here, teacher)
        _given(person, secret, begins + timedelta(hours=2), True, teacher)
    for month in (11, 12):
        Delivery(person=person, org_path=SCHOOL, measure=ticket, day=date(2025, month, 3), present=True).save()
    review = Review(plan=plan.plan, person=person, org_path=SCHOOL, held_on=date(2025, 12, 18), with_whom=["learner"],
                    risk_before="act", risk_after="none", decision="close", account=teacher)  # fmt: skip
    review.save()
    ReviewResult(review=review, person=person, org_path=SCHOOL, goal_line=review.uuid, result="reached").save()


def _given(person: Person, measure: Any, begins: datetime, here: bool, teacher: Account) -> None:
    session = a_session(measure, teacher, begins=begins)
    Delivery(person=person, org_path=SCHOOL, measure=measure, session=session, day=begins.date(), minutes=60,
             present=here, provider=teacher).save()  # fmt: skip


@pytest.fixture
def story(settings: Any) -> Story:
    settings.MUGUR_DAY = DAY.isoformat()
    with the_world():
        return a_story()


def _get(client: Client, account: Account, name: str, story: Story, query: str = "") -> Any:
    return sign_in(client, account).get(reverse(f"prevention:{name}", args=[story.person.uuid]) + query)


def test_marks_in_the_picture_are_the_rows_of_the_list(client: Client, story: Story) -> None:
    body = _get(client, story.teacher, "path", story).content.decode()
    rows = re.findall(r'<tr id="e(\d+)"', body)
    marks = set(re.findall(r'href="#e(\d+)"', body))
    assert rows == [str(n + 1) for n in range(len(rows))] and len(rows) >= 7
    assert marks == set(rows)


def test_lanes_come_from_real_rows(story: Story) -> None:
    with acting_as(who(story.teacher)) as actor:
        shape = queries.path_facts(story.person, who=actor, on=DAY)
    given = shape.of(Kind.SUPPORT)
    assert [e.present for e in given if e.series == "c" or e.series == "a"] == [True, True, False]
    (bar,) = [e for e in given if e.series == "paid"]
    assert (bar.start, bar.end) == (date(2025, 11, 1), date(2025, 12, 31))
    assert [m.value for m in shape.marks] == [5.3, 5.8]
    assert [e.mark for e in shape.of(Kind.SCHOOL)] == ["Year 9 · Body lv.aiz.bs.", "Year 2 · Body lv.aiz.pv."]
    assert len(shape.of(Kind.PLAN)) == 2 and len(shape.of(Kind.ASKED)) == 1 and len(shape.of(Kind.DUE)) == 1
    handed = [e for e in shape.of(Kind.RESULT) if e.mark == "Handed over"]
    assert [e.start for e in handed] == [date(2026, 8, 28)]


def test_a_holiday_is_no_reading_and_a_missing_week_is_not_presence(story: Story) -> None:
    with acting_as(who(story.teacher)):
        found = facts.weeks(story.person.pk, date(2025, 9, 1), DAY)
    assert len(found) == 8
    assert round(facts.attended(found) or 0, 3) == 0.895


def test_what_is_restricted_stays_with_the_case_team(client: Client, story: Story) -> None:
    body = _get(client, story.teacher, "path", story).content.decode()
    assert "sychologist" not in body
    csv = _get(client, story.teacher, "path_csv", story).content.decode()
    assert "sychologist" not in csv


def test_no_cause_is_claimed_and_nobody_is_compared(client: Client, story: Story) -> None:
    body = _get(client, story.teacher, "path", story).content.decode().casefold()
    for word in ("because", "thanks to", "caused", "due to", "class average", "better than"):
        assert word not in body


def test_the_list_alone_and_the_file(client: Client, story: Story) -> None:
    body = _get(client, story.teacher, "path", story, "?view=list").content.decode()
    assert 'id="e1"' in body and 'href="#e1"' not in body
    answer = _get(client, story.teacher, "path_csv", story)
    assert answer["Content-Disposition"] == 'attachment; filename="path.csv"'
    assert len(answer.content.decode().strip().splitlines()) == 1 + body.count('<tr id="e')
    with the_world():
        assert ReadEntry.objects.filter(person_id=story.person.pk, ground="csv").exists()


def test_cells_are_never_formulas() -> None:
    assert [queries.safe(x) for x in ("=1+1", "+3", "-3", "@x", "\tx", "a=b", "")] == [
        "'=1+1", "'+3", "'-3", "'@x", "'\tx", "a=b", "",
    ]  # fmt: skip


OTHERS = [("municipality_coordinator", "lv.aiz."), ("head", "lv.aiz.bs."), ("assistant", SCHOOL)]


@pytest.mark.parametrize(("role", "path"), OTHERS)
def test_others_find_no_path(client: Client, story: Story, role: str, path: str) -> None:
    with the_world():
        stranger = an_account((role, path))
    assert _get(client, stranger, "path", story).status_code == 404
    assert _get(client, stranger, "path_csv", story).status_code == 404


def test_a_learner_without_anything_has_a_path_that_says_so(client: Client, story: Story) -> None:
    with the_world():
        quiet = a_learner(SCHOOL)
    body = sign_in(client, story.head).get(reverse("prevention:path", args=[quiet.uuid])).content.decode()
    assert "Nothing was noticed so far." in body and "nothing recorded" in body


def test_the_path_asks_few_questions(client: Client, story: Story, django_assert_max_num_queries: Any) -> None:
    _get(client, story.teacher, "path", story)
    with django_assert_max_num_queries(32):
        client.get(reverse("prevention:path", args=[story.person.uuid]))
