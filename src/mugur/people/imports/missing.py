"""Learners whom a whole file no longer names: put on a list for their schools, ended by nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

from mugur.people.models import MissingLearner, Person
from mugur.people.roster import Bundle

from .existing import Existing
from .persons import People
from .places import Places

MOST_SHARE, MOST = 0.05, 10


@dataclass
class Missing:
    """Who is missing, who is back, and how many learners were known before."""

    persons: list[Person] = field(default_factory=list)
    new: list[Person] = field(default_factory=list)
    back: list[MissingLearner] = field(default_factory=list)
    learners: int = 0


def plan(bundle: Bundle, have: Existing, people: People, places: Places) -> Missing:
    """Compares the running learners of the source with those the file names, in error rows too.

    A file that names schools one by one says nothing of the other schools.
    """
    made = Missing()
    named = {row.source_id for row in bundle.persons}
    made.back = [one for pk, one in have.asked.items() if _source_id(have, pk) in named]
    whole = bundle.mode("persons") == "bulk" and not bundle.stopped
    covered = None if bundle.mode("orgs") == "bulk" else _covered(bundle, people)
    for source_id, person in have.persons.items():
        if person.kind != Person.Kind.LEARNER or not have.running(person):
            continue
        if covered is not None and person.home_path not in covered:
            continue
        made.learners += 1
        if whole and source_id not in named:
            made.persons.append(person)
    made.new = [person for person in made.persons if person.pk not in have.asked]
    return made


def _source_id(have: Existing, pk: int) -> str:
    if not hasattr(have, "_by_pk"):
        have._by_pk = {person.pk: source_id for source_id, person in have.persons.items()}  # type: ignore[attr-defined]
    return str(have._by_pk.get(pk, ""))  # type: ignore[attr-defined]


def _covered(bundle: Bundle, people: People) -> frozenset[str]:
    found = (people.by_id.get(row.source_id) for row in bundle.persons if row.role == "learner")
    return frozenset(person.home_path for person in found if person is not None)


def too_many(leaving: int, learners: int) -> bool:
    """More than one in twenty, or more than ten, leave by one file: somebody has to confirm that."""
    return leaving > MOST or (learners > 0 and leaving / learners > MOST_SHARE)
