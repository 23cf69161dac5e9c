"""Bodies, accounts and their roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from mugur.access.models import Account
from mugur.organisations import roles
from mugur.organisations.models import Membership, Organisation
from mugur.people.imports.sorting import bare
from mugur_demo.generate import World
from mugur_demo.generate.places import STORY
from mugur_demo.generate.seeds import ident
from mugur_demo.personas import COUNTRY, MAIL, OTHERS, PERSONAS

from .copying import Desk

SINCE = date(2024, 8, 1)
STANDS_IN = date(2025, 9, 1)
#: A vocational school of Aizkraukle joined on this day (published).
JOINED = date(2017, 8, 30)
ROLE_OF = {
    "head": roles.HEAD,
    "class_teacher": roles.CLASS_TEACHER,
    "social_pedagogue": roles.SPECIALIST,
    "psychologist": roles.SPECIALIST,
    "teacher_assistant": roles.ASSISTANT,
    "school_coordinator": roles.COORDINATOR,
    # Teachers who give consultations: the role opens nobody as long as no class is theirs.
    "teacher": roles.CLASS_TEACHER,
}
SHARED = {3: 1, 4: 1, 5: 1, 6: 2, 7: 2}
ACTING = {"M. N.": "teacher_mn", "S. T.": "teacher_st"}
UNUSABLE = "!demonstration: entered by the persona page only, never by a password"


@dataclass
class Places:
    """Ids of what this step made, for the steps after it."""

    country: int = 1
    town: dict[int, int] = field(default_factory=dict)
    school: dict[int, int] = field(default_factory=dict)
    account: dict[str, int] = field(default_factory=dict)
    """Account by persona key or mail."""
    of_staff: dict[int, int] = field(default_factory=dict)
    """Account by position in ``World.staff``."""
    of_role: dict[tuple[int, str], int] = field(default_factory=dict)
    """First account of a role at a school: (school, role of the generator)."""
    of_town: dict[int, int] = field(default_factory=dict)

    def acting(self, school: int, *wanted: str) -> int:
        """The account at a school that holds the first of these roles that somebody there holds."""
        return next(self.of_role[school, one] for one in wanted if (school, one) in self.of_role)


def load(desk: Desk, world: World) -> Places:
    """Copies the tree, the accounts and the memberships."""
    places = Places()
    _organisations(desk, world, places)
    _accounts(desk, world, places)
    return places


ORGANISATION = (
    "id uuid path parent_id kind country name short_name names sort_key school_type takes_part_since starts"
    " source_system source_id synthetic"
)


def _organisations(desk: Desk, world: World, places: Places) -> None:
    from json import dumps

    seed, first = world.seed, date(2009, 7, 1)
    rows: list[tuple[object, ...]] = [
        (1, ident(seed, "country", "lv"), COUNTRY, None, "state", "lv", "Latvija", "",
         dumps({"en": "Latvia", "lv": "Latvija"}), "latvija", "", None, None, "", "", False)
    ]  # fmt: skip
    for n, town in enumerate(world.municipalities):
        places.town[n] = pk = 2 + n
        rows.append((pk, town.id, f"lv.{town.slug}.", 1, "municipality", "lv", town.name, town.seat, "{}",
                     bare(town.name), "", date(2017, 3, 1 + n), first, "iso3166-2", town.code, False))  # fmt: skip
    for school in world.schools:
        places.school[school.index] = pk = 10 + school.index
        since = JOINED if school.index == 0 else date(2017 + school.index % 3, 9, 1)
        source = f"DEMO-O-{school.path.strip('.').replace('.', '-')}"
        rows.append((pk, school.id, school.path, places.town[school.municipality], "school", "lv", school.name["lv"], "",
                     dumps(school.name, ensure_ascii=False), bare(school.name["lv"]), school.kind, since, first,
                     "demo", source, True))  # fmt: skip
    desk.copy(Organisation, ORGANISATION, rows)


def _accounts(desk: Desk, world: World, places: Places) -> None:
    made: list[tuple[object, ...]] = []
    held: list[tuple[Any, ...]] = []
    at = datetime(SINCE.year, SINCE.month, SINCE.day).isoformat() + "Z"

    def account(key: str, mail: str, name: str) -> int:
        pk = len(made) + 1
        made.append((pk, _account_id(world, key), mail, name, "en", True, True, UNUSABLE, at))
        places.account[key] = pk
        return pk

    for n, role in _with_account(world):
        staff = world.staff
        initials = staff.initials[n]
        persona = next((p for p in PERSONAS if p.staff and p.staff in (initials, _head(world, n))), None)
        key = persona.key if persona else ACTING.get(initials, f"staff-{n}")
        mail = persona.email if persona else f"staff-{n}@{MAIL}"
        pk = account(key, mail, f"{staff.given[n]} {staff.family[n]}")
        places.of_staff[n] = pk
        places.of_role.setdefault((staff.school[n], role), pk)
        held.append((pk, places.school[staff.school[n]], ROLE_OF[role]))
    # Small schools share the coordinator of a neighbour.
    for school, neighbour in SHARED.items():
        pk = places.of_role[neighbour, "school_coordinator"]
        places.of_role[school, "school_coordinator"] = pk
        held.append((pk, places.school[school], roles.COORDINATOR))
    # The head of the vocational school stands in at basic school C.
    places.account["head_before"] = places.of_role[3, "head"]
    held.append((places.account["head"], places.school[3], roles.HEAD, STANDS_IN))
    places.of_role[3, "head"] = places.account["head"]
    places.account["school_a"] = places.of_role[1, "school_coordinator"]
    bodies = {f"lv.{town.slug}.": places.town[n] for n, town in enumerate(world.municipalities)} | {COUNTRY: 1}
    for persona in PERSONAS:
        for role, path in persona.membership:
            pk = account(persona.key, persona.email, persona.name)
            held.append((pk, bodies[path], role))
    for key, name, role, path in OTHERS:
        held.append((account(key, f"{key.replace('_', '-')}@{MAIL}", name), bodies[path], role))
    for n, town in enumerate(world.municipalities):
        places.of_town[n] = places.account["municipality"] if n == STORY else account(
            f"town-{town.slug}", f"{town.slug}@{MAIL}", f"{world.staff.given[60 + n]} {world.staff.family[60 + n]}")  # fmt: skip
        if n != STORY:
            held.append((places.of_town[n], places.town[n], roles.MUNICIPALITY))
    desk.copy(Account, "id uuid email name language is_active synthetic password created_at", made)
    desk.copy(Membership, "id uuid account_id organisation_id role starts",
              [(k, _membership_id(world, k), one[0], one[1], one[2], one[3] if len(one) > 3 else SINCE)
               for k, one in enumerate(held, 1)])  # fmt: skip


def _account_id(world: World, key: str) -> UUID:
    return ident(world.seed, "account", key)


def _membership_id(world: World, number: int) -> UUID:
    return ident(world.seed, "membership", str(number))


def _head(world: World, n: int) -> str:
    return "head" if world.staff.role[n] == "head" and world.staff.school[n] == 0 else "-"


def _with_account(world: World) -> list[tuple[int, str]]:
    """Who of the staff signs in: everybody who acts in the story's municipality; elsewhere those who decide."""
    staff = world.staff
    found: list[tuple[int, str]] = []
    for n, role in enumerate(staff.role):
        story = world.schools[staff.school[n]].municipality == STORY
        deciding = role in ("head", "school_coordinator", "social_pedagogue", "psychologist")
        wanted = story and (role != "teacher" or staff.initials[n]) or deciding
        if role in ROLE_OF and not staff.arrives_with_roster[n] and wanted:
            found.append((n, role))
    return found
