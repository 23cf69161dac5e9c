"""Persons, guardians, enrolments, classes, and who is responsible for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from mugur.people.imports.sorting import sort_key
from mugur.people.imports.source import school_year
from mugur.people.models import Assignment, Enrolment, Group, GroupMembership, Guardianship, Person
from mugur_demo.generate import World
from mugur_demo.generate.places import STORY
from mugur_demo.generate.roster import roster_enrolments
from mugur_demo.generate.seeds import ident
from mugur_demo.personas import MAIL

from .bodies import Places
from .copying import Desk

VAULTED = 1_900
SCHEME = "lv.pk"


@dataclass(frozen=True)
class Register:
    """Primary keys of persons and classes by their positions in the world."""

    home: list[str]
    """Path of the school that is responsible for each learner."""
    guardian_of: dict[int, int]
    """Person of the first guardian by learner position."""
    group: dict[int, int]

    @staticmethod
    def learner(position: int) -> int:
        return position + 1


PERSON = (
    "id uuid home_path kind given_name family_name sort_key birth_date sex language email phone protected account_id"
    " source_org_id source_id synthetic"
)


def load(desk: Desk, world: World, places: Places) -> Register:
    """Copies everybody and what connects them."""
    home = [world.schools[n].path for n in world.cohort.school[2].tolist()]
    # E. F. is handed over in the course of the story; till then the old school is responsible.
    ef = world.named["E. F."]
    home[ef] = world.schools[int(world.cohort.school[0, ef])].path
    learners, guardians = len(home), len(world.guardians.id)
    desk.copy(Person, PERSON, _persons(world, places, home))
    firsts: dict[int, int] = {}
    for n, learner in enumerate(world.guardians.learner):
        firsts.setdefault(learner, learners + n + 1)
    since = date(world.calendar.years[0], 9, 1)
    desk.copy(
        Guardianship,
        "id uuid org_path person_id guardian_id kind legal_basis may_view may_sign starts",
        (
            (
                n + 1,
                ident(world.seed, "guardianship", str(n)),
                home[learner],
                learner + 1,
                learners + n + 1,
                "parent",
                "parent",
                True,
                True,
                since,
            )
            for n, learner in enumerate(world.guardians.learner)
        ),
    )
    loaded = {n: n + 1 for n, group in enumerate(world.groups) if not group.arrives_with_roster}
    desk.copy(
        Group,
        "id uuid school_id org_path kind title grade school_year source_id starts ends",
        _groups(world, places, loaded),
    )
    _enrolments(desk, world, places, home, loaded)
    _assignments(desk, world, places, loaded, first_staff=learners + guardians + 1)
    return Register(home, firsts, loaded)


def _persons(world: World, places: Places, home: list[str]) -> Iterator[tuple[object, ...]]:
    towns = [places.town[n] for n in world.cohort.municipality.tolist()]
    yield from _learners(world, home, towns)
    yield from _guardians(world, home, towns)
    yield from _staff(world, places, after=len(home) + len(world.guardians.id))


def _named(given: str, family: str, born: str | None, sex: str, mail: str, phone: str = "") -> tuple[object, ...]:
    return given, family, sort_key(family, given), born, sex.lower(), "lv", mail, phone, False


def _learners(world: World, home: list[str], towns: list[int]) -> Iterator[tuple[object, ...]]:
    some = world.learners
    for n, path in enumerate(home):
        external = some.external_id[n]
        named = _named(some.given[n], some.family[n], some.born[n], some.sex[n], f"{external.lower()}@{MAIL}")
        yield n + 1, some.id[n], path, "learner", *named, None, towns[n], external, True


def _guardians(world: World, home: list[str], towns: list[int]) -> Iterator[tuple[object, ...]]:
    some, after = world.guardians, len(home)
    for n, who in enumerate(some.learner):
        named = _named(some.given[n], some.family[n], None, some.sex[n], some.email[n], some.phone[n])
        yield after + n + 1, some.id[n], home[who], "guardian", *named, None, towns[who], some.external_id[n], True


def _staff(world: World, places: Places, *, after: int) -> Iterator[tuple[object, ...]]:
    some = world.staff
    for n, number in enumerate(some.school):
        if some.arrives_with_roster[n]:
            continue
        school, external = world.schools[number], some.external_id[n]
        named = _named(some.given[n], some.family[n], some.born[n], some.sex[n], f"{external.lower()}@{MAIL}")
        town, account = places.town[school.municipality], places.of_staff.get(n)
        yield after + n + 1, some.id[n], school.path, "staff", *named, account, town, external, True


def grade(level: int) -> str:
    """The grade as the import keeps it: courses like years, without leading zeros."""
    return str(level % 100)


def _groups(world: World, places: Places, loaded: dict[int, int]) -> Iterator[tuple[object, ...]]:
    for n, pk in loaded.items():
        one = world.groups[n]
        start = world.calendar.years[one.year]
        label, now = school_year(date(start, 9, 1)), one.year == 2
        # Only the running year's classes are the roster's; older ones keep their year in the id.
        source = one.name if now else f"{label} {one.name}"
        ends = None if now else date(start + 1, 8, 31)
        yield (
            pk,
            one.id,
            places.school[one.school],
            world.schools[one.school].path,
            "class",
            one.name,
            grade(one.level),
            label,
            source,
            date(start, 9, 1),
            ends,
        )


def _enrolments(desk: Desk, world: World, places: Places, home: list[str], loaded: dict[int, int]) -> None:
    rows = world.enrolments
    level = world.cohort.level
    exits = {"moved_up": "promoted", "finished_year_9": "completed", "left": "unknown", "": ""}
    enrolled, seated = [], []
    rows = _of_ef(world, rows)
    columns = (rows[name].tolist() for name in ("learner", "school", "group", "year", "starts", "ends", "reason"))
    for n, (who, school, group, year, starts, ends, reason) in enumerate(zip(*columns, strict=True), 1):
        label = school_year(date(world.calendar.years[year], 9, 1))
        pk = loaded[world.groups[group].sibling]
        enrolled.append(
            (
                n,
                ident(world.seed, "enrolment", f"{who}/{starts}"),
                home[who],
                who + 1,
                places.school[school],
                grade(int(level[year, who])),
                label,
                False,
                starts,
                ends,
                exits[reason],
            )
        )
        seated.append((n, ident(world.seed, "seat", f"{who}/{starts}"), home[who], pk, who + 1, starts, ends))
    desk.copy(
        Enrolment, "id uuid org_path person_id school_id grade school_year repeats starts ends exit_reason", enrolled
    )
    desk.copy(GroupMembership, "id uuid org_path group_id person_id starts ends", seated)


def _of_ef(world: World, rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The two days that the story of E. F. tells: taken over in August, course 1 finished in June."""
    second = (rows["learner"] == world.named["E. F."]) & (rows["year"] == 1)
    made = {name: rows[name].copy() for name in rows}
    made["starts"][second] = np.datetime64(f"{world.calendar.years[1]}-08-28")
    made["ends"][second] = np.datetime64(f"{world.calendar.years[2]}-06-19")
    return made


def _assignments(desk: Desk, world: World, places: Places, loaded: dict[int, int], *, first_staff: int) -> None:
    staff, start = world.staff, date(world.calendar.years[2], 9, 1)
    rows: list[tuple[object, ...]] = []
    for n, seat in enumerate(staff.seat):
        if seat < 0 or staff.arrives_with_roster[n]:
            continue
        want = world.seats[seat]
        group = next(
            g
            for g in loaded
            if (one := world.groups[g]).year == 2
            and (one.school, one.level % 100, one.letter) == (want.school, want.level, want.letter)
        )
        rows.append(
            (
                len(rows) + 1,
                ident(world.seed, "assignment", str(n)),
                world.schools[want.school].path,
                "class_teacher",
                places.of_staff.get(n),
                first_staff + n,
                loaded[group],
                None,
                start,
            )
        )
    rows += _teachers(world, loaded, first_staff, after=rows)
    rows += _case_teams(world, places, after=len(rows))
    desk.copy(Assignment, "id uuid org_path kind account_id staff_id group_id person_id starts", rows)


def _teachers(
    world: World, loaded: dict[int, int], first_staff: int, *, after: list[tuple[object, ...]]
) -> list[tuple[object, ...]]:
    """Who teaches which class of the story, as the roster before says; opens nothing by itself."""
    by_id = {external: n for n, external in enumerate(world.staff.external_id)}
    by_name = {world.groups[g].name: g for g in loaded if world.groups[g].year == 2 and _in_story(world, g)}
    known = {(row[5], row[6]) for row in after}
    made: list[tuple[object, ...]] = []
    for row in roster_enrolments(world):
        if row["role"] != "teacher":
            continue
        n, group = by_id[row["userSourcedId"]], by_name[row["classSourcedId"]]
        if (first_staff + n, loaded[group]) not in known:
            number = len(after) + len(made) + 1
            made.append(
                (
                    number,
                    ident(world.seed, "assignment", row["sourcedId"]),
                    world.schools[world.groups[group].school].path,
                    "teacher",
                    None,
                    first_staff + n,
                    loaded[group],
                    None,
                    date(world.calendar.years[2], 9, 1),
                )
            )
    return made


#: Members of case teams by account key, with the learners of the story and the day since when.
CASE_TEAMS = {
    "social_pedagogue": ("A. B.", "C. D.", "E. F.", "G. H.", "N. O.", "R. S.", "S. Ā.", "U. V."),
    "psychologist": ("A. B.", "G. H.", "N. O."),
    "municipality": ("U. V.",),
}


def _case_teams(world: World, places: Places, *, after: int) -> list[tuple[object, ...]]:
    made: list[tuple[object, ...]] = []
    for key, learners in CASE_TEAMS.items():
        account = places.of_role[0, "psychologist"] if key == "psychologist" else places.account[key]
        for name in learners:
            since = date(world.calendar.years[1 if name == "E. F." else 2], 9, 1)
            made.append(
                (
                    after + len(made) + 1,
                    ident(world.seed, "case-team", f"{key}/{name}"),
                    world.schools[0].path,
                    "case_team",
                    account,
                    None,
                    None,
                    world.named[name] + 1,
                    since,
                )
            )
    return made


def _in_story(world: World, group: int) -> bool:
    return world.schools[world.groups[group].school].municipality == STORY


def vaulted(world: World) -> list[tuple[UUID, str, str]]:
    """Personal codes for the vault: all learners of the story's municipality, then others up to the number."""
    rows = world.cohort.rows_of(STORY).tolist()
    rows += np.flatnonzero(world.cohort.municipality != STORY)[: VAULTED - len(rows)].tolist()
    return [(world.learners.id[n], SCHEME, world.learners.code[n]) for n in rows]
