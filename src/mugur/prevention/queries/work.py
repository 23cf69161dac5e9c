"""My work: what waits for this person, from every source one right opens, in the order of its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mugur.access import reads
from mugur.access.reach import Reach
from mugur.access.who import Who
from mugur.organisations.roles import COORDINATOR
from mugur.prevention.access import notice as access
from mugur.prevention.models import Signal
from mugur.support import queries as ledger
from mugur.support.models import Delivery
from mugur.web import formats

from . import notice_words as words
from .my_class import ClassPanel, class_panel
from .work_tasks import Task, person_task, tasks_of_others

PAGE = 50
MOST = 40
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Given:
    """Support this person gave since Monday."""

    minutes: int
    learners: int
    kinds: list[tuple[str, int]]


@dataclass(frozen=True)
class WorkPage:
    """The first page of everybody who works here."""

    title: str
    lead: str
    tasks: list[Task]
    more: int
    panel: ClassPanel | None
    given: Given | None


def work_page(who: Who, *, on: date, hour: int) -> WorkPage:
    """Everything that waits for this person; every learner named is recorded as shown."""
    signals = my_signals(who)
    tasks = [_answer(signal, on) for signal in signals] + tasks_of_others(who, on)
    tasks.sort(key=lambda task: (task.due or date.max, not task.main, task.subject))
    reads.shown([(task.person_id, task.org_path) for task in tasks if task.person_id])
    panel = class_panel(who, on=on)
    return WorkPage(
        _greeting(hour, len(tasks)), _lead(signals, panel, on), tasks[:MOST], max(0, len(tasks) - MOST), panel,
        _given(who, on),
    )  # fmt: skip


def my_signals(who: Who) -> list[Signal]:
    """Open signals of one's own class and case teams, and those handed to the school coordinator."""
    mine = who.persons("assigned", "class_teacher") | who.persons("assigned", "case_team")
    part = Q(person_id__in=sorted(mine), handed_to="") if mine else Q(pk__in=[])
    if paths := who.paths(COORDINATOR):
        part |= Q(handed_to="school_coordinator") & Reach(paths).q("org_path")
    rows = access.ANSWER.reachable(who).filter(part, state=Signal.State.OPEN)
    return list(rows.select_related("person", "definition", "version").order_by("due_on", "id")[: MOST * 2])


def _answer(signal: Signal, on: date) -> Task:
    text = _("answer a signal")
    if signal.origin in (Signal.Origin.OWN_REQUEST, Signal.Origin.GUARDIAN):
        text = _("answer a request")
    elif signal.handed_to:
        text = _("answer a signal handed to you")
    return person_task(
        signal.person, text, due=signal.due_on, on=on, why=signal.request_text or words.reason(signal),
        url=("prevention:signal", signal.uuid), action=_("Answer"), main=True, level=signal.level,
    )  # fmt: skip


def _greeting(hour: int, count: int) -> str:
    hello = _("Good morning.") if hour < 11 else _("Good day.") if hour < 18 else _("Good evening.")
    if not count:
        return _("%(hello)s Nothing waits for you.") % {"hello": hello}
    text = ngettext("%(hello)s One thing waits for you.", "%(hello)s %(n)s things wait for you.", count)
    return text % {"hello": hello, "n": count}


def _lead(signals: list[Signal], panel: ClassPanel | None, on: date) -> str:
    soon = {signal.person_id for signal in signals if signal.due_on <= on + WEEK}
    parts = []
    if soon:
        text = ngettext("One learner needs an answer this week.", "%(n)s learners need an answer this week.", len(soon))
        parts.append(text % {"n": len(soon)})
    if panel is not None and panel.quiet and panel.quiet == panel.learners - len(soon):
        parts.append(_("Every other learner of your class is without an open signal."))
    return " ".join(parts)


def _given(who: Who, on: date) -> Given | None:
    """Minutes of this week: a session with a group counts once, its learners one by one."""
    rows = list(
        ledger.standing()
        .filter(provider_id=who.account_id, day__gte=on - timedelta(days=on.weekday()), day__lte=on, present=True)
        .select_related("measure")
    )  # fmt: skip
    if not rows:
        return None
    once: dict[tuple[str, int], Delivery] = {}
    for row in rows:
        once.setdefault(("s", row.session_id) if row.session_id else ("d", row.pk), row)
    kinds: dict[str, int] = {}
    for row in once.values():
        name = formats.in_language(row.measure.names, words.language())
        kinds[name] = kinds.get(name, 0) + row.minutes
    return Given(
        sum(kinds.values()), len({row.person_id for row in rows}), sorted(kinds.items(), key=lambda kind: -kind[1])
    )


@dataclass(frozen=True)
class NobodyPage:
    """Signals whose day has passed without anybody having acted."""

    rows: list[Task]
    count: int
    next: int | None
    previous: int | None


def nobody_page(who: Who, *, on: date, start: int = 0) -> NobodyPage:
    """Nobody has acted yet: open signals past their day, the oldest first."""
    found = access.NOBODY.reachable(who).filter(state=Signal.State.OPEN, due_on__lt=on)
    rows = list(
        found.select_related("person", "definition", "version").order_by("due_on", "id")[start : start + PAGE + 1]
    )
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    reads.shown([(row.person_id, row.org_path) for row in rows])
    return NobodyPage(
        [_waiting(row, on) for row in rows], found.count(), start + PAGE if more else None,
        max(0, start - PAGE) if start else None,
    )  # fmt: skip


def _waiting(signal: Signal, on: date) -> Task:
    return person_task(
        signal.person, words.indicator_name(signal), due=signal.due_on, on=on, why=words.reason(signal),
        url=("prevention:signal", signal.uuid), action=_("See the signal"), level=signal.level,
    )  # fmt: skip
