"""Each family's measurements: rows of (person, definition, value, seen, since, inputs).

``value`` is one exact division at most, so that a cut is met exactly and not nearly; ``seen`` is how
much data stands behind it; ``since`` is the first day the facts of the value reach back to. Rows are
kept where some version in force could flag them, or where an open signal has to be looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mugur.prevention.rules.indicators import AT_LEAST

from .windows import Window, inside, monday

OPEN = "exists (select from waiting w where w.person_id = {who} and w.definition_id = {definition})"


@dataclass(frozen=True)
class Cut:
    """What a run needs of one definition: its window and the loosest cut any version in force has."""

    definition_id: int
    formula: str
    direction: str
    loosest: Decimal
    window: Window
    parameters: dict[str, Any]

    def could(self, value: str, who: str) -> str:
        """The condition under which a measurement is worth keeping."""
        sign = ">=" if self.direction == AT_LEAST else "<"
        return f"({value} {sign} {self.loosest} or {OPEN.format(who=who, definition=self.definition_id)})"


def attendance(cuts: Sequence[Cut], *, on: date, paths: Sequence[str]) -> str:
    """One scan of the attendance of the longest window; a shorter one is a filter of the same rows."""
    cuts = [cut for cut in cuts if not cut.window.empty]
    if not cuts:
        return ""
    windows = sorted({cut.window for cut in cuts}, key=lambda w: (w.first, w.last))
    first, last = min(w.first for w in windows), max(w.last for w in windows)
    base = monday(first)
    sums = ", ".join(_sums(n, w, whole=(w.first, w.last) == (first, last), base=base) for n, w in enumerate(windows))
    parts = [_attendance_rows(cut, windows.index(cut.window)) for cut in cuts]
    return (
        f"lessons as materialized (select a.person_id, {sums} from prevention_attendancefact a"
        f" where a.day between '{first}' and '{last}' and {inside('a.org_path', paths)} group by a.person_id),"
        f" measured as ({' union all '.join(parts)})"
    )


def _sums(n: int, w: Window, *, whole: bool, base: date) -> str:
    only = "" if whole else f" filter (where a.day between '{w.first}' and '{w.last}')"
    week = f"case when a.possible > 0 then 1::bigint << least((a.day - '{base}'::date) / 7, 62) end"
    columns = [f"sum(a.{name}){only} as {name[0]}{n}" for name in ("possible", "excused", "unexcused", "late")]
    return ", ".join([*columns, f"bit_or({week}){only} as w{n}"])


def _attendance_rows(cut: Cut, n: int) -> str:
    p, e, u = f"l.p{n}", f"l.e{n}", f"l.u{n}"
    attended = f"(100.0 * ({p} - {e} - {u}) / nullif({p}, 0))"
    value = f"{u}::numeric" if cut.formula == "unexcused_lessons" else attended
    told = (
        f"jsonb_build_object('possible', {p}, 'excused', {e}, 'unexcused', {u}, 'late', l.l{n},"
        f" 'first', '{cut.window.first}', 'last', '{cut.window.last}', 'weeks', {cut.window.weeks})"
    )
    return (
        f"select l.person_id, {cut.definition_id}::bigint as definition_id, {value} as value,"
        f" bit_count(l.w{n}::bit(64))::int as seen, '{cut.window.first}'::date as since, {told} as inputs"
        f" from lessons l where {p} > 0 and {cut.could(value, 'l.person_id')}"
    )


def marks(cuts: Sequence[Cut], *, on: date, paths: Sequence[str], terms: tuple[str, str]) -> str:
    """Term marks of the newest term and the one before; an exempted subject is missing, not failed."""
    now, before = terms
    if not now or not cuts:
        return ""
    scales = sorted({_scale(cut) for cut in cuts})
    listed = ", ".join(f"'{scale}'" for scale in scales)
    failed = ", ".join(_failed(n, cut) for n, cut in enumerate(cuts))
    parts = [_mark_rows(cut, n) for n, cut in enumerate(cuts)]
    return (
        "terms as materialized (select m.person_id, m.scale, count(*) filter (where m.term = %(term)s) as n,"
        " sum(m.mark) filter (where m.term = %(term)s) as s, count(*) filter (where m.term = %(term_before)s) as n0,"
        " sum(m.mark) filter (where m.term = %(term_before)s) as s0,"
        f" max(m.day) filter (where m.term = %(term_before)s) as d0, {failed}"
        " from prevention_markfact m where m.kind = 'term' and m.mark is not null"
        " and m.term in (%(term)s, %(term_before)s)"
        f" and m.scale in ({listed}) and m.day <= '{on}' and {inside('m.org_path', paths)}"
        " group by m.person_id, m.scale),"
        f" measured as ({' union all '.join(parts)})"
    )


def _failed(n: int, cut: Cut) -> str:
    """How many subjects are failed, and which: the page names them with their marks."""
    if cut.formula != "failed_subjects":
        return f"null as f{n}"
    only = f"filter (where m.term = %(term)s and m.mark < {_pass(cut)})"
    return (
        f"count(*) {only} as f{n},"
        f" jsonb_agg(jsonb_build_array(m.subject, m.mark) order by m.subject, m.day) {only} as j{n}"
    )


def _scale(cut: Cut) -> str:
    scale = str(cut.parameters.get("scale", "10"))
    return scale if scale in ("10", "5", "100") else "10"


def _pass(cut: Cut) -> Decimal:
    return Decimal(str(cut.parameters.get("pass_mark", 4)))


_TOLD = {
    "failed_subjects": "jsonb_build_object('term', %(term)s::text, 'subjects', t.j{n}, 'marks', t.n)",
    "average_fall": (
        "jsonb_build_object('term', %(term)s::text, 'term_before', %(term_before)s::text,"
        " 'now', round(t.s / nullif(t.n, 0), 2), 'before', round(t.s0 / nullif(t.n0, 0), 2))"
    ),
    "average_mark": "jsonb_build_object('term', %(term)s::text, 'now', round(t.s / nullif(t.n, 0), 2), 'marks', t.n)",
}


def _mark_rows(cut: Cut, n: int) -> str:
    value, seen = {
        "failed_subjects": (f"t.f{n}::numeric", "t.n"),
        "average_fall": ("((t.s0 * t.n - t.s * t.n0) / nullif(t.n * t.n0, 0))", "least(t.n, t.n0)"),
        "average_mark": ("(t.s / nullif(t.n, 0))", "t.n"),
    }[cut.formula]
    told = _TOLD[cut.formula].format(n=n)
    return (
        f"select t.person_id, {cut.definition_id}::bigint as definition_id, {value} as value, {seen}::int as seen,"
        f" coalesce(t.d0 + 1, %(on)s::date - 120) as since, {told} as inputs"
        f" from terms t where t.scale = '{_scale(cut)}' and t.n > 0 and {cut.could(value, 't.person_id')}"
    )


def incidents(cuts: Sequence[Cut], *, on: date, paths: Sequence[str]) -> str:
    """Incidents of the window: their number, never their kind."""
    parts = []
    for cut in cuts:
        w = cut.window
        parts.append(
            f"select i.person_id, {cut.definition_id}::bigint as definition_id, sum(i.count)::numeric as value,"
            f" 1 as seen, '{w.first}'::date as since,"
            " jsonb_build_object('count', sum(i.count),"
            " 'serious', coalesce(sum(i.count) filter (where i.serious), 0),"
            f" 'first', '{w.first}', 'last', '{w.last}') as inputs"
            f" from prevention_incident i where i.day between '{w.first}' and '{w.last}'"
            f" and {inside('i.org_path', paths)} group by i.person_id"
            f" having {cut.could('sum(i.count)', 'i.person_id')}"
        )
    return f"measured as ({' union all '.join(parts)})" if parts else ""


def enrolment(cuts: Sequence[Cut], *, on: date, paths: Sequence[str]) -> str:
    """Whether the running school year is a repeated one."""
    parts = [
        f"select e.person_id, {cut.definition_id}::bigint as definition_id, max(e.repeats::int)::numeric as value,"
        " 1 as seen, min(e.starts) as since, jsonb_build_object('school_year', max(e.school_year)) as inputs"
        f" from people_enrolment e where e.voided_on is null and e.starts <= '{on}'"
        f" and (e.ends is null or e.ends >= '{on}')"
        f" and {inside('e.org_path', paths)} group by e.person_id"
        f" having {cut.could('max(e.repeats::int)', 'e.person_id')}"
        for cut in cuts
    ]
    return f"measured as ({' union all '.join(parts)})" if parts else ""
