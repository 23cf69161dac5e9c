"""From matrices to columns that COPY can take."""

from datetime import date, timedelta

import numpy as np

from mugur_demo.generate.attendance import Plans
from mugur_demo.generate.cohort import COURSE, Cohort
from mugur_demo.generate.days import Calendar
from mugur_demo.generate.places import STORY, Municipality, School, Seat
from mugur_demo.generate.seeds import ident, stream
from mugur_demo.generate.world import Columns, Group, Sheets

DELIVERIES = ("consultation", "homework group")
_PLAN_DAYS = 60
_NAT = np.datetime64("NaT", "D")


def groups(
    seed: int,
    cal: Calendar,
    cohort: Cohort,
    places: tuple[Municipality, ...],
    schools: tuple[School, ...],
    seats: tuple[Seat, ...],
) -> tuple[tuple[Group, ...], np.ndarray]:
    """Give the classes of all three years and, as [3, n], the class of each learner in each year."""
    letter = np.array([ord(seat.letter) for seat in seats])[cohort.seat]
    key = (np.arange(3)[:, None] * 10_000 + cohort.school) * 1_000_000 + cohort.level * 1_000 + letter
    unique, where = np.unique(key, return_inverse=True)
    arriving = {(s.school, s.level, s.letter) for s in seats if s.arrives_with_roster}
    found: list[Group] = []
    for n, one in enumerate(unique.tolist()):
        year_school, level_letter = divmod(one, 1_000_000)
        (year, school), (level, code) = divmod(year_school, 10_000), divmod(level_letter, 1_000)
        home = schools[school]
        course, mark = level % COURSE, chr(code)
        prefix = places[home.municipality].seat[0] + "V" if home.kind == "vocational" else home.letter
        late = year == 2 and (school, course, mark) in arriving
        natural = f"{home.path}{cal.years[year]}/{prefix}-{course}{mark}"
        found.append(
            Group(ident(seed, "group", natural), school, year, level, mark, f"{prefix}-{course}{mark}", late, n - late)
        )
    return tuple(found), where.reshape(key.shape)


def enrolments(cal: Calendar, cohort: Cohort, group_of: np.ndarray, returned: int) -> Columns:
    """Give the enrolments of three school years; ``returned`` left on 6 October and came back on 9 November."""
    n = len(cohort)
    learner = np.tile(np.arange(n), 3)
    year = np.repeat(np.arange(3), n)
    starts = np.array([f"{cal.years[y]}-09-01" for y in range(3)], dtype="datetime64[D]")[year]
    august = np.array([f"{cal.years[0] + 1}-08-31", f"{cal.years[1] + 1}-08-31", "NaT"], dtype="datetime64[D]")
    june = np.array([_second_friday(y + 1) for y in cal.years[:2]] + ["NaT"], dtype="datetime64[D]")
    leaves = np.vstack([cohort.school[:2] != cohort.school[1:], np.zeros((1, n), dtype=bool)]).ravel()
    ends = np.where(leaves, june[year], august[year])
    reason = np.where(year == 2, "", np.where(leaves, "finished_year_9", "moved_up"))
    columns = {
        "learner": learner,
        "school": cohort.school.ravel(),
        "group": group_of.ravel(),
        "year": year,
        "starts": starts,
        "ends": ends,
        "reason": reason,
    }
    away = 2 * n + returned
    again = {name: np.append(column, column[away]) for name, column in columns.items()}
    again["ends"][away], again["reason"][away] = np.datetime64(f"{cal.years[2]}-10-06"), "left"
    again["starts"][-1] = np.datetime64(f"{cal.years[2]}-11-09")
    order = np.lexsort((again["starts"], again["learner"]))
    return {name: column[order] for name, column in again.items()}


def _second_friday(year: int) -> str:
    first = date(year, 6, 1)
    return str(first + timedelta((4 - first.weekday()) % 7 + 7))


def daily(cal: Calendar, cohort: Cohort, sheets: Sheets) -> Columns:
    """Give the story's attendance by day, with the lessons of the day as bits."""
    rows = cohort.rows_of(STORY)
    possible, excused, unexcused, late = (
        sheet[:, rows].T.astype(np.int16) for sheet in (sheets.possible, sheets.excused, sheets.unexcused, sheets.late)
    )
    early = np.isin(cal.weekday, (0, 1))[None, :]
    out_mask = _bits(unexcused, np.where(early, 0, possible - unexcused))
    short = (excused <= 2) & (unexcused == 0)
    excused_mask = _bits(excused, np.where(short, np.minimum(2, possible - excused), np.where(early, unexcused, 0)))
    free = ~(out_mask | excused_mask)
    late_mask = np.where(late > 0, free & -free, 0).astype(np.int16)
    keep = possible > 0
    return {
        "learner": np.repeat(rows, len(cal.days)).reshape(possible.shape)[keep],
        "day": np.tile(cal.days, (len(rows), 1))[keep],
        "possible": possible[keep],
        "excused": excused[keep],
        "unexcused": unexcused[keep],
        "late": late[keep],
        "excused_mask": excused_mask[keep],
        "unexcused_mask": out_mask[keep],
        "late_mask": late_mask[keep],
    }


def _bits(count: np.ndarray, start: np.ndarray) -> np.ndarray:
    return (((1 << count) - 1) << start).astype(np.int16)


def weekly(cal: Calendar, cohort: Cohort, sheets: Sheets) -> Columns:
    """Give the other schools' attendance by complete week."""
    rows = np.flatnonzero(cohort.municipality != STORY)
    edges = np.searchsorted(cal.week_of, np.arange(len(cal.weeks)))
    complete = np.flatnonzero([week[3] for week in cal.weeks])
    sums = [
        np.add.reduceat(sheet[:, rows], edges, axis=0, dtype=np.int16)[complete].T
        for sheet in (sheets.possible, sheets.excused, sheets.unexcused, sheets.late)
    ]
    keep = sums[0] > 0
    first, last = (np.array([w[n] for w in cal.weeks], dtype="datetime64[D]")[complete] for n in (0, 1))
    shape = (len(rows), len(complete))
    return {
        "learner": np.broadcast_to(rows[:, None], shape)[keep],
        "week": np.broadcast_to(complete, shape)[keep],
        "first_day": np.broadcast_to(first, shape)[keep],
        "last_day": np.broadcast_to(last, shape)[keep],
        "possible": sums[0][keep],
        "excused": sums[1][keep],
        "unexcused": sums[2][keep],
        "late": sums[3][keep],
    }


def term_marks(cal: Calendar, term: np.ndarray) -> Columns:
    """Give one row for each term mark that exists."""
    number, learner, subject = np.nonzero(term)
    known = np.array([one.recorded_on for one in cal.terms], dtype="datetime64[D]")
    return {
        "learner": learner,
        "term": number,
        "subject": subject,
        "mark": term[number, learner, subject],
        "recorded_on": known[number],
    }


def single_marks(cal: Calendar, cohort: Cohort, single: np.ndarray, more: tuple[int, int, int, int]) -> Columns:
    """Give the story's single marks of the running term; ``more`` = learner, subject, mark, times adds some."""
    learner, subject, turn = np.nonzero(single)
    mark = single[learner, subject, turn]
    days = cal.days[cal.year_of == 2]
    at = np.minimum(turn * (len(days) // single.shape[2]) + subject, len(days) - 1)
    who, which, value, times = more
    return {
        "learner": np.append(cohort.rows_of(STORY)[learner], [who] * times),
        "subject": np.append(subject, [which] * times),
        "day": np.append(days[at], days[np.arange(times) * 7 + 20]),
        "mark": np.append(mark, [value] * times),
    }


def plan_rows(cal: Calendar, plans: Plans) -> Columns:
    """Give plans with dates; a plan runs for 60 school days and may begin after the day."""
    every = np.array(cal.all_days, dtype="datetime64[D]")
    signalled = np.array([week[1] for week in cal.weeks], dtype="datetime64[D]")[plans.signal_week]
    return {
        "learner": plans.learner,
        "signalled_on": signalled,
        "starts": every[np.minimum(plans.starts, len(every) - 1)],
        "ends": every[np.minimum(plans.starts + _PLAN_DAYS - 1, len(every) - 1)],
        "lessons": plans.lessons,
    }


def deliveries(seed: int, cal: Calendar, plans: Plans) -> Columns:
    """Give one session a school week for each plan that has begun; nine of ten find the learner there."""
    rng = stream(seed, "deliveries")
    offset = np.arange(3, _PLAN_DAYS, 5)
    at = plans.starts[:, None] + offset
    plan, turn = np.nonzero(at < len(cal.days))
    kind = rng.integers(0, 2, len(plans.learner))[plan]
    return {
        "plan": plan,
        "day": cal.days[at[plan, turn]],
        "minutes": np.where(kind == 0, 40, 60),
        "there": rng.random(len(plan)) < 0.9,
        "kind": kind,
    }


def paid_outside_plans(
    seed: int, cohort: Cohort, theta: np.ndarray, transport: int, dormitory: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give the learners with transport, which follows a family's unseen drive, and with a dormitory, which does not."""
    rng = stream(seed, "paid")
    drive = -theta + rng.standard_normal(len(theta))
    riders = np.sort(np.argsort(-drive, kind="stable")[:transport])
    vocational = np.flatnonzero(cohort.vocational[1])
    return riders, np.sort(rng.choice(vocational, min(dormitory, len(vocational)), replace=False))


def late_notes(cal: Calendar, excused: np.ndarray, after: np.ndarray) -> tuple[Columns, np.ndarray]:
    """Give the excused days whose note came late, and where the note is still to come on the day."""
    day, learner = np.nonzero((after > 0) & (excused > 0))
    wait = after[day, learner].astype("timedelta64[D]")
    note_on = cal.days[day] + wait
    pending = note_on > np.datetime64(cal.day)
    columns = {"learner": learner, "day": cal.days[day], "note_on": note_on, "lessons": excused[day, learner].copy()}
    return columns, np.stack([day[pending], learner[pending]])


def october_corrections(cal: Calendar, cohort: Cohort, excused: np.ndarray, wanted: int = 36) -> Columns:
    """Give the excused days of course 1 in October that were first recorded as unexcused; whole spells come first."""
    story = (cohort.municipality == STORY) & (cohort.level[2] == COURSE + 1)
    october = cal.days.astype("datetime64[M]") == np.datetime64(f"{cal.years[2]}-10")
    cells = excused * (october[:, None] & story[None, :])
    day, learner = np.nonzero(cells)
    order = np.lexsort((day, learner, -cells.sum(axis=0)[learner]))[:wanted]
    day, learner = day[order], learner[order]
    return {"learner": learner, "day": cal.days[day], "lessons": cells[day, learner]}
