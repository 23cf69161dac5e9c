"""One built thing per model that a page shows: the house asks strangers for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.builders import DAY, a_body, a_learner, an_account

PATH = "lv.aiz.pv."


def a_job() -> Any:
    from mugur.access.models import Job

    return Job.objects.create(kind="test", org_path=PATH, day=DAY, account=an_account(("head", PATH)))


def a_batch() -> Any:
    from mugur.people.models import ImportBatch

    batch = ImportBatch(kind="roster", org_path=PATH, source_org=a_body(PATH), file_name="x.zip", day=DAY)
    batch.save()
    return batch


def a_signal() -> Any:
    from mugur.prevention.models import Signal

    learner = a_learner(PATH)
    signal = Signal(
        person=learner, org_path=PATH, origin="own_request", level="watch", noticed_on=DAY, due_on=date(2026, 12, 1)
    )
    signal.save()
    return signal


def an_assessment() -> Any:
    from mugur.prevention.models import Assessment

    made = Assessment(person=a_learner(PATH), org_path=PATH, opened_by=an_account(("head", PATH)), opened_on=DAY)
    made.save()
    return made


def a_plan() -> Any:
    from mugur.prevention.models import SupportPlan

    plan = SupportPlan(
        person=a_learner(PATH), org_path=PATH, school=a_body(PATH), term="2026-1", number=1,
        author=an_account(("class_teacher", PATH)), starts=date(2026, 9, 21), ends=date(2026, 11, 30),
    )  # fmt: skip
    plan.save()
    return plan


def a_version() -> Any:
    from mugur.prevention.models import PlanVersion

    plan = a_plan()
    version = PlanVersion(plan=plan, person=plan.person, org_path=PATH, number=1, author=plan.author)
    version.save()
    return version


def a_session() -> Any:
    from datetime import UTC, datetime

    from mugur.support.models import Session

    session = Session(
        measure=a_measure(), org_path=PATH, day=DAY, begins=datetime(2026, 11, 24, 12, tzinfo=UTC), minutes=40
    )
    session.save()
    return session


def a_measure() -> Any:
    from mugur.support.models import Measure

    found = Measure.objects.filter(code="sample").first()
    if found is None:
        found = Measure(code="sample", names={"en": "Talk"}, unit="session", unit_minutes=40, starts=date(2020, 1, 1))
        found.save()
    return found


def a_definition() -> Any:
    from mugur.prevention.models import IndicatorDefinition

    found = IndicatorDefinition.objects.filter(code="sample").first()
    if found is None:
        found = IndicatorDefinition(code="sample", formula="unexcused_lessons", names={"en": "Sample"}, unit="lessons")
        found.save()
    return found


def a_document() -> Any:
    from mugur.people.models import Document

    made = Document(person=a_learner(PATH), org_path=PATH, kind="application", name="a.pdf", media_type="application/pdf",
                    size=1, sha256="0" * 64, stored="x")  # fmt: skip
    made.save()
    return made


def a_missing_learner() -> Any:
    from mugur.people.models import MissingLearner

    made = MissingLearner(batch=a_batch(), person=a_learner(PATH), org_path=PATH, since=DAY)
    made.save()
    return made


def a_review() -> Any:
    from mugur.prevention.models import Review

    plan = a_plan()
    made = Review(plan=plan, person=plan.person, org_path=PATH, held_on=DAY, risk_before="act", risk_after="watch",
                  decision="continue", account=plan.author)  # fmt: skip
    made.save()
    return made


SAMPLES: dict[str, Callable[[], Any]] = {
    "access.Job": a_job,
    "people.Person": lambda: a_learner(PATH),
    "people.ImportBatch": a_batch,
    "people.MissingLearner": a_missing_learner,
    "people.Document": a_document,
    "organisations.Organisation": lambda: a_body(PATH),
    "prevention.Signal": a_signal,
    "prevention.Assessment": an_assessment,
    "prevention.SupportPlan": a_plan,
    "prevention.PlanVersion": a_version,
    "prevention.IndicatorDefinition": a_definition,
    "prevention.Review": a_review,
    "support.Session": a_session,
}
