"""Plans that wait at the head and at the municipality, and the others of the story."""

from __future__ import annotations

from dataclasses import dataclass

from mugur.access.action import batch
from mugur.people.models import Enrolment
from mugur.prevention.actions import application, objection
from mugur.prevention.models import Signal, SupportPlan
from mugur_demo.generate.seeds import ident

from ..reference import everywhere
from ..stage import Stage
from .lives import GoalOf, Life, LineOf, answered

GOAL = GoalOf("go", "economic", "Money is no reason to stay at home")
STUDY = GoalOf("study", "study", "No failed subject in the term")


def _life(stage: Stage, who: str | int, *, starts: str = "2026-11-30", author: str | int = 0) -> Life:
    return Life(
        stage,
        who,
        author or stage.carer(who),
        starts,
        "2026-12-18",
        strengths="Wants to stay in the class.",
        goals=(STUDY, GOAL),
    )


def _first(
    stage: Stage, who: str | int, *lines: LineOf, sent: str, head: str, signed: str = "2026-11-16", comment: str = ""
) -> Life:
    """A first plan that the head has approved and that waits at the municipality."""
    life = _life(stage, who).open("2026-11-12").write("2026-11-12", *lines).applied(signed)
    return life.send(sent).approve(head, level="school", comment=comment)


def _running(stage: Stage, who: str | int, *lines: LineOf, author: str | int = 0) -> Life:
    """A plan whose first version is in force since the beginning of October."""
    life = _life(stage, who, starts="2026-10-05", author=author).open("2026-09-28").write("2026-09-28", *lines)
    return life.applied("2026-09-29").in_force("2026-09-30", "2026-10-01", "2026-10-02")


def _next(life: Life, *lines: LineOf, sent: str, head: str, comment: str = "") -> Life:
    """A newer version that the head has approved."""
    life.begin("2026-11-13").write("2026-11-13", *lines).applied("2026-11-16")
    return life.send(sent).approve(head, level="school", comment=comment)


def talks(units: str, cents: int = 0) -> LineOf:
    return LineOf("talks", "study", "lv.consultation.social", cents, units, when="Every second week")


def paid(key: str, code: str, cents: int, units: str = "1", **more: str) -> LineOf:
    return LineOf(key, "go", code, cents, units, **more)  # type: ignore[arg-type]


def within_limits(stage: Stage) -> None:
    """Š. T., I. J., J. Z., W. X. and six more: with E. F. they are the eleven that keep to every limit."""
    assistant = stage.places.account["assistant"]
    st = (
        talks("5", 4800),
        LineOf("latvian", "study", "lv.consultation.assistant", 0, "8", detail="Latvian", by=assistant),
        LineOf("maths", "study", "lv.consultation.assistant", 0, "8", detail="Mathematics", by=assistant),
    )
    monday = paid("monday", "lv.transport", 6000, detail="Special transport on Mondays", starts="2026-12-01")
    life = _running(stage, "Š. T.", *st, monday)
    room = paid("room", "lv.dormitory", 5600, detail="Two nights a week", starts="2026-12-01")
    _next(life, talks("8", 8160), *st[1:], room, sent="2026-11-19", head="2026-11-20")
    _ij(stage)
    _first(
        stage,
        "J. Z.",
        talks("6"),
        paid("ticket", "lv.transport", 9600, "1", detail="Monthly ticket"),
        sent="2026-11-18",
        head="2026-11-19",
    )
    _wx(stage)
    for n, lines in enumerate(_six()):
        _first(
            stage,
            _free(stage)[n],
            *lines,
            sent="2026-11-17" if n < 2 else "2026-11-19",
            head="2026-11-19" if n < 2 else "2026-11-20",
        )


def _six() -> tuple[tuple[LineOf, ...], ...]:
    return (
        (talks("4"), paid("ticket", "lv.transport", 8800)),
        (paid("meals", "lv.meals", 6450),),
        (talks("4"), paid("things", "lv.materials", 7260)),
        (paid("ticket", "lv.transport", 5500),),
        (talks("6"), paid("room", "lv.dormitory", 9600)),
        (paid("meals", "lv.meals", 3600),),
    )


def _free(stage: Stage) -> list[int]:
    """Six learners of the story's municipality without any plan, one of each of six schools."""
    world = stage.world
    planned = {int(one) for one in world.plans["learner"]} | set(world.named.values())
    found: dict[int, int] = {}
    for row in world.cohort.rows_of(0).tolist():
        school = int(world.cohort.school[2, row])
        if row not in planned and school in (1, 2, 3, 4, 5, 7) and stage.carer(row) != stage.head(row):
            found.setdefault(school, row)
    return list(found.values())


def _ij(stage: Stage) -> None:
    """I. J.: the first link ended unread on 12 November; the new one was answered."""
    life = (
        _life(stage, "I. J.")
        .open("2026-10-28")
        .write("2026-10-29", talks("6", 5040), paid("ticket", "lv.transport", 8200), paid("meals", "lv.meals", 5000))
    )
    on = stage.on("2026-10-29")
    with stage.as_(life.author, on, "14:00") as by:
        plan, guardian = SupportPlan.objects.get(pk=life.plan_pk), stage.guardian("I. J.")
        application.issue_link(plan, by=by, on=on, receiver=guardian, address="TOKEN", mail=False)
    life.applied("2026-11-16").send("2026-11-18").approve("2026-11-20", level="school")


def _wx(stage: Stage) -> None:
    """W. X.: meals for 30 instead of 20 days, in a third version."""

    def meals(days: int, cents: int) -> LineOf:
        return paid("meals", "lv.meals", cents, "3", detail=f"{days} days")

    life = _running(stage, "W. X.", meals(10, 2450))
    life.begin("2026-10-12").write("2026-10-12", meals(20, 4900)).applied("2026-10-13")
    life.in_force("2026-10-13", "2026-10-14", "2026-10-15")
    _next(life, meals(30, 7350), sent="2026-11-17", head="2026-11-19")


def need_an_eye(stage: Stage) -> None:
    """P. R. above the limit, T. Z. paid elsewhere, U. V. written by the one who would approve."""
    bus = "No bus since 1 November"
    life = _running(stage, "P. R.", talks("4"), paid("ride", "lv.transport", 18000, "3", detail="Special transport"))
    _next(
        life,
        talks("4"),
        paid("ride", "lv.transport", 44400, "3", detail="Special transport", reason=bus),
        sent="2026-11-17",
        head="2026-11-19",
        comment=f"{bus}.",
    )
    _first(
        stage,
        "T. Z.",
        talks("4"),
        paid(
            "meals", "lv.meals", 8750, "2", detail="November and December", elsewhere="The social service of the town"
        ),
        sent="2026-11-18",
        head="2026-11-19",
    )
    life = _running(stage, "U. V.", talks("4", 4480), author="social_pedagogue")
    life.author = "municipality"
    _next(life, talks("6", 6720), sent="2026-11-18", head="2026-11-19")


def at_the_head(stage: Stage) -> None:
    """Two plans of other classes that wait for the head: R. S. and S. Ā."""
    assistant = stage.places.account["assistant"]
    group = LineOf("group", "study", "lv.homework_group", 0, "5", group=True, by=assistant, when="Tuesdays 15:10")
    for who, lines in (("R. S.", (group,)), ("S. Ā.", (talks("6"), paid("ticket", "lv.transport", 3600)))):
        _life(stage, who).open("2026-11-18").write("2026-11-18", *lines).applied("2026-11-20").send("2026-11-23")


def az_waits(stage: Stage) -> None:
    """A. Z.: a plan that is written and waits for the guardian, who may agree, ask or object."""
    _life(stage, "A. Z.").open("2026-11-18").write("2026-11-20", talks("4"), paid("ticket", "lv.transport", 3200))


def returned(stage: Stage) -> None:
    """S. Ā. was found again: the reason of leaving, first unknown, is corrected by voiding the old row."""
    on = stage.on("2026-11-09")
    with everywhere(on) as who, batch("demo.load.returned", by=who, on=on, path="lv.aizkraukle.pv."):
        person = stage.learner("S. Ā.")
        old = Enrolment.objects.get(person=person, exit_reason="unknown")
        old.voided_on, old.void_reason = on, "The reason of leaving was found out on the return"
        old.save()
        Enrolment(
            uuid=ident(stage.world.seed, "enrolment", "S. Ā./corrected"),
            person=person,
            school_id=old.school_id,
            org_path=old.org_path,
            grade=old.grade,
            school_year=old.school_year,
            starts=old.starts,
            ends=old.ends,
            exit_reason="work",
            destination="Worked abroad with an uncle; came back",
        ).save()


def km_objects(stage: Stage) -> None:
    """K. M.: confirmed, and the guardian objects by link; the head decides, not the one who noticed."""
    by = stage.carer("K. M.")
    answered(
        stage,
        "K. M.",
        "unexcused_lessons",
        by=by,
        on=stage.on("2026-11-16"),
        answer="concern",
        first_step="talk_guardian",
    )
    on = stage.on("2026-11-19")
    with stage.as_(by, on):
        signal = Signal.objects.get(person_id=stage.pk("K. M."), answered_on=stage.on("2026-11-16"))
        person, guardian = stage.learner("K. M."), stage.guardian("K. M.")
    with stage.by_link(person, "guardian.signal", subject=signal.uuid, on=on, recipient=guardian, by=by) as actor:
        objection.object_to(signal, by=actor, on=on, words="She was at the dentist each Monday. Nobody asked us.")


@dataclass(frozen=True)
class Looked:
    """One read that the family of G. H. sees: day, hour in UTC, account, role, page, ground."""

    day: str
    at: str
    who: str
    role: str
    page: str
    ground: str = ""


READS = (
    Looked("2026-10-05", "07:30", "municipality", "municipality_coordinator", "prevention.approval.decide", "approval"),
    Looked("2026-11-17", "11:20", "assistant", "assistant", "prevention.session.see"),
    Looked("2026-11-18", "10:15", "class_teacher", "class_teacher", "prevention.plan.see"),
    Looked("2026-11-18", "12:05", "social_pedagogue", "specialist", "prevention.plan.see"),
    Looked("2026-11-19", "09:40", "coordinator", "school_coordinator", "people.person.see"),
    Looked("2026-11-20", "07:15", "head", "head", "prevention.plan.list"),
)
