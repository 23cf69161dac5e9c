"""What must hold once everything is loaded; the first sentence that fails stops the load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections

from mugur.access import chain
from mugur_demo.generate.checks import kl_class
from mugur_demo.generate.signals import signals_on

from .stage import Stage


class Failed(RuntimeError):
    """A check of the demonstration does not hold."""


@dataclass(frozen=True)
class Zero:
    """A question whose answer must be none: rows that offend."""

    sentence: str
    query: str


@dataclass(frozen=True)
class Exactly:
    """A question with one right answer."""

    sentence: str
    wanted: int
    query: str


NEVER = (
    Zero(
        "Every signal of a rule has its inputs.",
        "select count(*) from prevention_signal where origin = 'rule' and inputs = '{}'",
    ),
    Zero(
        "Every answered signal has a person, a day and, when it is not a concern, a reason.",
        "select count(*) from prevention_signal where state = 'answered'"
        " and (answered_by_id is null or answered_on is null"
        " or answer = 'not_a_concern' and (reason = '' or reason_code = ''))",
    ),
    Zero(
        "No support counts outside an approved line that runs on its day.",
        "select count(*) from support_delivery d where d.countable and d.present and not exists (select from"
        " prevention_plannedmeasure m join prevention_planversion v on v.id = m.version_id"
        " where m.line = d.planned_line"
        " and v.approved_on is not null and m.person_id = d.person_id and d.day between m.starts and m.ends)",
    ),
    Zero(
        "No plan overlaps another of the same learner.",
        "select count(*) from prevention_supportplan a join prevention_supportplan b on b.person_id = a.person_id"
        " and b.id > a.id and a.state not in ('void', 'closed') and b.state not in ('void', 'closed')"
        " and a.starts <= b.ends and b.starts <= a.ends",
    ),
    Zero(
        "Nobody approved a plan that they wrote.",
        "select count(*) from prevention_approval where account_id = author_id",
    ),
    Zero(
        "Every approved version was applied for while its family is known.",
        "select count(*) from prevention_planversion v where v.state = 'approved'"
        " and v.application_id is null and exists"
        " (select from people_guardianship g where g.person_id = v.person_id and g.restricted_on is null)",
    ),
    Zero(
        "Every money line keeps to its limit, or somebody has to look at it.",
        "select count(*) from prevention_plannedmeasure l join support_measure m on m.id = l.measure_id join"
        " prevention_planversion v on v.id = l.version_id"
        " where m.limit_per = 'month' and m.unit = 'month' and l.units >= 1"
        " and l.cents / l.units > m.limit_cents and v.state in ('approved', 'superseded')",
    ),
    Zero("Every person is invented.", "select count(*) from people_person where not synthetic"),
    Zero("Every account is invented.", "select count(*) from access_account where not synthetic"),
    Zero(
        "No fact lies on the day or after it.",
        "select count(*) from prevention_attendancefact where day >= (%(day)s)::date",
    ),
    Zero(
        "A row of the record belongs to the school that is responsible for its learner.",
        "select count(*) from prevention_signal s join people_person p on p.id = s.person_id"
        " where s.org_path <> p.home_path",
    ),
)

TOLD = (
    Exactly("9,000 learners.", 9000, "select count(*) from people_person where kind = 'learner'"),
    Exactly(
        "572 learners of Aizkraukles novads.",
        572,
        "select count(*) from people_person where kind = 'learner' and home_path like 'lv.aizkraukle.%%'",
    ),
    Exactly(
        "Fourteen plan versions wait at Aizkraukles novads.",
        14,
        "select count(*) from prevention_planversion where state = 'at_municipality'",
    ),
    Exactly(
        "Eleven of them keep to every limit and are not their approver's own: 786.60 euro.",
        78660,
        "select sum(change_cents) from prevention_planversion v join prevention_supportplan p on p.id = v.plan_id where"
        " v.state = 'at_municipality' and v.exceptions = '[]' and not %(town)s in (v.author_id, p.author_id)",
    ),
    Exactly(
        "Two plans wait at the head of the vocational school.",
        2,
        "select count(*) from prevention_planversion where state = 'at_head'",
    ),
    Exactly(
        "The signal of A. B. stands at 19 lessons.",
        19,
        "select value::int from prevention_signal where person_id = %(ab)s and state = 'open'",
    ),
    Exactly(
        "It has been due for four days.",
        4,
        "select (%(day)s)::date - due_on from prevention_signal where person_id = %(ab)s and state = 'open'",
    ),
    Exactly(
        "21 of the 24 in the class of K. L. have no open signal.",
        3,
        "select count(distinct person_id) from prevention_signal where state = 'open' and person_id = any(%(kl)s)",
    ),
    Exactly(
        "Version 2 of G. H. costs 330.80 euro and is not sent.",
        33080,
        "select total_cents from prevention_planversion where person_id = %(gh)s and number = 2 and state = 'draft'",
    ),
    Exactly(
        "Version 1 of G. H. costs 301.20 euro.",
        30120,
        "select total_cents from prevention_planversion where person_id = %(gh)s and number = 1 and state = 'approved'",
    ),
    Exactly("E. F. has three plans.", 3, "select count(*) from prevention_supportplan where person_id = %(ef)s"),
    Exactly(
        "E. F. was there for 39 consultations and 17 hours in the homework group.",
        56,
        "select count(*) from support_delivery d where person_id = %(ef)s and present and session_id is not null",
    ),
    Exactly(
        "The guardian of G. H. sees six reads.", 6, "select count(*) from access_readentry where person_id = %(gh)s"
    ),
    Exactly("36 days of October were corrected.", 36, "select count(*) from prevention_attendancechange"),
)


def check(stage: Stage) -> None:
    """Raises Failed with the sentences that do not hold."""
    broken = [sentence for question in (_never, _told, _signals, _chains) for sentence in question(stage)]
    if broken:
        raise Failed("\n".join(broken))


def _facts(stage: Stage) -> dict[str, Any]:
    return {
        "day": stage.day,
        "ab": stage.pk("A. B."),
        "gh": stage.pk("G. H."),
        "ef": stage.pk("E. F."),
        "kl": [stage.pk(n) for n in kl_class(stage.world)],
        "town": stage.places.account["municipality"],
    }


def _never(stage: Stage) -> Iterator[str]:
    with connections["wide"].cursor() as cursor:
        for question in NEVER:
            cursor.execute(question.query, _facts(stage))
            count = cursor.fetchone()[0]
            if count:
                yield f"{question.sentence} Not so for {count}."


def _told(stage: Stage) -> Iterator[str]:
    with connections["wide"].cursor() as cursor:
        for question in TOLD:
            cursor.execute(question.query, _facts(stage))
            row = cursor.fetchone()
            if row is None or row[0] != question.wanted:
                yield f"{question.sentence} Found {row[0] if row else 'nothing'}, expected {question.wanted}."


def _signals(stage: Stage) -> Iterator[str]:
    """What the product's SQL notices on the day is the generator's own count, as sets."""
    with connections["wide"].cursor() as cursor:
        cursor.execute(
            "select p.uuid, d.code, r.level from prevention_indicatorresult r"
            " join people_person p on p.id = r.person_id"
            " join prevention_indicatorversion v on v.id = r.version_id join prevention_indicatordefinition d on"
            " d.id = v.definition_id where r.\"on\" = %s and d.country in ('LV', '') and d.formula <> 'observation'",
            [stage.day],
        )
        found = set(cursor.fetchall())
    wanted = signals_on(stage.world, stage.day)
    if found != wanted:
        yield (
            f"What is noticed on the day is what the generator counts. {len(wanted - found)} are not noticed,"
            f" {len(found - wanted)} are noticed and not counted."
        )


def _chains(stage: Stage) -> Iterator[str]:
    for broken in chain.verify():
        yield f"The audit chains verify. {broken.stream} is {broken.what} at {broken.seq}."
