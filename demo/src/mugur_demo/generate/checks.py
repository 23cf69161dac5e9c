"""What must come out of the generator: each check is a sentence with its expected range and its value."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mugur_demo.generate import signals
from mugur_demo.generate.days import Calendar
from mugur_demo.generate.places import STORY
from mugur_demo.generate.story import CD_TERM_MARKS, EF_TERM_MARKS, KL_CLASS
from mugur_demo.generate.study import study
from mugur_demo.generate.world import World

_YEAR = 1


@dataclass(frozen=True)
class Check:
    """One expectation: the value must lie between ``low`` and ``high``, both included."""

    what: str
    low: float
    high: float
    value: float

    @property
    def ok(self) -> bool:
        """Whether the value lies in the range."""
        return bool(self.low <= self.value <= self.high)

    def __str__(self) -> str:
        """Give the check as one sentence."""
        verdict = "holds" if self.ok else "FAILS"
        return f"{self.what}: {self.value:.4g}, expected {self.low:g} to {self.high:g}: {verdict}."


def all_checks(world: World) -> list[Check]:
    """Run every check on one world."""
    return [*attendance(world), *marks(world), *indicators(world), *effect(world), *story(world), *invariants(world)]


def _shares(world: World, days: np.ndarray) -> np.ndarray:
    """Give each learner's share of lessons missed on these days."""
    sheets = world.sheets
    possible = np.maximum(sheets.possible[days].sum(axis=0, dtype=np.int32), 1)
    return (
        sheets.excused[days].sum(axis=0, dtype=np.int32) + sheets.unexcused[days].sum(axis=0, dtype=np.int32)
    ) / possible


def attendance(world: World) -> list[Check]:
    """Check levels, spread and season of attendance in the school year before, and of the days up to the day."""
    cal, sheets = world.calendar, world.sheets
    year, now = cal.year_of == _YEAR, cal.year_of == 2
    missed = _shares(world, year)
    unexcused = sheets.unexcused[year].sum(dtype=np.int64)
    absent = unexcused + sheets.excused[year].sum(dtype=np.int64)
    month = _by_month(world, year)
    return [
        Check("Mean attendance of a school year, per cent", 93.0, 94.0, 100 * (1 - missed.mean())),
        Check("Learners who miss a tenth of a school year or more, per cent", 13.0, 15.5, 100 * (missed >= 0.1).mean()),
        Check("Median absence, per cent", 5.6, 6.4, 100 * np.median(missed)),
        Check("90th percentile of absence, per cent", 10.2, 11.8, 100 * np.quantile(missed, 0.9)),
        Check("Unexcused share of absence", 0.13, 0.19, unexcused / absent),
        Check("Calendar month with the best attendance", 9, 9, max(month, key=month.__getitem__)),
        Check("Calendar month with the lowest attendance", 2, 2, min(month, key=month.__getitem__)),
        Check(
            "Learners who miss a tenth or more in the days to the day, per cent",
            17,
            23,
            100 * (_shares(world, now) >= 0.1).mean(),
        ),
        Check("School days of the two full years together", 338, 338, int((cal.year_of < 2).sum())),
    ]


def _by_month(world: World, days: np.ndarray) -> dict[int, float]:
    months = world.calendar.days.astype("datetime64[M]").astype(int) % 12 + 1
    return {int(one): 1 - _total_share(world, days & (months == one)) for one in np.unique(months[days])}


def _total_share(world: World, days: np.ndarray) -> float:
    sheets = world.sheets
    missed = sheets.excused[days].sum(dtype=np.int64) + sheets.unexcused[days].sum(dtype=np.int64)
    return float(missed / sheets.possible[days].sum(dtype=np.int64))


def _averages(term: np.ndarray) -> np.ndarray:
    """Give [terms, learners] averages of marks that exist, NaN where there is none."""
    count = (term > 0).sum(axis=2)
    return np.where(count > 0, term.sum(axis=2, dtype=np.int32) / np.maximum(count, 1), np.nan)


def marks(world: World) -> list[Check]:
    """Check failed subjects, falls, the 1–5 scale, correlations and incidents."""
    term, five = world.term, world.five.mean(axis=2)
    average = _averages(term)
    failed = ((term[-1] > 0) & (term[-1] < signals.PASS_MARK)).sum(axis=1)
    falls = [np.mean(signals.fall_levels(term, number) > 0) for number in range(1, len(term))]
    missed = _shares(world, world.calendar.year_of == _YEAR)
    first, second = (np.nanmean(average[n : n + 2], axis=0) for n in (0, 2))
    year_of = world.calendar.year_of[np.searchsorted(world.calendar.days, world.incidents["day"])]
    incidents = np.bincount(world.incidents["learner"][year_of == _YEAR], minlength=len(world.cohort))
    return [
        Check("Learners with one failed subject or more, per cent", 5, 7.5, 100 * (failed >= 1).mean()),
        Check("Learners with three failed subjects or more, per cent", 0.8, 2, 100 * (failed >= 3).mean()),
        Check("Learners whose average falls by 1.1 or more in a term, per cent", 1.4, 2.8, 100 * float(np.mean(falls))),
        Check("1–5 average below 3.0, per cent", 18, 27, 100 * (five[-1] < 3).mean()),
        Check("1–5 average below 2.5, per cent", 7, 12, 100 * (five[-1] < 2.5).mean()),
        Check("Correlation of marks and absence", -0.35, -0.2, np.corrcoef(second, missed)[0, 1]),
        Check("Correlation of marks over a year", 0.88, 0.95, np.corrcoef(first, second)[0, 1]),
        Check("Learners with an incident in a year, per cent", 6, 9, 100 * (incidents >= 1).mean()),
        Check("Learners with two incidents or more, per cent", 0.5, 1.5, 100 * (incidents >= 2).mean()),
    ]


def indicators(world: World) -> list[Check]:
    """Check how many the indicators must find, on the day and over the school year before."""
    cal, sheets = world.calendar, world.sheets
    possible, excused, unexcused = (
        signals.weekly(cal, sheet) for sheet in (sheets.possible, sheets.excused, sheets.unexcused)
    )
    now = signals.unexcused_levels(cal, world.day, possible, unexcused)
    ends = [last for _, last, year, _ in cal.weeks if year == _YEAR]
    ever = np.max([signals.unexcused_levels(cal, on, possible, unexcused) for on in ends], axis=0)
    weeks = signals.window(cal, world.day, signals.ATTENDANCE_WEEKS)
    present = 1 - (excused + unexcused)[weeks].sum(axis=0) / np.maximum(possible[weeks].sum(axis=0), 1)
    return [
        Check("Unexcused lessons on the day at watch or act, per cent", 4.5, 6.3, 100 * (now >= 1).mean()),
        Check("Unexcused lessons on the day at act, per cent", 1.0, 2.2, 100 * (now == 2).mean()),
        Check("Unexcused lessons ever at watch in a school year, per cent", 29, 36, 100 * (ever >= 1).mean()),
        Check("Unexcused lessons ever at act in a school year, per cent", 10, 14, 100 * (ever == 2).mean()),
        Check("Attendance in 45 days below 90, per cent", 22.5, 27.7, 100 * (present < 0.90).mean()),
        Check("Attendance in 45 days below 85, per cent", 9.6, 13.6, 100 * (present < 0.85).mean()),
        Check("Attendance in 45 days below 80, per cent", 4.2, 6.6, 100 * (present < 0.80).mean()),
    ]


def effect(world: World) -> list[Check]:
    """Check the planted effect and that each raw comparison misleads in its own direction."""
    found = study(world)
    return [
        Check("Planted effect of a first plan, lessons in twelve school weeks", -6.3, -4.0, found.planted),
        Check("Supported against everybody else, raw: plans seem to harm", 0.3, 2.5, found.raw_everybody),
        Check("Before and after: too good by a factor", 2.3, 4.5, found.before_after / found.planted),
        Check("Schools in the study", 40, len(world.schools), found.schools),
    ]


def story(world: World) -> list[Check]:
    """Check the numbers of the named learners and of Aizkraukles novads."""
    cal, named, cohort = world.calendar, world.named, world.cohort
    open_now = open_signals(world)
    kl = kl_class(world)
    schools = [school for school in world.schools if school.municipality == STORY]
    classes = [g for g in world.groups if g.year == 2 and world.schools[g.school].municipality == STORY]
    average = _averages(world.term)
    cd, ef = named["C. D."], named["E. F."]
    story_staff = [n for n, school in enumerate(world.staff.school) if world.schools[school].municipality == STORY]
    exact: list[tuple[str, float, float]] = [
        ("Schools of Aizkraukles novads", 8, len(schools)),
        ("Classes of Aizkraukles novads", 23, len(classes)),
        ("Learners of Aizkraukles novads", 572, int((cohort.municipality == STORY).sum())),
        ("Staff of Aizkraukles novads", 40, len(story_staff)),
        ("Learners in the class of K. L.", 24, len(kl)),
        ("Learners without an open signal in the class of K. L.", 21, sum(1 for one in kl if one not in open_now)),
        ("C. D.: average of the spring term, tenths", 68, round(10 * average[3, cd])),
        ("C. D.: average of the running term, tenths", 54, round(10 * average[4, cd])),
        ("E. F.: term marks as told", 45, int((world.term[:, ef] == np.array(EF_TERM_MARKS)).sum())),
        ("C. D.: term marks as told", 18, int((world.term[3:, cd] == np.array(CD_TERM_MARKS)).sum())),
    ]
    return [Check(what, want, want, value) for what, want, value in exact] + _ab(world) + _ef(world, cal)


def kl_class(world: World) -> list[int]:
    """Give the learners of the class of K. L. in the running year."""
    seat = next(n for n, s in enumerate(world.seats) if (s.school, s.level, s.letter) == KL_CLASS)
    return [int(row) for row in np.flatnonzero(world.cohort.seat == seat)]


def open_signals(world: World) -> set[int]:
    """Give the learners who have any signal on the day."""
    return {found[0] for found in count(world)}


def count(world: World) -> set[signals.Found]:
    """Give the set of signals of the day by the generator's own count."""
    sheets = world.sheets
    return signals.count_signals(
        world.calendar, world.day, sheets.possible, sheets.excused, sheets.unexcused, world.term
    )


def _ab(world: World) -> list[Check]:
    cal, who, sheets = world.calendar, world.named["A. B."], world.sheets
    days = np.isin(cal.week_of, signals.window(cal, world.day, 4))
    spring = cal.terms[3]
    in_spring = (cal.days >= np.datetime64(spring.first)) & (cal.days <= np.datetime64(spring.last))
    rows = (world.daily["learner"] == who) & np.isin(world.daily["day"], cal.days[days])
    early = np.isin((world.daily["day"].astype(int) + 3) % 7, (0, 1))
    first_two = world.daily["unexcused_mask"] & 0b11
    on_first_two = int((first_two & 1)[rows & early].sum() + (first_two >> 1)[rows & early].sum())
    by_week = signals.weekly(cal, sheets.unexcused)[signals.window(cal, world.day, 11), who].tolist()
    told = [0, 0, 1, 0, 2, 1, 2, 4, 5, 6, 4]
    same_weeks = sum(a == b for a, b in zip(by_week, told, strict=True)) if len(by_week) == 11 else 0
    lessons = 118 if world.day.isoformat() == "2026-11-24" else int(sheets.possible[days, who].sum())
    exact: list[tuple[str, float, Any]] = [
        ("A. B.: unexcused lessons in four school weeks", 19, sheets.unexcused[days, who].sum()),
        ("A. B.: lessons in four school weeks", lessons, sheets.possible[days, who].sum()),
        ("A. B.: excused lessons", 6, sheets.excused[days, who].sum()),
        ("A. B.: late arrivals", 4, sheets.late[days, who].sum()),
        ("A. B.: of them the first two lessons on Mondays and Tuesdays", 14, on_first_two),
        ("A. B.: school weeks as told", 11, same_weeks),
        ("A. B.: unexcused lessons in the spring term", 2, sheets.unexcused[in_spring, who].sum()),
        ("A. B.: lessons on the clinic's paper", 8, world.clinic_paper["lessons"].sum()),
    ]
    return [Check(what, want, want, float(value)) for what, want, value in exact]


def _ef(world: World, cal: Calendar) -> list[Check]:
    who = world.named["E. F."]
    on = np.datetime64(f"{cal.years[0] + 1}-02-03").astype(object)
    weeks = signals.window(cal, on, signals.ATTENDANCE_WEEKS)
    by_week = 100 * (1 - np.array([_share_of(world, week, who) for week in range(len(cal.weeks))]))
    complete = [n for n, week in enumerate(cal.weeks) if week[3]]
    days = np.isin(cal.week_of, weeks)
    window = 100 * (1 - _shares(world, days)[who])
    return [
        Check("E. F.: attendance in 45 days on 3 February, per cent", 78, 78, float(round(window))),
        Check("E. F.: lowest week, per cent", 74, 74, float(round(by_week.min()))),
        Check("E. F.: last complete week, per cent", 96, 96, float(round(by_week[complete[-1]]))),
    ]


def _share_of(world: World, week: int, who: int) -> float:
    days, sheets = world.calendar.week_of == week, world.sheets
    missed = sheets.excused[days, who].sum() + sheets.unexcused[days, who].sum()
    return float(missed) / max(int(sheets.possible[days, who].sum()), 1)


def invariants(world: World) -> list[Check]:
    """Check what must never be in generated data; every value counts offences."""
    sheets, plans = world.sheets, world.plans
    order = np.lexsort((plans["starts"], plans["learner"]))
    same = plans["learner"][order][1:] == plans["learner"][order][:-1]
    overlap = same & (plans["starts"][order][1:] <= plans["ends"][order][:-1])
    of_plan = {name: column[world.deliveries["plan"]] for name, column in plans.items() if name in ("starts", "ends")}
    outside = (world.deliveries["day"] < of_plan["starts"]) | (world.deliveries["day"] > of_plan["ends"])
    too_many = sheets.excused.astype(np.int16) + sheets.unexcused > sheets.possible
    future = sum(
        int((getattr(world, name)["day"] >= np.datetime64(world.day)).sum())
        for name in ("daily", "single_marks", "incidents", "deliveries")
    )
    codes = world.learners.code + world.staff.code
    offences = {
        "Days with more lessons missed than held": int(too_many.sum()),
        "Plans that overlap another of the same learner": int(overlap.sum()),
        "Deliveries outside their plan": int(outside.sum()),
        "Facts on or after the day": future,
        "Personal codes given twice": len(codes) - len(set(codes)),
        "Personal codes not born on 31 February": sum(not code.startswith("3102") for code in codes),
        "Ids given twice": len(world.learners.id) - len(set(world.learners.id)),
        "Plans without a first signal": int((~np.isin(plans["learner"], world.first_signals["learner"])).sum()),
    }
    return [Check(what, 0, 0, value) for what, value in offences.items()]
