"""Files of attendance, marks and incidents: which columns they have, and how every value is checked, all rows at once.

Millions of rows go through COPY into a staging table of texts. There the cells are checked (``text_checks``), the
good rows become typed (``typed_sql``), and typed rows are checked as wholes (``rules``). No value is ever pasted into
SQL: expressions are built from the column names written here and nothing else. They need ``pg_input_is_valid``
(PostgreSQL 16 or later).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mugur.lib.findings import Level
from mugur.lib.tables import plain_name

Kind = Literal["text", "day", "week", "count", "mark"]

_ISO = r"^\d{4}-\d{2}-\d{2}$"
_DOTTED = r"^\d{1,2}\.\d{1,2}\.\d{4}\.?$"
_PATTERNS: dict[Kind, str] = {
    "text": r"^[^\x01-\x1f\x7f]*$",
    "day": rf"({_ISO})|({_DOTTED})",
    "week": r"^\d{4}-?W(0[1-9]|[1-4]\d|5[0-3])$",
    "count": r"^\d{1,3}(\.0+)?$",
    "mark": r"^(\d{1,2}([.,]\d{1,2})?|[A-Fa-f]|[A-Za-z]{2,12})$",
}
_TYPES: dict[Kind, str] = {"text": "text", "day": "date", "week": "date", "count": "smallint", "mark": "text"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name in the staging table, headings it may have, and what its values look like.

    ``kind`` decides the form and the type; ``longest`` is in characters; ``most`` limits a count.
    """

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    required: bool = True
    longest: int = 64
    most: int = 999

    @property
    def pattern(self) -> str:
        """The form of a value, as a regular expression that Python and PostgreSQL read alike."""
        return _PATTERNS[self.kind]

    @property
    def sql_type(self) -> str:
        """The type a checked value has."""
        return _TYPES[self.kind]

    @property
    def rule(self) -> str:
        """The code of the finding when a value is not of this kind."""
        return f"facts.{self.name}.not_a_{self.kind}"

    @property
    def value_sql(self) -> str:
        """The expression that turns a good staging text into its typed value; NULL for an empty cell."""
        cell = f"NULLIF(btrim(s.{self.name}), '')"
        if self.kind == "day":
            return f"({_iso_sql(cell)})::date"
        if self.kind == "week":
            return f"to_date(replace({cell}, '-', ''), 'IYYY\"W\"IW')"
        if self.kind == "count":
            return f"split_part({cell}, '.', 1)::smallint"
        return f"upper(replace({cell}, ',', '.'))" if self.kind == "mark" else cell

    @property
    def broken_sql(self) -> str:
        """The expression that is true when a staging text is there and cannot be such a value."""
        cell = f"btrim(s.{self.name})"
        bad = [f"length({cell}) > {self.longest}", f"{cell} !~ '{self.pattern}'"]
        if self.kind == "day":
            bad.append(f"NOT pg_input_is_valid({_iso_sql(cell)}, 'date')")
        if self.kind == "count":
            bad.append(f"CASE WHEN {cell} ~ '{self.pattern}' THEN split_part({cell}, '.', 1)::int > {self.most} END")
        return f"(coalesce({cell}, '') <> '' AND ({' OR '.join(bad)}))"


def _iso_sql(cell: str) -> str:
    """A day in year-month-day, from either of the two forms; other texts pass through and fail the check."""
    year, month, day = (f"split_part({cell}, '.', {part})" for part in (3, 2, 1))
    return (
        f"CASE WHEN {cell} ~ '{_DOTTED}' THEN {year} || '-' || lpad({month}, 2, '0') || '-' || lpad({day}, 2, '0')"
        f" ELSE {cell} END"
    )


@dataclass(frozen=True, slots=True)
class SetRule:
    """A rule: ``broken_sql`` is true (or not null) where it is broken, and ``column`` is where a person looks.

    Rules of a format are over typed values, a row called ``t``; checks of texts are over the staging row ``s``.
    ``%(on)s`` in an expression is today.
    """

    rule: str
    column: str
    broken_sql: str
    level: Level = "error"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. ``one_of`` names columns of which each row fills at least one; ``key`` is what makes a fact the
    same fact when it is sent again: a later file replaces it."""

    name: str
    columns: tuple[Column, ...]
    rules: tuple[SetRule, ...]
    key: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by its name; KeyError when the format has none."""
        return next((column for column in self.columns if column.name == name), None) or _no_column(name)

    @property
    def known(self) -> frozenset[str]:
        """All headings of the format as plain names."""
        return frozenset(plain_name(alias) for column in self.columns for alias in (column.name, *column.aliases))

    def place_of(self, headings: tuple[str, ...]) -> dict[str, int]:
        """Return which column of a file holds which column of the format; the first of two equals counts."""
        names = {plain_name(alias): column.name for column in self.columns for alias in (column.name, *column.aliases)}
        places: dict[str, int] = {}
        for place, heading in enumerate(headings):
            name = names.get(plain_name(heading))
            if name:
                places.setdefault(name, place)
        return places

    def missing(self, places: dict[str, int]) -> list[str]:
        """Return the columns a file lacks; of alternatives the first is named."""
        lacking = [column.name for column in self.columns if column.required and column.name not in places]
        return lacking + [names[0] for names in self.one_of if not any(name in places for name in names)]

    @property
    def staging_sql(self) -> str:
        """The columns of the staging table; ``line`` is the row's place in the file, filled by COPY or by counting."""
        return ", ".join(
            ["line bigint GENERATED BY DEFAULT AS IDENTITY", *(f"{column.name} text" for column in self.columns)]
        )

    @property
    def text_checks(self) -> tuple[SetRule, ...]:
        """The checks of single cells, over staging texts: their form, and what must not be empty."""
        forms = [SetRule(column.rule, column.name, column.broken_sql) for column in self.columns]
        must = [(column.name,) for column in self.columns if column.required]
        empty = [
            SetRule(
                "facts.field.empty", names[0], " AND ".join(f"coalesce(btrim(s.{name}), '') = ''" for name in names)
            )
            for names in (*must, *self.one_of)
        ]
        return (*forms, *empty)

    def bad_texts_sql(self, check: SetRule, staging: str) -> str:
        """Return the query for (line, text) of the cells that break a check of texts.

        Forms are looked at once per different text, for a column of a million days holds a few hundred of them.
        """
        name, staging = check.column, _identifier(staging)
        if check.rule == "facts.field.empty":
            return f"SELECT s.line, s.{name} FROM {staging} s WHERE {check.broken_sql}"
        return (
            f"SELECT f.line, f.{name} FROM {staging} f WHERE f.{name} IN (SELECT s.{name} FROM"
            f" (SELECT DISTINCT {name} FROM {staging}) s WHERE {check.broken_sql})"
        )

    def typed_sql(self, staging: str) -> str:
        """Return the query that gives ``line`` and every column as its type; only for rows whose texts are good."""
        values = ", ".join(f"{column.value_sql} AS {column.name}" for column in self.columns)
        return f"SELECT s.line, {values} FROM {_identifier(staging)} s"


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_.]{0,80}", name):
        raise ValueError(name)
    return name


def _no_column(name: str) -> Column:
    raise KeyError(name)


_LEARNER = (
    "id",
    "student id",
    "sourced id",
    "user sourced id",
    "person",
    "izglītojamā id",
    "skolēna id",
    "elev id",
    "id elev",
    "tanuló azonosító",
    "elev-id",
)
_CODE = ("personal identity code", "personas kods", "cnp", "cod numeric personal", "oktatási azonosító", "personnummer")
_WHO = (
    Column("learner", "text", _LEARNER, required=False, longest=255),
    Column("personal_code", "text", _CODE, required=False, longest=16),
)
_DAY = ("date", "datums", "diena", "data", "ziua", "dátum", "nap", "datum", "dag")
_EXCUSED = (
    "excused",
    "attaisnoti",
    "attaisnotas stundas",
    "absențe motivate",
    "motivate",
    "igazolt",
    "igazolt órák",
    "giltig frånvaro",
)
_UNEXCUSED = (
    "unexcused",
    "neattaisnoti",
    "neattaisnotas stundas",
    "absențe nemotivate",
    "nemotivate",
    "igazolatlan",
    "igazolatlan órák",
    "ogiltig frånvaro",
)
_IN_FUTURE = SetRule("facts.day.in_the_future", "day", "t.day > %(on)s::date")
_MISSED = "coalesce(t.lessons_excused, 0) + coalesce(t.lessons_unexcused, 0)"


ATTENDANCE = Format(
    "attendance",
    (
        *_WHO,
        Column("day", "day", _DAY, required=False),
        Column("week", "week", ("nedēļa", "săptămâna", "hét", "vecka"), required=False),
        Column("lessons_possible", "count", ("possible", "lessons", "stundas", "ore", "órák", "lektioner"), most=80),
        Column("lessons_excused", "count", _EXCUSED, required=False, most=80),
        Column("lessons_unexcused", "count", _UNEXCUSED, required=False, most=80),
        Column(
            "lessons_late",
            "count",
            ("late", "kavējumi", "nokavētas", "întârzieri", "késés", "sen ankomst"),
            required=False,
            most=80,
        ),
    ),
    (
        _IN_FUTURE,
        SetRule("facts.absence.more_than_possible", "lessons_unexcused", f"{_MISSED} > t.lessons_possible"),
        SetRule(
            "facts.late.more_than_attended",
            "lessons_late",
            f"t.lessons_late > t.lessons_possible - ({_MISSED})",
            "warning",
        ),
        SetRule(
            "facts.day.too_many_lessons", "lessons_possible", "t.day IS NOT NULL AND t.lessons_possible > 14", "warning"
        ),
        SetRule("facts.day.and_week", "week", "t.day IS NOT NULL AND t.week IS NOT NULL"),
    ),
    ("learner", "personal_code", "day", "week"),
    (("learner", "personal_code"), ("day", "week")),
)

# Scales of marks: the lowest and the highest number, or the letters from lowest to highest.
SCALES: dict[str, tuple[float, float] | str] = {"1-10": (1, 10), "1-5": (1, 5), "A-F": "FEDCBA"}
# Words that stand where a mark would stand: exempt, not assessed, passed and not passed without a number.
NO_MARK = ("EXEMPT", "NA", "PASS", "FAIL")


def _listed(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


def _off_scale(name: str, span: tuple[float, float] | str) -> str:
    """True where the row has this scale and its mark is not on it; words without a mark are on every scale."""
    if isinstance(span, str):
        return f"(t.scale = '{name}' AND t.mark !~ '^[{span}]$')"
    number = f"CASE WHEN t.mark ~ '^[0-9.]+$' THEN t.mark::numeric NOT BETWEEN {span[0]} AND {span[1]} ELSE true END"
    return f"(t.scale = '{name}' AND {number})"


_OFF_SCALE = " OR ".join(_off_scale(name, span) for name, span in SCALES.items())

MARKS = Format(
    "marks",
    (
        *_WHO,
        Column(
            "subject",
            "text",
            ("course", "priekšmets", "mācību priekšmets", "disciplina", "disciplină", "materie", "tantárgy", "ämne"),
            longest=120,
        ),
        Column("term", "text", ("semester", "semestris", "semestru", "félév", "termin", "modul"), longest=32),
        Column("day", "day", _DAY, required=False),
        Column(
            "mark",
            "mark",
            (
                "grade",
                "result",
                "vērtējums",
                "atzīme",
                "nota",
                "notă",
                "calificativ",
                "érdemjegy",
                "osztályzat",
                "betyg",
            ),
        ),
        Column("scale", "text", ("skala", "scala", "skála", "betygsskala"), required=False, longest=8),
    ),
    (
        _IN_FUTURE,
        SetRule("facts.scale.unknown", "scale", f"t.scale NOT IN {_listed(tuple(SCALES))}"),
        SetRule("facts.mark.not_on_scale", "mark", f"t.mark NOT IN {_listed(NO_MARK)} AND ({_OFF_SCALE})"),
    ),
    ("learner", "personal_code", "subject", "term", "day"),
    (("learner", "personal_code"),),
)

# What an incident may be called. A category and a day, never a text: texts about children do not travel in files.
CATEGORIES = (
    "absence_from_lesson",
    "bullying",
    "conflict",
    "damage",
    "disruption",
    "online",
    "substance",
    "violence",
    "other",
)

INCIDENTS = Format(
    "incidents",
    (
        *_WHO,
        Column("day", "day", _DAY),
        Column("category", "text", ("kind", "kategorija", "veids", "categorie", "kategória", "kategori"), longest=40),
    ),
    (
        _IN_FUTURE,
        SetRule("facts.category.unknown", "category", f"lower(t.category) NOT IN {_listed(CATEGORIES)}"),
    ),
    ("learner", "personal_code", "day", "category"),
    (("learner", "personal_code"),),
)

FORMATS: dict[str, Format] = {fmt.name: fmt for fmt in (ATTENDANCE, MARKS, INCIDENTS)}
