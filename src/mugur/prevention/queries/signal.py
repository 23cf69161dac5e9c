"""The page of one signal: what was noticed, from which facts, what others do, what happened, who may answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mugur.access import reads
from mugur.access.rights import RIGHTS
from mugur.access.who import Who
from mugur.people.models import ImportBatch, Person
from mugur.prevention.access import notice as access
from mugur.prevention.access import plan as plan_access
from mugur.prevention.models import Assessment, Signal
from mugur.web import formats
from mugur.web.charts.svg import Picture

from . import notice_words as words
from . import signal_facts as source
from .grounds import why
from .signal_others import Entry, before, offered, others

FIRST_STEP_DAYS = timedelta(days=7)


@dataclass(frozen=True)
class SignalPage:
    """Everything of one signal that this reader may see, and what the reader may do."""

    signal: Signal
    person: Person
    title: str
    short_title: str
    meta: list[Any]
    intro: list[str]
    chart: Picture | None
    table: list[tuple[str, str]]
    facts: list[Any]
    others: list[Entry]
    before: list[Entry]
    record: list[Any]
    measures: list[str]
    why: str
    may_answer: bool
    may_hand_on: bool
    link_url: str
    learner_url: str
    by: date
    grows_by: str


def signal_page(signal: Signal, *, who: Who, on: date) -> SignalPage:
    """The page of a signal; opening it is a read that the family can see."""
    signal = Signal.objects.select_related(
        "person", "definition", "version", "sheet__account", "answered_by", "reopened_from__answered_by"
    ).get(pk=signal.pk)  # fmt: skip
    person = signal.person
    reads.shown([(person.pk, signal.org_path)])
    is_open = signal.state == Signal.State.OPEN
    counted = source.weeks(signal, on) if words.formula_of(signal) in words.ATTENDANCE else []
    rows = source.register(signal)
    return SignalPage(
        signal=signal, person=person, title=words.headline(signal, formats.full_name(person)),
        short_title=_("Signal of %(day)s") % {"day": formats.short_day(signal.noticed_on, words.language())},
        meta=list(_meta(signal, on)), intro=list(_intro(signal, on)), chart=source.picture(signal, counted),
        table=list(_table(signal)), facts=list(_facts(signal, rows)), others=others(person, who=who, on=on),
        before=before(signal, who=who, on=on), record=list(_record(signal)) if not is_open else [],
        measures=offered(person, who=who, on=on) if is_open else [], why=why(person, who, on=on),
        may_answer=is_open and access.ANSWER.allows(who, signal),
        may_hand_on=is_open and not signal.handed_to and access.HAND_ON.allows(who, signal),
        link_url=_link(signal, who), learner_url=_learner(person, who),
        by=on + FIRST_STEP_DAYS, grows_by=words.number(signal.version.grows_by) if signal.version else "",
    )  # fmt: skip


def _meta(signal: Signal, on: date) -> Iterator[Any]:
    language = words.language()
    yield {"level": signal.level}
    yield _("Noticed"), formats.weekday_day(signal.noticed_on, language)
    if signal.state == Signal.State.OPEN:
        yield _("Answer due"), formats.weekday_day(signal.due_on, language)
        if late := words.lateness(signal.due_on, on):
            yield "", late, True
        if signal.handed_to:
            yield "", _("with the school coordinator")
    elif signal.state == Signal.State.ANSWERED and signal.answered_on:
        yield _("Answered"), formats.weekday_day(signal.answered_on, language)
        if late := words.lateness(signal.due_on, signal.answered_on):
            yield "", late, True
    else:
        yield "", _("withdrawn")
    if signal.objected_on:
        yield "", _("the family objects")


def _intro(signal: Signal, on: date) -> Iterator[str]:
    """Why it is shown at all, in the rule's own words, and how it was for this learner before."""
    formula = words.formula_of(signal)
    if signal.version is not None:
        limit = words.limit_text(formula, signal.version, signal.level)
        name = words.indicator_name(signal)
        if limit:
            yield _("A person has to look at it: %(name)s, %(limit)s.") % {"name": name, "limit": limit}
    elif signal.request_text:
        yield signal.request_text
    if formula in words.ATTENDANCE and (earlier := source.term_before(signal, on)):
        yield earlier
    if signal.reopened_from is not None and signal.reopened_from.answered_on is not None:
        yield _("It came back: the signal answered on %(day)s as no concern has grown.") % {
            "day": formats.short_day(signal.reopened_from.answered_on, words.language())
        }


def _table(signal: Signal) -> Iterator[tuple[str, str]]:
    """The inputs of a rule that does not look at lessons, one row each."""
    inputs = signal.inputs
    if inputs.get("term"):
        yield _("Term"), str(inputs["term"])
    for name, mark in inputs.get("subjects", ()) if isinstance(inputs.get("subjects"), list) else ():
        yield str(name), words.number(mark)
    if inputs.get("now") is not None:
        yield _("Average mark now"), words.number(inputs["now"], 2)
    if inputs.get("before") is not None:
        yield (
            _("Average mark, term %(term)s") % {"term": inputs.get("term_before", "")},
            words.number(inputs["before"], 2),
        )
    if inputs.get("count") is not None:
        yield _("Incidents"), str(inputs["count"])
        yield _("of these serious"), str(inputs.get("serious", 0))
    for sign in inputs.get("signs", ()):
        yield str(words.SIGNS.get(sign, sign)), _("noticed")
    if signal.sheet is not None and signal.sheet.text:
        yield _("In the teacher’s words"), signal.sheet.text


def _facts(signal: Signal, rows: list[Any]) -> Iterator[Any]:
    if words.formula_of(signal) in words.ATTENDANCE:
        yield _("Lessons"), _lessons(signal, source.pattern(rows))
    yield from _origin(signal, rows)
    if signal.version is not None:
        yield {"term": _("The rule"), "value": _rule(signal), "link": _("Read the rule"), "url": _rule_url(signal)}
        yield (
            _("Never used"),
            _("Sex, language, ethnicity, health or family of the learner. The rule cannot read them."),
        )


def _lessons(signal: Signal, pattern: str) -> Any:
    inputs, language = signal.inputs, words.language()
    window = source.span(signal)
    parts = [
        _("%(missed)s of %(all)s lessons unexcused")
        % {"missed": inputs.get("unexcused", 0), "all": inputs.get("possible", 0)},
        _("excused: %(n)s") % {"n": inputs.get("excused", 0)}, _("late: %(n)s") % {"n": inputs.get("late", 0)},
    ]  # fmt: skip
    if window is not None:
        parts.append(formats.day_span(*window, language))
    return format_html("{}<br><b>{}</b>", " · ".join(parts), pattern) if pattern else " · ".join(parts)


def _origin(signal: Signal, rows: list[Any]) -> Iterator[Any]:
    term = _("Where they come from")
    if rows:
        newest = max((row.batch_id for row in rows if row.batch_id), default=None)
        batch = ImportBatch.objects.filter(pk=newest).first() if newest else None
        text = _("Attendance register of the school, up to %(day)s.") % {
            "day": formats.weekday_day(rows[-1].day, words.language())
        }
        if batch is not None:
            text = _("Attendance register of the school, brought in on %(day)s.") % {
                "day": formats.weekday_day(batch.day, words.language())
            }
        url = reverse("prevention:signal_lessons", args=[signal.uuid])
        yield {"term": term, "value": text, "url": url, "link": _("See the lessons one by one")}
    elif signal.sheet is not None:
        yield term, _("Observation sheet of %(day)s, %(name)s.") % {
            "day": formats.short_day(signal.sheet.day, words.language()), "name": signal.sheet.account.name,
        }  # fmt: skip
    elif signal.inputs.get("term"):
        yield term, _("Marks of the school’s register, term %(term)s.") % {"term": signal.inputs["term"]}
    elif signal.origin in (Signal.Origin.OWN_REQUEST, Signal.Origin.GUARDIAN):
        yield (
            term,
            _("Noted down by the school on %(day)s.")
            % {"day": formats.weekday_day(signal.noticed_on, words.language())},
        )


def _rule_url(signal: Signal) -> str:
    assert signal.definition is not None
    return reverse("prevention:indicator", args=[signal.definition.uuid])


def _rule(signal: Signal) -> str:
    version = signal.version
    assert version is not None
    parts = [
        words.indicator_name(signal), _("version %(number)s") % {"number": version.number},
        _("in force since %(day)s") % {"day": formats.medium_day(version.starts, words.language())},
    ]  # fmt: skip
    if version.minimum and words.formula_of(signal) in words.ATTENDANCE:
        parts.append(_("weeks with lessons that are needed: %(n)s") % {"n": version.minimum})
    return " · ".join(parts)


def _record(signal: Signal) -> Iterator[Any]:
    """The answer as it was given: what, why, by whom, when."""
    language = words.language()
    if signal.state == Signal.State.WITHDRAWN:
        yield _("State"), _("Withdrawn: newer facts took its ground away.")
        return
    yield _("Answer"), words.ANSWERS.get(signal.answer, "")
    if signal.reason_code:
        yield _("Reason"), words.REASONS.get(signal.reason_code, signal.reason_code)
    if signal.reason:
        yield _("In their words"), signal.reason
    if signal.first_step:
        yield _("First step"), words.FIRST_STEPS.get(signal.first_step, signal.first_step)
    if signal.supported_by:
        yield _("Answered by"), signal.supported_by
    if signal.answered_by is not None and signal.answered_on is not None:
        yield _("By whom"), signal.answered_by.name
        yield _("When"), formats.long_day(signal.answered_on, language)
    opened = Assessment.objects.filter(signal=signal).first()
    if opened is not None:
        url = reverse("prevention:assessment", args=[opened.uuid])
        state = _("open") if opened.state == "open" else _("closed")
        yield {"term": _("Assessment"), "value": state, "url": url, "link": _("See the assessment")}


def _link(signal: Signal, who: Who) -> str:
    """A guardian gets a link once a person has confirmed what was noticed."""
    confirmed = signal.state == Signal.State.ANSWERED and signal.answer == Signal.Answer.CONCERN
    if not confirmed or not plan_access.ISSUE_SIGNAL.allows(who, signal):
        return ""
    return reverse("prevention:signal_link", args=[signal.uuid])


def _learner(person: Person, who: Who) -> str:
    allowed = RIGHTS["people.person.see"].allows(who, person)
    return reverse("prevention:learner", args=[person.uuid]) if allowed else ""


@dataclass(frozen=True)
class LessonsPage:
    """The lessons behind a signal."""

    signal: Signal
    title: str
    days: list[source.Day]
    total: int
    pattern: str
    span: str
    why: str


def lessons_page(signal: Signal, *, who: Who, on: date) -> LessonsPage:
    """The register's days behind a signal, with what was corrected since."""
    signal = Signal.objects.select_related("person", "definition", "version").get(pk=signal.pk)
    reads.shown([(signal.person_id, signal.org_path)])
    found = source.days(signal)
    window = source.span(signal)
    return LessonsPage(
        signal, words.headline(signal, formats.full_name(signal.person)), found, sum(d.unexcused for d in found),
        source.pattern(source.register(signal)), formats.day_span(*window, words.language()) if window else "",
        why(signal.person, who, on=on),
    )  # fmt: skip
