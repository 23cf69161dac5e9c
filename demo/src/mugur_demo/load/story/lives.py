"""One support plan through its life: opened, written, applied for, sent, approved, reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mugur.prevention.actions import application, approval
from mugur.prevention.actions import plan as actions
from mugur.prevention.actions import review as reviews
from mugur.prevention.models import Assessment, PlanVersion, Signal, SupportPlan
from mugur.prevention.rules import plan as rules
from mugur_demo.generate.seeds import ident

from ..stage import Stage

Words = dict[str, Any]
"""What several calls of the story say alike."""


@dataclass(frozen=True)
class GoalOf:
    """A goal as the story tells it; ``key`` stays the same through all versions."""

    key: str
    risk: str
    text: str
    risk_text: str = ""
    measured_by: str = ""
    baseline: str = ""
    target: str = ""


@dataclass(frozen=True)
class LineOf:
    """A measure as the story tells it; days are empty for those of the plan; ``by`` is an account."""

    key: str
    goal: str
    code: str
    cents: int
    units: str = "1"
    detail: str = ""
    by: int | None = None
    by_name: str = ""
    group: bool = False
    when: str = ""
    starts: str = ""
    ends: str = ""
    restricted: bool = False
    reason: str = ""
    elsewhere: str = ""


@dataclass
class Life:
    """A plan of one learner, written by ``author`` (an account key or number)."""

    stage: Stage
    who: str | int
    author: str | int
    starts: str
    ends: str
    number: int = 1
    head: str | int = 0
    goals: tuple[GoalOf, ...] = ()
    strengths: str = ""
    words: str = ""
    summary: str = ""
    plan_pk: int = 0
    version_pk: int = 0

    def open(self, on: str, *, signal: Signal | None = None, assessment: Assessment | None = None) -> Life:
        """Opens the plan with its first version."""
        s, day = self.stage, self.stage.on(on)
        with s.as_(self.author, day) as by:
            plan = actions.open_plan(
                s.learner(self.who),
                by=by,
                on=day,
                term=self._term(),
                starts=s.on(self.starts),
                ends=s.on(self.ends),
                signal=signal,
                assessment=assessment,
            )
            self.plan_pk, self.number = plan.pk, plan.number
            self.version_pk = plan.versions.get().pk
        return self

    def _term(self) -> str:
        day = self.stage.on(self.starts)
        start = day.year if day.month >= 9 else day.year - 1
        return f"{start}/{1 if day.month >= 9 else 2}"

    def begin(self, on: str) -> Life:
        """Begins the next version."""
        with self.stage.as_(self.author, self.stage.on(on)) as by:
            plan = SupportPlan.objects.get(pk=self.plan_pk)
            self.version_pk = actions.begin_version(plan, by=by, on=self.stage.on(on)).pk
        return self

    def write(self, on: str, *lines: LineOf, by: str | int = "") -> Life:
        """Writes what the version says; restricted lines are left to their keeper."""
        draft = actions.Draft(
            self.strengths,
            self.words,
            self.summary,
            [self._goal(one) for one in self.goals],
            [self._line(one) for one in lines],
        )
        day = self.stage.on(on)
        with self.stage.as_(by or self.author, day, "10:15") as actor:
            actions.write(self._version(), by=actor, on=day, draft=draft)
        return self

    def applied(self, on: str, at: str = "17:42") -> Life:
        """The family applies by link: the guardian, or the learner who is of age."""
        s, day = self.stage, self.stage.on(on)
        with s.as_(self.author, day):
            person = s.learner(self.who)
            adult = person.is_adult_on(day)
            signer = person if adult else s.guardian(self.who)
            plan = SupportPlan.objects.get(pk=self.plan_pk)
        purpose = "learner.plan" if adult else "guardian.plan"
        with s.by_link(person, purpose, subject=plan.uuid, on=day, recipient=signer, by=self.author, at=at) as by:
            application.answer(self._version(), by=by, on=day, answer="agree", words=signer.full_name)
        return self

    def send(self, on: str) -> Life:
        day = self.stage.on(on)
        with self.stage.as_(self.author, day, "11:30") as by:
            actions.send(self._version(), by=by, on=day)
        return self

    def approve(self, on: str, *, level: str, comment: str = "") -> Life:
        """The head or the municipality approves exactly what was sent."""
        day = self.stage.on(on)
        account = (self.head or self.stage.head(self.who)) if level == "school" else "municipality"
        with self.stage.as_(account, day, "12:20") as by:
            version = self._version()
            approval.approve(version, by=by, on=day, seen=version.hash, comment=comment)
        return self

    def in_force(self, sent: str, head: str, town: str) -> Life:
        """Sent and approved by both levels."""
        return self.send(sent).approve(head, level="school").approve(town, level="municipality")

    def review(
        self,
        on: str,
        *,
        decision: str,
        results: dict[str, tuple[str, str]],
        risks: tuple[str, str],
        with_whom: tuple[str, ...] = ("learner", "guardian", "class_teacher"),
        **words: str,
    ) -> Life:
        """Holds a review; ``results`` are (result, value) by the key of the goal."""
        day = self.stage.on(on)
        held = reviews.Held(
            with_whom=with_whom,
            risk_before=risks[0],
            risk_after=risks[1],
            decision=decision,
            results=[
                reviews.Judged(ident(self.stage.world.seed, "story-goal", self._key(key)), *said)
                for key, said in results.items()
            ],
            **words,
        )
        with self.stage.as_(self.author, day, "13:00") as by:
            reviews.hold(SupportPlan.objects.get(pk=self.plan_pk), by=by, on=day, held=held)
        return self

    def close(self, on: str, closure: str) -> Life:
        day = self.stage.on(on)
        with self.stage.as_(self.author, day, "14:00") as by:
            actions.close(SupportPlan.objects.get(pk=self.plan_pk), by=by, on=day, closure=closure)
        return self

    def _version(self) -> PlanVersion:
        return PlanVersion.objects.select_related("plan__school", "application", "person").get(pk=self.version_pk)

    def _key(self, key: str) -> str:
        return f"{self.who}/{self.number}/{key}"

    def line(self, key: str) -> Any:
        """The id of a line, for deliveries."""
        return ident(self.stage.world.seed, "story-line", self._key(key))

    def _goal(self, one: GoalOf) -> rules.GoalLine:
        line = ident(self.stage.world.seed, "story-goal", self._key(one.key))
        return rules.GoalLine(
            str(line),
            one.risk,
            one.text,
            one.risk_text,
            one.measured_by,
            one.baseline,
            one.target,
            self.stage.on(self.ends),
        )

    def _line(self, one: LineOf) -> rules.MeasureLine:
        s = self.stage
        return rules.MeasureLine(
            line=str(self.line(one.key)),
            goal=str(ident(s.world.seed, "story-goal", self._key(one.goal))),
            code=one.code,
            units=Decimal(one.units).quantize(Decimal("0.01")),
            cents=one.cents,
            starts=s.on(one.starts or self.starts),
            ends=s.on(one.ends or self.ends),
            detail=one.detail,
            provider=str(one.by or ""),
            provider_name=one.by_name,
            group=str(s.homework) if one.group else "",
            when=one.when,
            restricted=one.restricted,
            reason=one.reason,
            paid_elsewhere=one.elsewhere,
        )


def answered(stage: Stage, who: str, code: str, *, by: str | int, on: date, **said: str) -> int:
    """Answers the open signal of a learner; gives the signal."""
    from mugur.prevention.actions import signal as signals

    with stage.as_(by, on, "07:40") as actor:
        found = Signal.objects.filter(person_id=stage.pk(who), state="open")
        found = found.filter(definition__code=code) if code else found.filter(origin="own_request")
        signal = found.get()
        signals.answer(signal, by=actor, on=on, **said)
        return int(signal.pk)


def assessed(
    stage: Stage,
    signal: int,
    *,
    by: str | int,
    on: date,
    strengths: str,
    view: str,
    risks: tuple[tuple[str, str], ...],
    level: str,
    step: str = "plan",
) -> Assessment:
    """Closes the assessment that a confirmed signal opened."""
    from mugur.prevention.actions import assessment as assessments

    with stage.as_(by, on, "12:00") as actor:
        found = Assessment.objects.get(signal_id=signal)
        said = assessments.Found(strengths=strengths, learner_view=view, risks=risks, level=level, next_step=step)
        return assessments.close(found, by=actor, on=on, found=said)  # type: ignore[no-any-return]
