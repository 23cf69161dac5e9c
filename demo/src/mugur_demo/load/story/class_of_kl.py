"""The class of K. L.: A. B., C. D., G. H., N. O., and the homework group of the school."""

from __future__ import annotations

from datetime import date

from mugur.access import links
from mugur.access.action import batch
from mugur.organisations.models import Organisation
from mugur.people import vault
from mugur.people.models import Group, GroupMembership, Guardianship
from mugur.prevention.actions import application, observation
from mugur.prevention.actions import signal as signals
from mugur.prevention.models import Signal, SupportPlan
from mugur_demo.generate.seeds import ident

from ..reference import everywhere
from ..stage import Stage
from .lives import GoalOf, Life, LineOf, Words, answered
from .support import given, session

MEMBERS = {
    "A. B.": "2026-10-06",
    "E. F.": "2026-09-22",
    "G. H.": "2026-10-06",
    "N. O.": "2026-10-06",
    "R. S.": "2026-11-10",
}
TUESDAYS = ("2026-10-06", "2026-10-13", "2026-10-27", "2026-11-03", "2026-11-10", "2026-11-17")


def homework_group(stage: Stage) -> None:
    """Founds the homework group: Tuesdays at 15:10, teacher assistant O. P."""
    since, seed = stage.on("2026-09-22"), stage.world.seed
    with everywhere(since) as who, batch("demo.load.group", by=who, on=since, path="lv.aizkraukle.pv."):
        school = Organisation.objects.get(path="lv.aizkraukle.pv.")
        group = Group(
            uuid=ident(seed, "group", "homework"),
            school=school,
            org_path=school.path,
            kind="group",
            title="Homework group, Tuesdays",
            school_year="2026/27",
            source_id="DEMO-GROUP-1",
            starts=since,
        )
        group.save()
        for name, day in MEMBERS.items():
            GroupMembership(
                uuid=ident(seed, "homework", name),
                group=group,
                person_id=stage.pk(name),
                org_path=school.path,
                starts=stage.on(day),
            ).save()


def gh_first_plan(stage: Stage) -> None:
    """G. H., version 1: 301.20 euro, in force since 5 October; one restricted line is the psychologist's."""
    life = _gh(stage)
    life.open("2026-10-01").write("2026-10-01", *_gh_lines(stage, first=True))
    restricted = LineOf(
        "talk", "talk", "lv.consultation.psychologist", 0, "6", by=_psychologist(stage), restricted=True
    )
    life.write("2026-10-02", *_gh_lines(stage, first=True), restricted, by=_psychologist(stage))
    life.write("2026-10-02", *_gh_lines(stage, first=True)).applied("2026-10-02")
    life.in_force("2026-10-02", "2026-10-02", "2026-10-05")
    maths, talks = stage.places.account["teacher_mn"], "social_pedagogue"
    for day in ("2026-10-07", "2026-10-14", "2026-10-28", "2026-11-04", "2026-11-11"):
        session(
            stage,
            maths,
            stage.on(day),
            "lv.consultation.teacher",
            minutes=40,
            title="Mathematics",
            present={"G. H.": True},
        )
    for day in ("2026-10-08", "2026-10-29", "2026-11-12"):
        session(stage, talks, stage.on(day), "lv.consultation.social", minutes=40, at="11:00", present={"G. H.": True})
    given(stage, "G. H.", "coordinator", stage.on("2026-10-30"), "lv.transport", cents=4200, line=life.line("ticket"))


def gh_second_version(stage: Stage) -> None:
    """G. H., version 2: dormitory in, Monday transport out, mathematics from 8 to 12; signed, not yet sent."""
    life = _gh(stage)
    with stage.as_("class_teacher", stage.on("2026-11-17")):
        life.plan_pk = SupportPlan.objects.get(person_id=stage.pk("G. H.")).pk
    life.begin("2026-11-18").write("2026-11-18", *_gh_lines(stage, first=False)).applied("2026-11-20", at="17:42")


def _psychologist(stage: Stage) -> int:
    return stage.places.of_role[0, "psychologist"]


def _gh(stage: Stage) -> Life:
    return Life(
        stage,
        "G. H.",
        "class_teacher",
        "2026-10-05",
        "2026-12-18",
        strengths="Never misses workshop practice. Repairs bicycles and shows the first-year learners how.",
        words="I get up at 5:20 for the bus. With two nights in the dormitory I would make the first lesson.",
        goals=(
            GoalOf(
                "maths",
                "study",
                "At least 5 by 18 December",
                "Falls behind in mathematics: average 4.1, was 5.6 in spring",
                "average mark",
                "4.1",
                "5.0",
            ),
            GoalOf(
                "way",
                "economic",
                "At most 2 late arrivals a month",
                "The way to school is long and costs too much: 11 late first lessons in September, 47 km by bus",
                "late arrivals",
                "11",
                "2",
            ),
            GoalOf("talk", "social", "A fixed talk every second week", "Needs someone to talk to", "talks", "0", "5"),
        ),
    )


#: What only version 1 of the plan of G. H. has, and what version 2 has instead.
DECEMBER: Words = {"starts": "2026-12-01", "ends": "2026-12-18"}
MONDAYS = LineOf("monday", "way", "lv.transport", 6000, "1", detail="Special transport on Mondays", **DECEMBER)
ROOM = LineOf(
    *("room", "way", "lv.dormitory", 5600, "1", "Two nights a week"),
    by_name="Dormitory of the school", reason="The dormitory replaces the transport on Mondays.", **DECEMBER,
)  # fmt: skip


def _gh_lines(stage: Stage, *, first: bool) -> tuple[LineOf, ...]:
    maths, assistant, talks = (stage.places.account[key] for key in ("teacher_mn", "assistant", "social_pedagogue"))
    units, cents = ("8", 6720) if first else ("12", 10080)
    wednesdays: Words = {"detail": "Mathematics", "when": "Wednesdays 15:10", "ends": "2026-12-16"}
    second: Words = {"when": "Every second week", "ends": "2026-12-11"}
    tuesdays = "Tuesdays 15:10"
    return (
        LineOf("maths", "maths", "lv.consultation.teacher", cents, units, by=maths, **wednesdays),
        LineOf("group", "maths", "lv.homework_group", 0, "10", group=True, by=assistant, when=tuesdays),
        LineOf("ticket", "way", "lv.transport", 12600, "3", detail="Monthly ticket", reason="By receipt."),
        MONDAYS if first else ROOM,
        LineOf("talks", "talk", "lv.consultation.social", 4800, "5", by=talks, **second),
    )


def no_plan(stage: Stage) -> None:
    """N. O.: a plan with the homework group and mathematics with O. P."""
    assistant = stage.places.account["assistant"]
    Life(
        stage,
        "N. O.",
        "class_teacher",
        "2026-10-05",
        "2026-12-18",
        strengths="Good with his hands.",
        goals=(GoalOf("marks", "study", "Hands in what was set", "Homework is missing", "", "", ""),),
    ).open("2026-09-28").write(
        "2026-09-28",
        LineOf("group", "marks", "lv.homework_group", 0, "10", group=True, by=assistant, when="Tuesdays 15:10"),
        LineOf("maths", "marks", "lv.consultation.assistant", 0, "8", detail="Mathematics", by=assistant),
    ).applied("2026-09-29").in_force("2026-09-30", "2026-10-01", "2026-10-02")


def homework_given(stage: Stage) -> None:
    """Six Tuesdays: E. F. and G. H. each time, N. O. four times, A. B. three times and without a plan."""
    for n, day in enumerate(TUESDAYS):
        on = stage.on(day)
        present = {"A. B.": n in (0, 2, 3), "E. F.": True, "G. H.": True, "N. O.": n not in (1, 4)}
        if on >= stage.on(MEMBERS["R. S."]):
            present["R. S."] = True
        session(stage, "assistant", on, "lv.homework_group", minutes=60, group=True, place="room 14", present=present)


def ab_autumn(stage: Stage) -> None:
    """A. B.: what the class teacher and the psychologist wrote down in the autumn."""
    on = stage.on("2026-10-09")
    with stage.as_("class_teacher", on, "12:40") as by:
        observation.observe(
            stage.learner("A. B."), by=by, on=on, signs=[], text="Talked with A. B. after the fourth missed lesson."
        )
    on = stage.on("2026-10-14")
    with stage.as_(_psychologist(stage), on, "10:00") as by:
        vault.write_note(
            stage.learner("A. B."), text="Vault marker V-7731: what was said stays in the case team.", by=by, on=on
        )


def ab_not_a_concern(stage: Stage) -> None:
    """2 November: nine lessons, the bus timetable; the signal will come back by growth."""
    answered(
        stage,
        "A. B.",
        "unexcused_lessons",
        by="class_teacher",
        on=stage.on("2026-11-02"),
        answer="not_a_concern",
        reason_code="known_cause",
        reason="The bus timetable changed on 26 October.",
    )


def no_handed_on(stage: Stage) -> None:
    """23 November: the signal of N. O. goes to the school coordinator."""
    on = stage.on("2026-11-23")
    with stage.as_("class_teacher", on, "13:20") as by:
        signal = Signal.objects.get(person_id=stage.pk("N. O."), state="open")
        signals.hand_on(signal, by=by, on=on, text="Turned 18 on Saturday; lives alone now. Needs more than a talk.")


def no_guardian(stage: Stage) -> None:
    """The link of N. O.'s guardian, given on 16 November; the right behind it ended at midnight of the 21st."""
    on = stage.on("2026-11-16")
    with stage.as_("class_teacher", on):
        plan = SupportPlan.objects.get(person_id=stage.pk("N. O."), state="in_force")
        person, guardian = stage.learner("N. O."), stage.guardian("N. O.")
    with stage.as_("class_teacher", on, "09:10") as by:
        application.issue_link(plan, by=by, on=on, receiver=guardian, address="TOKEN", mail=False)
    assert person.is_adult_on(stage.day)


def today(stage: Stage) -> None:
    """The timetable of O. P. today, with one session kept at 13:02, and the first talk with A. B. tomorrow."""
    on = stage.day
    session(
        stage,
        "assistant",
        on,
        "lv.consultation.assistant",
        minutes=40,
        at="10:20",
        title="Latvian",
        place="room 8",
        present={"Š. T.": True},
        recorded="11:02",
    )
    session(stage, "assistant", on, "lv.homework_group", minutes=60, at="13:10", group=True, place="room 14")
    session(
        stage, "assistant", on, "lv.consultation.assistant", minutes=40, at="14:20", title="Mathematics", place="room 8"
    )
    tomorrow = next(day for day in stage.world.calendar.coming if day > on)
    _booked(stage, tomorrow)


def _booked(stage: Stage, on: date) -> None:
    # Asked for by A. B. a week before.
    session(
        stage,
        "social_pedagogue",
        on,
        "lv.consultation.social",
        minutes=40,
        at="11:00",
        title="First talk, A. B.",
        said=stage.on("2026-11-17"),
    )


def protected(stage: Stage) -> None:
    """L. P.: protected address; the estranged parent's view ended, and the link with it the same minute."""
    given_on, on = stage.on("2026-10-07"), stage.on("2026-10-12")
    with stage.as_("school_a", given_on):
        person, parent = stage.learner("L. P."), stage.guardian("L. P.")
    with stage.by_link(person, "family.look", subject=person.uuid, on=given_on, recipient=parent, by="school_a"):
        pass
    with everywhere(on) as who, batch("demo.load.protected", by=who, on=on, path="lv.aizkraukle.a."):
        person.protected = True
        person.save()
        tie = Guardianship.objects.get(person=person, guardian=parent)
        tie.restricted_on, tie.may_view, tie.may_sign = on, False, False
        tie.save()
        links.revoke(person_id=person.pk, recipient_id=parent.pk, on=on)
