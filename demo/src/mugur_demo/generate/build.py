"""Puts one world together, step by step; each step has its own random stream."""

from datetime import date
from typing import Any

import numpy as np

from mugur_demo.generate import attendance, marks, people, places, quirks, rows, signals, story
from mugur_demo.generate.cohort import Cohort, cohort
from mugur_demo.generate.days import DEFAULT_DAY, Calendar, calendar
from mugur_demo.generate.seeds import SEED
from mugur_demo.generate.sizes import Size, size_of
from mugur_demo.generate.world import Columns, Oracle, Sheets, World

_OLD_SCHOOL_OF_EF = 3


class _Drawn:
    """All municipalities side by side: what was drawn before the story and the quirks are told."""

    def __init__(self, seed: int, cal: Calendar, group: Cohort, schools: int):
        effects = attendance.school_effects(seed, schools)
        parts = []
        for number in np.unique(group.municipality).tolist():
            person = attendance.traits(seed, group, number, group.rows_of(number))
            register, first, plans = attendance.simulate(seed, cal, group, number, person, effects)
            drawn = marks.draw_marks(seed, cal, group, number, person, register)
            incidents = marks.draw_incidents(seed, cal, number, group.rows_of(number), person)
            parts.append((person, register, first, plans, drawn, incidents))
        self.ability = np.concatenate([part[0].ability for part in parts])
        self.theta = np.concatenate([part[0].theta for part in parts])
        registers = [part[1] for part in parts]
        self.possible, self.excused, self.unexcused, self.late, self.unsupported, self.note_after = (
            np.concatenate([getattr(one, name) for one in registers], axis=1)
            for name in ("possible", "excused", "unexcused", "late", "unsupported", "note_after")
        )
        self.first = attendance.Signals(
            *_joined([part[2] for part in parts], ("learner", "week", "lessons", "supported"))
        )
        self.plans = attendance.Plans(
            *_joined([part[3] for part in parts], ("learner", "signal_week", "starts", "lessons"))
        )
        self.term = np.concatenate([part[4].term for part in parts], axis=1)
        self.five = np.concatenate([part[4].five for part in parts], axis=1)
        self.single = parts[0][4].single
        self.incidents = tuple(np.concatenate([part[5][n] for part in parts]) for n in range(3))


def _joined(parts: list[Any], names: tuple[str, ...]) -> list[np.ndarray]:
    return [np.concatenate([getattr(part, name) for part in parts]) for name in names]


def generate(size: str = "small", *, seed: int = SEED, day: date = DEFAULT_DAY, learners: int | None = None) -> World:
    """Generate the world of one seed, size and day.

    ``size`` is ``small`` (9,000 learners) or ``bench`` with ``learners``; the story is the same in every size. Reads no
    clock. Raises ``ValueError`` for a size that does not exist.
    """
    wanted = size_of(size, learners)
    cal = calendar(day)
    towns = places.municipalities(seed)
    schools = places.schools(seed, wanted, towns)
    seats = places.seats(wanted, schools)
    group = cohort(seed, cal, schools, seats)
    named = story.named_learners(seats)
    group.school[0, named["E. F."]] = _OLD_SCHOOL_OF_EF
    drawn = _Drawn(seed, cal, group, len(schools))
    oracle = Oracle(drawn.ability, drawn.theta, drawn.unsupported, drawn.unexcused.copy())
    odd, papers = _tell(seed, cal, group, named, drawn, len(schools))
    _fill_kl_class(cal, group, seats, named, drawn)
    _without_named_plans(drawn, named)
    classes, group_of = rows.groups(seed, cal, group, towns, schools, seats)
    return World(
        seed=seed,
        size=wanted,
        day=day,
        calendar=cal,
        municipalities=towns,
        schools=schools,
        seats=seats,
        groups=classes,
        cohort=group,
        named=named,
        enrolments=rows.enrolments(cal, group, group_of, named["S. Ā."]),
        late_notes=papers[0],
        corrections=papers[1],
        clinic_paper=papers[2],
        quirks=odd,
        oracle=oracle,
        **_persons(seed, wanted, cal, group, schools, seats, named, drawn),
        **_facts(seed, wanted, cal, group, named, drawn),
    )


def _persons(
    seed: int,
    size: Size,
    cal: Calendar,
    group: Cohort,
    schools: tuple[places.School, ...],
    seats: tuple[places.Seat, ...],
    named: dict[str, int],
    drawn: _Drawn,
) -> dict[str, Any]:
    learners = people.learners(seed, group, named, cal.years[2])
    with_guardians = _with_guardians(group, drawn.plans)
    return {
        "learners": learners,
        "guardians": people.guardians(seed, size.guardians, learners, named, with_guardians),
        "staff": people.staff(seed, size.staff_elsewhere, schools, seats, cal.years[2]),
    }


def _facts(seed: int, size: Size, cal: Calendar, group: Cohort, named: dict[str, int], drawn: _Drawn) -> dict[str, Any]:
    sheets = Sheets(drawn.possible, drawn.excused, drawn.unexcused, drawn.late)
    transport, dormitory = rows.paid_outside_plans(seed, group, drawn.theta, size.transport, size.dormitory)
    who, at, category = drawn.incidents
    # Four more marks bring the mathematics of G. H. to 4.1.
    single = rows.single_marks(cal, group, drawn.single, (named["G. H."], 2, 4, 4))
    return {
        "sheets": sheets,
        "daily": rows.daily(cal, group, sheets),
        "weekly": rows.weekly(cal, group, sheets),
        "term": drawn.term,
        "five": drawn.five,
        "term_marks": rows.term_marks(cal, drawn.term),
        "single_marks": single,
        "incidents": {"learner": who, "day": cal.days[at], "category": category},
        "first_signals": dict(vars(drawn.first)),
        "plans": rows.plan_rows(cal, drawn.plans),
        "deliveries": rows.deliveries(seed, cal, drawn.plans),
        "transport": transport,
        "dormitory": dormitory,
    }


def _tell(
    seed: int, cal: Calendar, group: Cohort, named: dict[str, int], drawn: _Drawn, schools: int
) -> tuple[quirks.Quirks, tuple[Columns, Columns, Columns]]:
    """Tell the story and plant the quirks in what was drawn; gives the quirks and the papers that come late."""
    sheets = story.Sheets(cal, drawn.possible, drawn.excused, drawn.unexcused, drawn.late)
    odd = quirks.choose(cal, group, schools)
    missing = quirks.plant_attendance(seed, sheets, group, odd)
    drawn.note_after[:, list(named.values())] = 0
    notes, pending = rows.late_notes(cal, drawn.excused, drawn.note_after)
    waiting = drawn.excused[pending[0], pending[1]]
    drawn.unexcused[pending[0], pending[1]] += waiting
    drawn.excused[pending[0], pending[1]] = 0
    story.tell_attendance(sheets, named)
    story.tell_marks(drawn.term, drawn.single, named)
    quirks.plant_marks(drawn.term, drawn.single, group, odd)
    paper = [(sheets.day(weeks, weekday), lessons) for weeks, weekday, lessons in story.CLINIC_PAPER]
    at = [(t, lessons) for t, lessons in paper if t is not None]
    clinic = {
        "learner": np.full(len(at), named["A. B."]),
        "day": cal.days[[t for t, _ in at]],
        "lessons": np.array([lessons for _, lessons in at]),
    }
    fixes = rows.october_corrections(cal, group, drawn.excused)
    return quirks.with_days(odd, missing), (notes, fixes, clinic)


def _without_named_plans(drawn: _Drawn, named: dict[str, int]) -> None:
    """Leave the plans of the named learners to the story: their mass plans and first signals are taken out."""
    told = list(named.values())
    kept = ~np.isin(drawn.plans.learner, told)
    drawn.plans = attendance.Plans(*(column[kept] for column in vars(drawn.plans).values()))
    kept = ~np.isin(drawn.first.learner, told)
    drawn.first = attendance.Signals(*(column[kept] for column in vars(drawn.first).values()))


def _fill_kl_class(
    cal: Calendar, group: Cohort, seats: tuple[places.Seat, ...], named: dict[str, int], drawn: _Drawn
) -> None:
    """Seat classmates without any signal in the class of K. L., so that 21 of its 24 have none open."""
    course = [n for n, seat in enumerate(seats) if (seat.school, seat.level) == story.KL_CLASS[:2]]
    pool = np.array([row for row in np.flatnonzero(np.isin(group.seat, course)) if row not in named.values()])
    possible, excused, unexcused = (
        signals.weekly(cal, sheet)[:, pool] for sheet in (drawn.possible, drawn.excused, drawn.unexcused)
    )
    lessons = unexcused[signals.window(cal, cal.day, 6)].sum(axis=0)
    recent = signals.window(cal, cal.day, 6)
    missed = (excused + unexcused)[recent].sum(axis=0) / np.maximum(possible[recent].sum(axis=0), 1)
    term = drawn.term[:, pool]
    calm = (lessons < 6) & (missed < 0.13) & (signals.failed_levels(term, 4) == 0) & (signals.fall_levels(term, 4) == 0)
    calm_first = pool[np.argsort(~calm, kind="stable")]
    free = []
    for n in course:
        taken = sum(1 for row in named.values() if group.seat[row] == n)
        free += [n] * (seats[n].learners - taken)
    group.seat[calm_first] = free


def _with_guardians(group: Cohort, plans: attendance.Plans) -> list[int]:
    """Give the learners whose guardians are known: all of the story, then those with a plan."""
    story_rows = group.rows_of(places.STORY).tolist()
    others = sorted(set(plans.learner.tolist()) - set(story_rows))
    return story_rows + others
