"""Names, birth dates, codes, guardians and staff: all invented, none can belong to anybody."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from mugur_demo.generate.codes import personal_codes
from mugur_demo.generate.cohort import Cohort
from mugur_demo.generate.names import FAMILIES, FEMALE, GUARDIAN_RH, MALE, NAMED, NAMED_STAFF
from mugur_demo.generate.places import STORY, School, Seat
from mugur_demo.generate.seeds import ident, stream
from mugur_demo.generate.story import KL_CLASS

_OTHER_FAMILY = 0.04
_PAIRS_KEPT = 7
_STORY_STAFF = 40


@dataclass(frozen=True)
class Learners:
    """Columns of the learners, as lists of equal length in the order of the cohort."""

    id: list[UUID]
    external_id: list[str]
    given: list[str]
    family: list[str]
    sex: list[str]
    """``F`` or ``M``."""
    born: list[str]
    """ISO date."""
    code: list[str]
    """Personal code of 31 February."""


@dataclass(frozen=True)
class Guardians:
    """Columns of the guardians; ``learner`` is the index of the one learner of each."""

    id: list[UUID]
    external_id: list[str]
    given: list[str]
    family: list[str]
    sex: list[str]
    kind: list[str]
    """``mother`` or ``father``."""
    learner: list[int]
    phone: list[str]
    email: list[str]


@dataclass(frozen=True)
class Staff:
    """Columns of the staff of the schools."""

    id: list[UUID]
    external_id: list[str]
    given: list[str]
    family: list[str]
    sex: list[str]
    born: list[str]
    code: list[str]
    school: list[int]
    role: list[str]
    """head, class_teacher, teacher, social_pedagogue, psychologist, teacher_assistant, school_coordinator."""
    seat: list[int]
    """Class of a class teacher, else −1."""
    initials: list[str]
    """Initials of those who act in the story, else empty."""
    arrives_with_roster: list[bool]
    """True for the eight whom the roster brings."""


def learners(seed: int, group: Cohort, named: dict[str, int], year: int) -> Learners:
    """Name all learners: sex first, then names by sex; the named ones get the names of the story."""
    n = len(group)
    given, family, born = [""] * n, [""] * n, [""] * n
    sex = np.where(group.female, "F", "M").tolist()
    for number in np.unique(group.municipality):
        rows = group.rows_of(int(number))
        rng = stream(seed, "names", str(number))
        first, last = rng.integers(0, len(FEMALE), n), rng.integers(0, len(FAMILIES), n)
        day = rng.integers(0, 365, n)
        for row in rows.tolist():
            female = bool(group.female[row])
            given[row] = (FEMALE if female else MALE)[first[row]]
            family[row] = FAMILIES[last[row]][female]
            born[row] = str(np.datetime64(f"{group.birth_year[row]}-01-01") + int(day[row]))
    for initials, row in named.items():
        given[row], family[row], sex[row] = NAMED[initials]
    born[named["N. O."]] = f"{year - 18}-11-21"
    _thin_doubles(group, given, family, born, sex, set(named.values()))
    years = np.array([int(one[:4]) for one in born])
    ids = [ident(seed, "learner", str(row)) for row in range(n)]
    external = [f"DEMO-L-{row:06d}" for row in range(n)]
    return Learners(ids, external, given, family, sex, born, personal_codes(years))


def _thin_doubles(
    group: Cohort, given: list[str], family: list[str], born: list[str], sex: list[str], fixed: set[int]
) -> None:
    """Keep seven pairs of namesakes in the story's municipality and let the first pair share the birth date."""
    seen: dict[tuple[str, str], int] = {(given[row], family[row]): row for row in sorted(fixed)}
    pairs = 0
    for row in group.rows_of(STORY).tolist():
        if row in fixed:
            continue
        turn = 0
        while (given[row], family[row]) in seen:
            other = seen[given[row], family[row]]
            if pairs < _PAIRS_KEPT and other not in fixed and turn == 0:
                seen.pop((given[row], family[row]))
                pairs += 1
                born[row] = born[other] if pairs == 1 else born[row]
                seen[given[row], family[row] + "*"] = row
                break
            turn += 1
            family[row] = FAMILIES[(row + turn) % len(FAMILIES)][sex[row] == "F"]
        else:
            seen[given[row], family[row]] = row


def guardians(seed: int, count: int, people: Learners, named: dict[str, int], wanted: list[int]) -> Guardians:
    """Give guardians, one learner each: first one for every wanted learner in order, then second ones.

    Most bear the learner's family name in their own form; 4 % do not. R. H. is the first guardian of G. H.
    """
    rng = stream(seed, "guardians")
    whose = (wanted + wanted)[:count]
    names: list[tuple[str, str, str]] = []
    forms = {form: pair for pair in FAMILIES for form in pair}
    mother_first = rng.random(len(wanted)) < 0.7
    for n, row in enumerate(whose):
        female = bool(mother_first[n % len(wanted)]) == (n < len(wanted))
        other = FAMILIES[int(rng.integers(len(FAMILIES)))]
        pair = other if rng.random() < _OTHER_FAMILY else forms.get(people.family[row], other)
        pool = FEMALE if female else MALE
        names.append((pool[int(rng.integers(len(pool)))], pair[female], "F" if female else "M"))
    names[whose.index(named["G. H."])] = GUARDIAN_RH
    return Guardians(
        id=[ident(seed, "guardian", str(n)) for n in range(len(whose))],
        external_id=[f"DEMO-G-{n:06d}" for n in range(len(whose))],
        given=[name[0] for name in names],
        family=[name[1] for name in names],
        sex=[name[2] for name in names],
        kind=["mother" if name[2] == "F" else "father" for name in names],
        learner=whose,
        phone=[f"+371 00 000 {n % 1000:03d}" for n in range(len(whose))],
        email=[f"guardian-{n}@demo.mugur.example" for n in range(len(whose))],
    )


def staff(seed: int, elsewhere: int, schools: tuple[School, ...], seats: tuple[Seat, ...], year: int) -> Staff:
    """Give the staff: 40 in the story's municipality, the others spread over the other schools.

    A class teacher for each class of the story; elsewhere a head, a coordinator and class teachers per school.
    """
    rows = _story_posts(seats) + _other_posts(elsewhere, schools, seats)
    rng = stream(seed, "staff")
    born_year = year - rng.integers(26, 64, len(rows))
    day = rng.integers(0, 365, len(rows))
    names = []
    for _, _, _, initials, _ in rows:
        female = bool(rng.random() < 0.8)
        pool = FEMALE if female else MALE
        drawn = (pool[int(rng.integers(len(pool)))], FAMILIES[int(rng.integers(len(FAMILIES)))][female])
        known = next((row for row in NAMED_STAFF if row[0] == initials), None)
        names.append((known[1], known[2], known[3]) if known else (*drawn, "F" if female else "M"))
    return Staff(
        id=[ident(seed, "staff", str(n)) for n in range(len(rows))],
        external_id=[f"DEMO-S-{n:05d}" for n in range(len(rows))],
        given=[name[0] for name in names],
        family=[name[1] for name in names],
        sex=[name[2] for name in names],
        born=[str(np.datetime64(f"{y}-01-01") + int(d)) for y, d in zip(born_year, day, strict=True)],
        code=personal_codes(born_year),
        school=[row[0] for row in rows],
        role=[row[1] for row in rows],
        seat=[row[2] for row in rows],
        initials=[row[3] for row in rows],
        arrives_with_roster=[row[4] for row in rows],
    )


def _story_posts(seats: tuple[Seat, ...]) -> list[tuple[int, str, int, str, bool]]:
    """Forty posts: 8 heads, 23 class teachers, 9 others; eight class teachers come with the roster."""
    posts: list[tuple[int, str, int, str, bool]] = [(school, "head", -1, "", False) for school in range(8)]
    for n, seat in enumerate(seats[:23]):
        kl = (seat.school, seat.level, seat.letter) == KL_CLASS
        new = seat.arrives_with_roster or n >= 17
        posts.append((seat.school, "class_teacher", n, "K. L." if kl else "", new))
    posts += [(0, role, -1, initials, False) for initials, _, _, _, role in NAMED_STAFF if initials != "K. L."]
    posts += [(0, "psychologist", -1, "", False), (1, "social_pedagogue", -1, "", False)]
    posts += [(school, "school_coordinator", -1, "", False) for school in (1, 2)]
    return posts[:_STORY_STAFF]


def _other_posts(
    count: int, schools: tuple[School, ...], seats: tuple[Seat, ...]
) -> list[tuple[int, str, int, str, bool]]:
    posts: list[tuple[int, str, int, str, bool]] = []
    others = [school.index for school in schools if school.municipality != STORY]
    classes: dict[int, list[int]] = {}
    for n, seat in enumerate(seats):
        classes.setdefault(seat.school, []).append(n)
    for n, school in enumerate(others):
        room = count * (n + 1) // len(others) - count * n // len(others)
        roles = [("head", -1), ("school_coordinator", -1), ("social_pedagogue", -1)]
        roles += [("class_teacher", seat) for seat in classes[school]]
        roles += [("teacher", -1)] * room
        posts += [(school, role, seat, "", False) for role, seat in roles[:room]]
    return posts
