"""E. F.: three plans in three years, a change of school, a placement, an own request."""

from __future__ import annotations

from django.apps import apps

from mugur.access.wall import Wall
from mugur.people.models import Tie
from mugur.prevention.actions import signal as signals
from mugur.prevention.models import SupportPlan
from mugur_demo.generate.seeds import ident

from ..copying import owners_desk
from ..stage import Stage
from .lives import GoalOf, Life, LineOf, Words, answered, assessed
from .support import given, session, weekly

WHO = "E. F."
OLD = 3
"""Basic school C, where year 9 was."""
TEACHER = "class_teacher"
WORDS = "I would come every day if the ticket were paid."
FIRST_GOALS = (
    GoalOf("maths", "study", "Mathematics at least 5", "Mathematics 3.9", "average mark", "3.9", "5.0"),
    GoalOf(
        "way", "economic", "Attendance at least 90 per cent", "78 per cent in 45 days", "attendance", "78 %", "90 %"
    ),
)
SECOND_GOALS = (
    GoalOf("marks", "study", "Average at least 5.5", "Average 4.7", "average mark", "4.7", "5.5"),
    GoalOf("there", "study", "Attendance at least 93 per cent", "", "attendance", "91 %", "93 %"),
    GoalOf("home", "social", "Knows whom to ask in the new town", "New town", "", "", ""),
)
THIRD_GOALS = (
    GoalOf("marks", "study", "Average at least 6", "Average 5.9", "average mark", "5.9", "6.0"),
    GoalOf(
        "ticket", "economic", "Attendance at least 95 per cent", "Ticket since the move", "attendance", "92 %", "95 %"
    ),
)
PERFECT = "Comes back to what was agreed; helps others with the computers."


def _old_staff(stage: Stage) -> tuple[int, int, int]:
    """Coordinator, head and a teacher of the old school."""
    role = stage.places.of_role
    return role[OLD, "school_coordinator"], stage.places.account["head_before"], role[OLD, "class_teacher"]


def first_plan(stage: Stage) -> None:
    """February 2025: 78 per cent in 45 days; agreed in two weeks, given until the end of May."""
    coordinator, head, teacher = _old_staff(stage)
    said: Words = {"answer": "concern", "first_step": "talk_guardian"}
    signal = answered(stage, WHO, "attendance_45", by=coordinator, on=stage.on("2025-02-06"), **said)
    risks = (("study", "Mathematics 3.9; misses the first lessons"), ("economic", "The monthly ticket is paid late"))
    view, day = "The first bus comes too late for mathematics.", stage.on("2025-02-11")
    found = assessed(stage, signal, by=coordinator, on=day, strengths=PERFECT, view=view, level="act", risks=risks)
    life = Life(stage, WHO, coordinator, "2025-02-17", "2025-05-30", head=head, strengths=PERFECT, goals=FIRST_GOALS)
    weekdays: Words = {"detail": "Mathematics", "when": "Wednesdays"}
    life.open("2025-02-11", assessment=found).write(
        "2025-02-12",
        LineOf("maths", "maths", "lv.consultation.teacher", 11760, "14", by=teacher, **weekdays),
        LineOf("ticket", "way", "lv.transport", 14400, "4", detail="Monthly ticket", reason="By receipt."),
    )
    life.applied("2025-02-12").in_force("2025-02-13", "2025-02-14", "2025-02-17")
    _first_support(stage, life, teacher)


def _first_support(stage: Stage, life: Life, teacher: int) -> None:
    talks: Words = {"minutes": 40, "school": OLD, "title": "Mathematics"}
    for n, day in enumerate(weekly(stage, "2025-02-19", "2025-05-28")[:14]):
        session(stage, teacher, day, "lv.consultation.teacher", present={WHO: n != 5}, **talks)
    for month in ("2025-02-28", "2025-03-28", "2025-04-30", "2025-05-27"):
        given(stage, WHO, life.author, stage.on(month), "lv.transport", cents=3600, line=life.line("ticket"))


def first_review(stage: Stage) -> None:
    """May 2025: both goals reached; in August the vocational school takes over."""
    coordinator, head, _ = _old_staff(stage)
    life = Life(stage, WHO, coordinator, "2025-02-17", "2025-05-30", head=head)
    life.plan_pk = _plan(stage, coordinator, "2025-05-30", 1)
    life.review(
        "2025-05-30",
        decision="close",
        closure="reached",
        risks=("act", "none"),
        results={"maths": ("reached", "5.2"), "way": ("reached", "92 %")},
        summary="Attendance 92 %, mathematics 3.9 → 5.2",
        learner_view="It worked when somebody waited for me.",
    )
    _handed_over(stage)


def _plan(stage: Stage, by: str | int, on: str, number: int) -> int:
    with stage.as_(by, stage.on(on)):
        return int(SupportPlan.objects.get(person_id=stage.pk(WHO), number=number).pk)


def _handed_over(stage: Stage) -> None:
    """The record moves to the new school; the old one keeps its own part until then, and nothing after."""
    pk, seed = stage.pk(WHO), stage.world.seed
    home, old = stage.world.schools[0].path, stage.world.schools[OLD].path
    day = stage.on("2025-08-28")
    with owners_desk(day) as desk:
        for model in apps.get_models():
            wall = getattr(model, "wall", None)
            if isinstance(wall, Wall) and wall.person and model._meta.label != "people.Person":
                table, person = model._meta.db_table, wall.person
                desk.cursor.execute(
                    f'update "{table}" set {wall.path} = %s where {person} = %s and {wall.path} = %s', [home, pk, old]
                )
        family = [pk, stage.register.guardian_of[stage.position(WHO)]]
        desk.cursor.execute("update people_person set home_path = %s where id = any(%s)", [home, family])
        stage.register.home[stage.position(WHO)] = home
        desk.copy(
            Tie,
            "id uuid person_id home_path organisation_id org_path kind starts",
            [(1, ident(seed, "tie", "E. F./succession"), pk, home, stage.places.school[OLD], old, "succession", day)],
        )
        desk.audit("demo.load.handed_over", home, {"people.person": 1})


def second_plan(stage: Stage) -> None:
    """November 2025: the average fell by 1.1; consultations and a homework group, from February the dormitory."""
    said: Words = {"answer": "concern", "first_step": "talk_learner"}
    signal = answered(stage, WHO, "average_fall", by="coordinator", on=stage.on("2025-11-13"), **said)
    risks = (("study", "Average 4.7, was 5.8"), ("social", "New town, new class"))
    view, by = "The subjects of the trade are fine; the others run away.", "social_pedagogue"
    day = stage.on("2025-11-17")
    found = assessed(stage, signal, by=by, on=day, strengths=PERFECT, level="watch", view=view, risks=risks)
    life = Life(stage, WHO, by, "2025-11-24", "2026-05-29", strengths=PERFECT, goals=SECOND_GOALS)
    lines = _second_lines(stage)
    life.open("2025-11-17", assessment=found).write("2025-11-18", *lines).applied("2025-11-19")
    life.in_force("2025-11-20", "2025-11-21", "2025-11-24")
    _second_support(stage, stage.places.account["teacher_mn"])
    more: Words = {"detail": "Two nights a week", "by_name": "Dormitory of the school", "starts": "2026-02-02"}
    room = LineOf("room", "home", "lv.dormitory", 22400, "4", **more)
    life.begin("2026-01-26").write("2026-01-26", *lines, room).applied("2026-01-27")
    life.in_force("2026-01-28", "2026-01-29", "2026-01-30")
    for month in ("2026-02-27", "2026-03-27", "2026-04-30", "2026-05-28"):
        given(stage, WHO, "coordinator", stage.on(month), "lv.dormitory", cents=5600, line=life.line("room"))


def _second_lines(stage: Stage) -> tuple[LineOf, ...]:
    maths, assistant = stage.places.account["teacher_mn"], stage.places.account["assistant"]
    weekdays: Words = {"detail": "Mathematics", "when": "Wednesdays"}
    return (
        LineOf("maths", "marks", "lv.consultation.teacher", 18480, "22", by=maths, **weekdays),
        LineOf("group", "there", "lv.homework_group", 0, "14", by=assistant, when="Thursdays"),
    )


def _second_support(stage: Stage, maths: int) -> None:
    wednesdays = weekly(stage, "2025-11-26", "2026-05-27")
    for n, day in enumerate(wednesdays[:22]):
        session(
            stage,
            maths,
            day,
            "lv.consultation.teacher",
            minutes=40,
            title="Mathematics",
            present={WHO: n not in (6, 15)},
        )
    thursdays = weekly(stage, "2025-11-27", "2026-03-26")
    for n, day in enumerate(thursdays[:13]):
        session(stage, "assistant", day, "lv.homework_group", minutes=60, present={WHO: n not in (4, 9)})


def second_review(stage: Stage) -> None:
    """May 2026: two of three goals reached, one goes on; course 1 is finished in June."""
    life = Life(stage, WHO, "social_pedagogue", "2025-11-24", "2026-05-29", number=2)
    life.plan_pk = _plan(stage, "social_pedagogue", "2026-05-22", 2)
    life.review(
        "2026-05-22",
        decision="continue",
        risks=("watch", "none"),
        results={"marks": ("reached", "5.9"), "there": ("reached", "95 %"), "home": ("partly", "")},
        summary="Average mark 5.9, attendance 95 %",
        learner_view="The dormitory saved two hours a day.",
    ).close("2026-05-29", "reached")


def third_plan(stage: Stage) -> None:
    """September 2026: an own request, answered in four days; the plan runs to the end of November."""
    asked, day, maths = stage.on("2026-09-11"), stage.on("2026-09-15"), stage.places.account["teacher_mn"]
    with stage.as_(TEACHER, asked, "08:10") as by:
        signals.request_support(stage.learner(WHO), by=by, on=asked, text="The ticket costs too much since the move.")
    said: Words = {"answer": "concern", "first_step": "talk_learner"}
    signal = answered(stage, WHO, "", by=TEACHER, on=day, **said)
    risks = (("economic", "The ticket costs more since the move"), ("study", "Mathematics"))
    found = assessed(stage, signal, by=TEACHER, on=day, strengths=PERFECT, level="watch", view=WORDS, risks=risks)
    more: Words = {"strengths": PERFECT, "words": WORDS}
    life = Life(stage, WHO, TEACHER, "2026-09-21", "2026-11-30", goals=THIRD_GOALS, **more)
    life.open("2026-09-15", assessment=found).write("2026-09-15", *_third_lines(stage, maths, 14400))
    life.applied("2026-09-16").in_force("2026-09-16", "2026-09-17", "2026-09-21")
    for n, wednesday in enumerate(weekly(stage, "2026-09-23", "2026-11-18")[:7]):
        talks: Words = {"minutes": 40, "title": "Mathematics"}
        session(stage, maths, wednesday, "lv.consultation.teacher", present={WHO: n != 3}, **talks)
    month = stage.on("2026-10-30")
    given(stage, WHO, "coordinator", month, "lv.transport", cents=4800, line=life.line("ticket"))
    life.begin("2026-11-16").write("2026-11-16", *_third_lines(stage, maths, 18600)).applied("2026-11-17")
    life.send("2026-11-18").approve("2026-11-20", level="school")


def _third_lines(stage: Stage, maths: int, ticket: int) -> tuple[LineOf, ...]:
    return (
        LineOf(
            "maths", "marks", "lv.consultation.teacher", 6720, "8", detail="Mathematics", by=maths, when="Wednesdays"
        ),
        LineOf(
            "group",
            "marks",
            "lv.homework_group",
            0,
            "10",
            group=True,
            by=stage.places.account["assistant"],
            when="Tuesdays",
        ),
        LineOf("ticket", "ticket", "lv.transport", ticket, "3", detail="Monthly ticket", reason="By receipt."),
    )
