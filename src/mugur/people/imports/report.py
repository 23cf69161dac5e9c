"""What an import tells: what would happen or has happened, row by row where it needs a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mugur.lib.findings import Finding, Findings
from mugur.people.roster.rules_text import RULE_TEXTS, RULE_WHY

KINDS = ("orgs", "classes", "persons", "enrolments", "guardians")
#: Titles of rules and the sentences behind them; rooms above add theirs.
TEXTS: dict[str, str] = dict(RULE_TEXTS)
WHY: dict[str, str] = dict(RULE_WHY)


def kind_words(kind: str) -> str:
    """The name of a kind of rows, as tables show it."""
    return {
        "orgs": _("Schools"),
        "classes": _("Classes"),
        "persons": _("People"),
        "enrolments": _("Enrolments"),
        "guardians": _("Guardians"),
        "attendance": _("Attendance"),
        "marks": _("Marks"),
        "incidents": _("Incidents"),
    }.get(kind, kind)


@dataclass
class Counts:
    """Rows of one kind: each row is in exactly one of new, changed, same, waits; ended ones stand beside."""

    new: int = 0
    changed: int = 0
    same: int = 0
    waits: int = 0
    ended: int = 0

    @property
    def total(self) -> int:
        return self.new + self.changed + self.same + self.waits

    def as_json(self) -> dict[str, int]:
        return {"new": self.new, "changed": self.changed, "same": self.same, "waits": self.waits, "ended": self.ended}


@dataclass
class Report:
    """The outcome of one import, written or dry."""

    kind: str
    source: str
    file: str
    dry_run: bool
    format: str = ""
    files: int = 0
    rows: int = 0
    counts: dict[str, Counts] = field(default_factory=dict)
    missing: int = 0
    learners: int = 0
    leaving: int = 0
    cases: int = 0
    stopped: list[str] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    written: bool = False
    complete: bool = True
    changes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Rows that wait for a person."""
        return sum(one.waits for one in self.counts.values())

    @property
    def bringable(self) -> int:
        """Rows that can come in now."""
        return sum(one.total - one.waits for one in self.counts.values())

    @property
    def touched(self) -> int:
        """Rows that change something."""
        return sum(one.new + one.changed + one.ended for one in self.counts.values())

    @property
    def ok(self) -> bool:
        """True when nothing waits for anybody."""
        return not self.stopped and not self.waiting and not self.findings.errors

    @property
    def share_leaving(self) -> float:
        """The share of the learners known so far whom this file ends or no longer names."""
        return self.leaving / self.learners if self.learners else 0.0

    def as_json(self) -> dict[str, Any]:
        """The report for machines; values in findings are masked."""
        return {
            "kind": self.kind, "source": self.source, "file": self.file, "format": self.format,
            "dry_run": self.dry_run, "written": self.written, "ok": self.ok, "rows": self.rows, "files": self.files,
            "counts": {kind: one.as_json() for kind, one in self.counts.items()},
            "missing": self.missing, "learners": self.learners, "leaving": self.leaving, "cases": self.cases,
            "stopped": list(self.stopped), "complete": self.complete, "findings": self.findings.as_json(),
        }  # fmt: skip

    def lines(self) -> list[str]:
        """The report for people at a terminal."""
        return [*self._summary(), *self._stops(), *(finding_line(one) for one in self.findings)]

    def _summary(self) -> Iterator[str]:
        yield _("%(kind)s for %(source)s from %(file)s (%(format)s)") % {
            "kind": self.kind, "source": self.source, "file": self.file, "format": self.format or "–"}  # fmt: skip
        yield _("%(rows)s rows read, %(waiting)s need you") % {"rows": self.rows, "waiting": self.waiting}
        for kind, one in self.counts.items():
            text = _("%(kind)s: %(new)s new, %(changed)s changed, %(ended)s ended, %(same)s unchanged, %(waits)s wait")
            yield "  " + text % {"kind": kind_words(kind), **one.as_json()}
        if self.missing:
            yield ngettext(
                "%(count)s learner is no longer named. Nothing happens to this learner; the school is asked.",
                "%(count)s learners are no longer named. Nothing happens to them; their schools are asked.",
                self.missing,
            ) % {"count": self.missing}
        if self.cases:
            yield ngettext(
                "%(count)s personal code is known at another body. Nothing was merged; both bodies are asked.",
                "%(count)s personal codes are known at another body. Nothing was merged; both bodies are asked.",
                self.cases,
            ) % {"count": self.cases}
        yield self._outcome()

    def _outcome(self) -> str:
        if self.stopped:
            return _("Stopped. Nothing was written.")
        if self.dry_run:
            return _("Dry run. Nothing was written.")
        return _("Brought in.") if self.written else _("Nothing to change. Nothing was written.")

    def _stops(self) -> Iterator[str]:
        for reason in self.stopped:
            percent = f"{100 * self.share_leaving:.1f}"
            yield stop_words(reason) % {"leaving": self.leaving, "learners": self.learners, "percent": percent}


def stop_words(reason: str) -> str:
    """The sentence of a stop, with named places for its figures."""
    return {
        "leaving": _(
            "%(leaving)s of %(learners)s learners (%(percent)s %%) would leave. Somebody has to confirm that."
        ),
        "older": _("The file is older than the last one. Somebody has to confirm that it counts."),
        "nothing": _("Nothing could be read."),
    }[reason]


def finding_line(one: Finding) -> str:
    """One finding on one line: where, what, and the proposal."""
    facts = {**one.facts, "file": one.file, "column": one.column, "value": one.value, "fix": one.fix, "count": 1}
    try:
        text = _(TEXTS.get(one.rule, one.rule)) % facts
    except (KeyError, ValueError):
        text = one.rule
    place = f"{one.file}:{one.row}" if one.row else one.file
    shown = f" [{one.value}]" if one.value else ""
    fix = f" → {one.fix}" if one.fix else ""
    return f"{one.level}: {place}: {one.column}{shown}: {text}{fix}"
