"""Marks and incidents. Letters and words of scales become numbers; an incident is a day and a category."""

from __future__ import annotations

from mugur.prevention.formats import NO_MARK, SetRule

from .context import Context
from .facts import Target

#: The scale that a file means when it names none (design: law of marks of the country).
SCALE_OF = {"LV": "10", "RO": "10", "HU": "5", "SE": "100"}
#: Swedish merit points of a letter, on a scale of 100 (Skollagen, gymnasieförordningen 2010:2039).
LETTERS = {"A": "100", "B": "87.5", "C": "75", "D": "62.5", "E": "50", "F": "0"}
FAILED = "0"

_NUMBER = "t.mark ~ '^[0-9.]+$'"
_LETTER = "t.mark ~ '^[A-F]$'"
_LETTERS = "case t.mark " + " ".join(f"when '{letter}' then {points}" for letter, points in LETTERS.items()) + " end"
_TERM = "t.day is null"
_KIND = f"case when {_TERM} then 'term' else 'single' end"
_KNOWN_DAY = (
    "(select max(m.day) from prevention_markfact m where m.person_id = w.person_id and m.term = t.term"
    " and m.kind = 'term' and m.subject = t.subject)"
)


def _scale(country: str) -> str:
    """The scale in the table: 10, 5, or 100 for letters, words of failing and the country's own."""
    usual = SCALE_OF.get(country.upper(), "10")
    return (
        f"case when {_LETTER} or t.mark = 'FAIL' or t.scale = 'A-F' then '100' when t.scale = '1-5' then '5'"
        f" when t.scale = '1-10' then '10' else '{usual}' end"
    )


def _mark_rules(context: Context) -> tuple[SetRule, ...]:
    usual = SCALE_OF.get(context.source.country.upper(), "10")
    lowest = "0" if usual == "100" else "1"
    words = ", ".join(f"'{word}'" for word in NO_MARK)
    number = f"case when {_NUMBER} then t.mark::numeric not between {lowest} and {usual} end"
    return (
        SetRule("facts.mark.not_on_scale", "mark", f"t.scale is null and {number}"),
        SetRule("facts.mark.not_a_mark", "mark", f"not ({_NUMBER} or {_LETTER} or t.mark in ({words}))"),
        SetRule("facts.term.not_a_text", "term", "length(t.term) > 8"),
        SetRule("facts.subject.not_a_text", "subject", "length(t.subject) > 60"),
    )


def marks_target(country: str) -> Target:
    """The table of marks, with the scale that the country's files mean."""
    scale = _scale(country)
    return Target(
        table="prevention_markfact",
        key=("person_id", "term", "kind", "subject", "day"),
        values=("mark", "scale", "exempt"),
        select={
            "term": "t.term", "kind": _KIND, "subject": "t.subject",
            "day": f"coalesce(t.day, {_KNOWN_DAY}, %(on)s::date)",
            "mark": f"case when {_NUMBER} then t.mark::numeric(5,2) when {_LETTER} then {_LETTERS}"
                    f" when t.mark = 'FAIL' then {FAILED} end",
            "scale": scale, "exempt": "t.mark in ('EXEMPT', 'NA', 'PASS')",
        },
        types={"term": "text", "kind": "text", "subject": "text", "day": "date", "mark": "numeric(5,2)",
               "scale": "text", "exempt": "boolean"},
        inside="case when t.day is null then w.days is not null else w.days @> t.day end",
        rules=_mark_rules,
    )  # fmt: skip


def _incident_rules(context: Context) -> tuple[SetRule, ...]:
    return (SetRule("facts.category.not_a_text", "category", "length(t.category) > 30"),)


INCIDENTS_TARGET = Target(
    table="prevention_incident",
    key=("person_id", "day", "category"),
    values=(),
    select={"day": "t.day", "category": "lower(t.category)"},
    types={"day": "date", "category": "text"},
    inside="w.days @> t.day",
    fixed={"serious": "false", "count": "1"},
    rules=_incident_rules,
)
