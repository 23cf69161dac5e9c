"""What the registers say: attendance by day and week, marks, incidents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from mugur.prevention.models import AttendanceFact, Incident, MarkFact
from mugur_demo.generate import World

from .copying import Desk

SUBJECTS = (
    "Latviešu valoda", "Angļu valoda", "Matemātika", "Vēsture un sociālās zinātnes", "Dabaszinības", "Ģeogrāfija",
    "Datorika", "Kultūra un māksla", "Sports un veselība",
)  # fmt: skip
#: What the generator's incidents are called in files.
CATEGORIES = ("conflict", "disruption", "damage", "absence_from_lesson", "other")
ATTENDANCE = "person_id org_path day days possible excused unexcused late pattern"
BLOCK = 50_000


def term_name(world: World, number: int) -> str:
    """The term as files and plans name it: ``2026/1`` is the first of 2026/27."""
    term = world.calendar.terms[number]
    return f"{world.calendar.years[term.year]}/{1 if term.name == 'autumn' else 2}"


def load(desk: Desk, world: World, home: list[str]) -> None:
    """Copies all facts; ``home`` is the path of each learner's school."""
    with desk.bare(AttendanceFact):
        for rows in (_daily(world, home), _weekly(world, home)):
            desk.copy_lines("prevention_attendancefact", ATTENDANCE, rows, 0)
    count = len(world.daily["learner"]) + len(world.weekly["learner"])
    desk.audit("demo.load.attendancefact", "lv.", {"prevention.attendancefact": count})
    with desk.bare(MarkFact):
        count = desk.copy_into("prevention_markfact", "person_id org_path subject kind term day mark scale exempt",
                               _marks(world, home))  # fmt: skip
    desk.audit("demo.load.markfact", "lv.", {"prevention.markfact": count})
    desk.copy(Incident, "person_id org_path day category serious count", _incidents(world, home))


def _blocks(lines: Iterator[str]) -> Iterator[str]:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == BLOCK:
            yield "".join(block)
            block.clear()
    yield "".join(block)


def _patterns(columns: dict[str, np.ndarray]) -> np.ndarray:
    """The lessons of a day one by one: there, unexcused, excused or late."""
    longest = int(columns["possible"].max())
    marks = np.full((len(columns["day"]), longest), ".", dtype="U1")
    for lesson in range(longest):
        bit = 1 << lesson
        for name, letter in (("late_mask", "L"), ("excused_mask", "E"), ("unexcused_mask", "U")):
            marks[(columns[name] & bit) > 0, lesson] = letter
        marks[columns["possible"] <= lesson, lesson] = ""
    joined: np.ndarray = marks[:, 0]
    for lesson in range(1, longest):
        joined = np.char.add(joined, marks[:, lesson])
    return joined


def _as_first_sent(world: World) -> dict[str, np.ndarray]:
    """Attendance of the story by day, with the lessons of October still unexcused that are corrected in November."""
    columns = {name: column.copy() for name, column in world.daily.items()}
    place = {key: n for n, key in enumerate(zip(columns["learner"].tolist(), columns["day"].tolist(), strict=True))}
    fixes = world.corrections
    for who, day, lessons in zip(*(fixes[name].tolist() for name in ("learner", "day", "lessons")), strict=True):
        n = place[who, day]
        columns["excused"][n] -= lessons
        columns["unexcused"][n] += lessons
        columns["unexcused_mask"][n] |= columns["excused_mask"][n]
    return columns


def _daily(world: World, home: list[str]) -> Iterator[str]:
    columns = _as_first_sent(world)
    values = [columns[name].tolist() for name in ("learner", "possible", "excused", "unexcused", "late")]
    days, patterns = columns["day"].astype("U10").tolist(), _patterns(columns).tolist()
    return _blocks(
        f"{who + 1}\t{home[who]}\t{day}\t1\t{possible}\t{excused}\t{unexcused}\t{late}\t{pattern}\n"
        for who, possible, excused, unexcused, late, day, pattern in zip(*values, days, patterns, strict=True)
    )


def _weekly(world: World, home: list[str]) -> Iterator[str]:
    columns = world.weekly
    values = [columns[name].tolist() for name in ("learner", "possible", "excused", "unexcused", "late")]
    first = columns["first_day"].astype("U10").tolist()
    span = ((columns["last_day"] - columns["first_day"]).astype(int) + 1).tolist()
    return _blocks(
        f"{who + 1}\t{home[who]}\t{day}\t{days}\t{possible}\t{excused}\t{unexcused}\t{late}\t\n"
        for who, possible, excused, unexcused, late, day, days in zip(*values, first, span, strict=True)
    )


def _marks(world: World, home: list[str]) -> Iterator[tuple[object, ...]]:
    columns = world.term_marks
    terms = [term_name(world, one.number) for one in world.calendar.terms]
    days = columns["recorded_on"].astype("U10").tolist()
    # The new school of E. F. told the marks of the autumn in November, when it noticed the fall.
    ef, early = world.named["E. F."], str(date(world.calendar.years[1], 11, 7))
    values = (columns[name].tolist() for name in ("learner", "term", "subject", "mark"))
    for who, term, subject, mark, day in zip(*values, days, strict=True):
        known = early if who == ef and term == 2 else day
        yield who + 1, home[who], SUBJECTS[subject], "term", terms[term], known, mark, "10", False
    for who, subject in world.quirks.exempt:
        for one in world.calendar.terms:
            yield (who + 1, home[who], SUBJECTS[subject], "term", terms[one.number], one.recorded_on, None, "10", True)
    yield from _single(world, home, terms[-1])


def _single(world: World, home: list[str], term: str) -> Iterator[tuple[object, ...]]:
    """Single marks of the running term; where two fall on a day, the second stands on the next school day."""
    columns = world.single_marks
    every = world.calendar.days.astype("U10").tolist()
    after = dict(zip(every, [*every[1:], every[-1]], strict=True))
    taken: set[tuple[int, int, str]] = set()
    days = columns["day"].astype("U10").tolist()
    values = (columns[name].tolist() for name in ("learner", "subject", "mark"))
    for who, subject, mark, day in zip(*values, days, strict=True):
        while (who, subject, day) in taken and after[day] != day:
            day = after[day]
        if (who, subject, day) not in taken:
            taken.add((who, subject, day))
            yield who + 1, home[who], SUBJECTS[subject], "single", term, day, mark, "10", False


def _incidents(world: World, home: list[str]) -> Iterator[tuple[object, ...]]:
    columns = world.incidents
    counts: dict[tuple[int, str, int], int] = {}
    keys = zip(
        columns["learner"].tolist(), columns["day"].astype("U10").tolist(), columns["category"].tolist(), strict=True
    )
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    for (who, day, category), count in sorted(counts.items()):
        yield who + 1, home[who], day, CATEGORIES[category], False, count
