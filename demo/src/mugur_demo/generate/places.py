"""Municipalities, schools and classes: real municipalities, lettered schools.

Codes, seats and points of the municipalities: ISO 3166-2; GeoNames, CC BY 4.0.
"""

from dataclasses import dataclass
from string import ascii_uppercase
from uuid import UUID

from mugur_demo.generate.seeds import ident
from mugur_demo.generate.sizes import Size

STORY = 0
"""Index of Aizkraukles novads."""


@dataclass(frozen=True)
class Municipality:
    """A real municipality that takes part in the demonstration."""

    id: UUID
    code: str
    name: str
    seat: str
    seat_of: str
    slug: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class School:
    """An invented school; ``kind`` is ``vocational``, ``secondary`` or ``basic``."""

    id: UUID
    index: int
    municipality: int
    kind: str
    letter: str
    """Empty for the vocational school of a municipality."""
    name: dict[str, str]
    slug: str
    path: str
    """Organisation path, ending in a dot, such as ``lv.aizkraukle.pv.``."""


@dataclass(frozen=True)
class Seat:
    """A class of the running school year with the number of its learners."""

    school: int
    level: int
    """Year 1–12, or course 1–4 of a vocational school."""
    letter: str
    learners: int
    arrives_with_roster: bool = False
    """True for a class that a roster brings three days before the day; its learners sit in class ``a`` till then."""


_MUNICIPALITIES = (
    ("LV-002", "Aizkraukles novads", "Aizkraukle", "Aizkraukles", "aizkraukle", 56.60477, 25.25534),
    ("LV-016", "Bauskas novads", "Bauska", "Bauskas", "bauska", 56.4071, 24.18733),
    ("LV-042", "Jēkabpils novads", "Jēkabpils", "Jēkabpils", "jekabpils", 56.49903, 25.85735),
    ("LV-059", "Madonas novads", "Madona", "Madonas", "madona", 56.85329, 26.21698),
    ("LV-067", "Ogres novads", "Ogre", "Ogres", "ogre", 56.8162, 24.61401),
    ("LV-087", "Salaspils novads", "Salaspils", "Salaspils", "salaspils", 56.86014, 24.36544),
)
_STORY_SCHOOLS = (
    ("vocational", ""),
    ("secondary", "A"),
    ("secondary", "B"),
    ("basic", "C"),
    ("basic", "D"),
    ("basic", "E"),
    ("basic", "F"),
    ("basic", "G"),
)
_STORY_SEATS = (
    Seat(0, 1, "a", 18),
    Seat(0, 1, "b", 21, arrives_with_roster=True),
    Seat(0, 2, "a", 24),
    Seat(0, 2, "b", 26),
    Seat(0, 2, "c", 27),
    Seat(0, 3, "a", 27),
    Seat(0, 4, "a", 26),
    Seat(1, 8, "a", 27),
    Seat(1, 9, "a", 28),
    Seat(1, 10, "a", 18),
    Seat(1, 10, "b", 21, arrives_with_roster=True),
    Seat(1, 11, "a", 29),
    Seat(1, 12, "a", 28),
    Seat(2, 10, "a", 28),
    Seat(2, 11, "a", 27),
    Seat(2, 12, "a", 26),
    Seat(3, 8, "a", 27),
    Seat(3, 9, "a", 28),
    Seat(4, 7, "a", 27),
    Seat(4, 9, "a", 26),
    Seat(5, 7, "a", 26),
    Seat(6, 6, "a", 20),
    Seat(7, 5, "a", 17),
)
# Shares of the 32 other schools: Bauska 7, Jēkabpils 7, Madona 6, Ogre 8, Salaspils 4.
_SHARES = (7, 7, 6, 8, 4)
_LEVELS = {"basic": range(5, 10), "secondary": range(5, 13), "vocational": range(1, 5)}
_CLASS_SIZE = 26
_NAMES = {
    "secondary": {"en": "Secondary school {letter}", "lv": "{letter} vidusskola"},
    "basic": {"en": "Basic school {letter}", "lv": "{letter} pamatskola"},
}


def municipalities(seed: int) -> tuple[Municipality, ...]:
    """Give the six municipalities of the demonstration; the first is the one of the story."""
    return tuple(Municipality(ident(seed, "municipality", row[0]), *row) for row in _MUNICIPALITIES)


def schools(seed: int, size: Size, places: tuple[Municipality, ...]) -> tuple[School, ...]:
    """Give all schools, those of Aizkraukles novads first, in the order of the register."""
    wanted = [(STORY, kind, letter) for kind, letter in _STORY_SCHOOLS]
    counts = _spread(size.schools, _SHARES)
    for place, count in enumerate(counts, start=1):
        # Salaspils, the last, has no vocational school.
        vocational = 1 if place < len(counts) else 0
        wanted += [(place, "vocational", "")] * vocational
        for n in range(count - vocational):
            wanted.append((place, "secondary" if n % 2 == 0 else "basic", _letter(n)))
    return tuple(_school(seed, index, places, *row) for index, row in enumerate(wanted))


def seats(size: Size, all_schools: tuple[School, ...]) -> tuple[Seat, ...]:
    """Give all classes of the running school year with their sizes; they add up to the size's learners."""
    found = list(_STORY_SEATS)
    others = [school for school in all_schools if school.municipality != STORY]
    left = size.learners - sum(seat.learners for seat in _STORY_SEATS)
    for school, learners in zip(others, _spread(left, (1,) * len(others)), strict=True):
        levels = _LEVELS[school.kind]
        for level, count in zip(levels, _spread(learners, (1,) * len(levels)), strict=True):
            classes = -(-count // _CLASS_SIZE)
            for n, part in enumerate(_spread(count, (1,) * classes)):
                found.append(Seat(school.index, level, "abcdefgh"[n], part))
    return tuple(found)


def _spread(total: int, shares: tuple[int, ...]) -> list[int]:
    """Split a whole number by shares; the parts add up exactly."""
    edges = [total * sum(shares[:n]) // sum(shares) for n in range(len(shares) + 1)]
    return [after - before for before, after in zip(edges, edges[1:], strict=False)]


def _letter(n: int) -> str:
    return ascii_uppercase[n] if n < 26 else ascii_uppercase[n // 26 - 1] + ascii_uppercase[n % 26]


def _school(seed: int, index: int, places: tuple[Municipality, ...], place: int, kind: str, letter: str) -> School:
    home = places[place]
    slug = "pv" if kind == "vocational" else letter.lower()
    if kind == "vocational":
        name = {"en": f"Vocational school, {home.seat}", "lv": f"{home.seat_of} arodskola"}
    else:
        after = "" if place == STORY else f", {home.seat}"
        name = {tongue: text.format(letter=letter) + after for tongue, text in _NAMES[kind].items()}
    key = f"{home.slug}/{slug}"
    return School(ident(seed, "school", key), index, place, kind, letter, name, slug, f"lv.{home.slug}.{slug}.")
