"""Bodies, accounts and their roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from json import dumps
from uuid import UUID

from mugur.access.models import Account
from mugur.organisations import roles
from mugur.organisations.models import Membership, Organisation
from mugur.people.imports.sorting import bare
from mugur_demo.generate import World
from mugur_demo.generate.places import STORY, School
from mugur_demo.generate.seeds import ident
from mugur_demo.personas import COUNTRY, MAIL, OTHERS, PERSONAS

from .copying import Desk

SINCE = date(2024, 8, 1)
STANDS_IN = date(2025, 9, 1)
MADE = f"{SINCE.isoformat()}T00:00:00Z"
#: The municipalities of today are those of July 2021; their bodies are older.
FOUNDED = date(2009, 7, 1)
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
    names = dumps({"en": "Latvia", "lv": "Latvija"})
    country = (1, ident(world.seed, "country", "lv"), COUNTRY, None, "state", "lv", "Latvija", "", names, "latvija")
    rows: list[tuple[object, ...]] = [(*country, "", None, None, "", "", False)]
    for n, town in enumerate(world.municipalities):
        places.town[n] = pk = 2 + n
        body = (pk, town.id, f"lv.{town.slug}.", 1, "municipality", "lv", town.name, town.seat, "{}", bare(town.name))
        rows.append((*body, "", date(2017, 3, 1 + n), FOUNDED, "iso3166-2", town.code, False))
    for school in world.schools:
        places.school[school.index] = pk = 10 + school.index
        rows.append(_school(pk, school, places.town[school.municipality]))
    desk.copy(Organisation, ORGANISATION, rows)


def _school(pk: int, school: School, town: int) -> tuple[object, ...]:
    since = JOINED if school.index == 0 else date(2017 + school.index % 3, 9, 1)
    source = f"DEMO-O-{school.path.strip('.').replace('.', '-')}"
    name, names = school.name["lv"], dumps(school.name, ensure_ascii=False)
    body = (pk, school.id, school.path, town, "school", "lv", name, "", names, bare(name), school.kind)
    return *body, since, FOUNDED, "demo", source, True


@dataclass
class _Staffing:
    """Accounts and roles as they are made."""

    world: World
    places: Places
    accounts: list[tuple[object, ...]] = field(default_factory=list)
    held: list[tuple[int, int, str, date]] = field(default_factory=list)

    def account(self, key: str, mail: str, name: str) -> int:
        pk = len(self.accounts) + 1
        self.accounts.append((pk, _account_id(self.world, key), mail, name, "en", True, True, UNUSABLE, MADE))
        self.places.account[key] = pk
        return pk

    def give(self, account: int, body: int, role: str, since: date = SINCE) -> None:
        self.held.append((account, body, role, since))


def _accounts(desk: Desk, world: World, places: Places) -> None:
    made = _Staffing(world, places)
    for n, role in _with_account(world):
        _post(made, n, role)
    _shared(made)
    bodies = {f"lv.{town.slug}.": places.town[n] for n, town in enumerate(world.municipalities)} | {COUNTRY: 1}
    for persona in PERSONAS:
        for role, path in persona.membership:
            made.give(made.account(persona.key, persona.email, persona.name), bodies[path], role)
    for key, name, role, path in OTHERS:
        made.give(made.account(key, f"{key.replace('_', '-')}@{MAIL}", name), bodies[path], role)
    places.of_town[STORY] = places.account["municipality"]
    for n, town in enumerate(world.municipalities[1:], 1):
        name = f"{world.staff.given[60 + n]} {world.staff.family[60 + n]}"
        places.of_town[n] = made.account(f"town-{town.slug}", f"{town.slug}@{MAIL}", name)
        made.give(places.of_town[n], places.town[n], roles.MUNICIPALITY)
    desk.copy(Account, "id uuid email name language is_active synthetic password created_at", made.accounts)
    rows = [(k, _membership_id(world, k), *one) for k, one in enumerate(made.held, 1)]
    desk.copy(Membership, "id uuid account_id organisation_id role starts", rows)


def _post(made: _Staffing, n: int, role: str) -> None:
    """The account of one member of staff with the role at the own school."""
    staff, places = made.world.staff, made.places
    initials = staff.initials[n]
    persona = next((p for p in PERSONAS if p.staff and p.staff in (initials, _head(made.world, n))), None)
    key = persona.key if persona else ACTING.get(initials, f"staff-{n}")
    pk = made.account(key, persona.email if persona else f"staff-{n}@{MAIL}", f"{staff.given[n]} {staff.family[n]}")
    places.of_staff[n] = pk
    places.of_role.setdefault((staff.school[n], role), pk)
    made.give(pk, places.school[staff.school[n]], ROLE_OF[role])


def _shared(made: _Staffing) -> None:
    """Small schools share the coordinator of a neighbour; the first head stands in at basic school C."""
    places = made.places
    for school, neighbour in SHARED.items():
        places.of_role[school, "school_coordinator"] = pk = places.of_role[neighbour, "school_coordinator"]
        made.give(pk, places.school[school], roles.COORDINATOR)
    places.account["head_before"] = places.of_role[3, "head"]
    made.give(places.account["head"], places.school[3], roles.HEAD, STANDS_IN)
    places.of_role[3, "head"] = places.account["head"]
    places.account["school_a"] = places.of_role[1, "school_coordinator"]


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
