"""Which body of ours each organisation of a file is; new ones are founded under the source and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mugur.organisations.models import Organisation, OrganisationIdentifier
from mugur.people.roster import Bundle, Options, Org
from mugur.people.roster.sheets import report
from mugur.people.roster.values import near

from .existing import Existing
from .report import Counts
from .sorting import bare
from .source import mark

KINDS = {"school": "school", "municipality": "municipality", "authority": "region", "unit": "other", "other": "other"}
ABOVE = ("municipality", "authority")
_NO_ANSWERS = Options()


@dataclass
class Places:
    """The bodies by the file's ids; ``new`` are not saved yet, parents first."""

    by_id: dict[str, Organisation] = field(default_factory=dict)
    new: list[Organisation] = field(default_factory=list)
    changed: list[Organisation] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    def school(self, source_id: str) -> Organisation | None:
        """The school that the body is or belongs to."""
        at = self.by_id.get(source_id)
        first = at
        while at is not None and at.kind != "school":
            at = at.parent
        return at or first


class _Finder:
    """Finds a body of ours for an organisation of the file, nearest sign first; another branch is never looked at."""

    def __init__(self, have: Existing) -> None:
        ours = mark(have.source)
        bodies = have.bodies.values()
        self.by_mark = {one.source_id: one for one in bodies if one.source_system == ours}
        self.by_id = {one.source_id: one for one in bodies if one.source_id}
        paths = {one.pk: one for one in bodies}
        numbers = OrganisationIdentifier.objects.filter(organisation__in=list(paths)).values_list(
            "value", "organisation_id"
        )
        self.by_number = {value: paths[pk] for value, pk in numbers}
        self.by_name: dict[str, list[Organisation]] = {}
        for one in bodies:
            for name in {one.name, one.short_name, *one.names.values()} - {""}:
                self.by_name.setdefault(near(str(name)), []).append(one)

    def find(self, org: Org) -> Organisation | None:
        named = self.by_name.get(near(org.name), [])
        return (
            self.by_mark.get(org.source_id)
            or self.by_number.get(org.identifier)
            or self.by_id.get(org.source_id)
            or self.by_number.get(org.source_id)
            or (named[0] if len(named) == 1 else None)
        )


def place(bundle: Bundle, have: Existing) -> Places:
    """Gives every organisation of the file its body, or a finding that it does not lie below the source."""
    made, finder = Places(), _Finder(have)
    orgs = {org.source_id: org for org in bundle.orgs}
    waiting = bundle.findings.waiting()
    for org in _parents_first(orgs):
        if waiting.intersection(org.places):
            made.counts.waits += not org.derived
            continue
        body = finder.find(org) or _itself(org, orgs, have)
        if body is not None:
            _renamed(org, body, made, have)
        else:
            _found(org, made, have)
    for one in have.bodies.values():
        if one.source_id and one.source_system == mark(have.source):
            made.by_id.setdefault(one.source_id, one)
    return made


def _parents_first(orgs: dict[str, Org]) -> list[Org]:
    done: dict[str, Org] = {}

    def visit(org: Org, above: frozenset[str]) -> None:
        parent = orgs.get(org.parent_source_id)
        if parent is not None and parent.source_id not in above and parent.source_id not in done:
            visit(parent, above | {org.source_id})
        done.setdefault(org.source_id, org)

    for org in orgs.values():
        visit(org, frozenset({org.source_id}))
    return list(done.values())


def _itself(org: Org, orgs: dict[str, Org], have: Existing) -> Organisation | None:
    """The body at the top of the file is the source: a municipality's own line, or a school's only school."""
    schools = [one for one in orgs.values() if one.kind == "school"]
    if have.source.kind == "school":
        return have.source if org.kind in ABOVE or schools == [org] else None
    if org.kind in ABOVE and not org.parent_source_id:
        tops = [one for one in orgs.values() if one.kind in ABOVE and not one.parent_source_id]
        return have.source if len(tops) == 1 else None
    return None


def _renamed(org: Org, body: Organisation, made: Places, have: Existing) -> None:
    """A body of this source takes over the file's name; one that came from elsewhere keeps its own."""
    made.by_id[org.source_id] = body
    own = body.source_system == mark(have.source) and body.source_id == org.source_id
    if own and body.name != org.name and org.status == "active":
        body.name, body.sort_key = org.name, bare(org.name)[:240]
        made.changed.append(body)
        made.counts.changed += not org.derived
    else:
        made.counts.same += not org.derived


def _found(org: Org, made: Places, have: Existing) -> None:
    """A new body under its parent; a school that sends may found parts of itself, never another school."""
    parent = made.by_id.get(org.parent_source_id) or have.source
    if org.status != "active":
        made.counts.same += not org.derived
        return
    if have.source.kind == "school" and KINDS[org.kind] != "other":
        made.by_id.pop(org.source_id, None)
        made.counts.waits += not org.derived
        return
    body = Organisation(
        path=_path(parent, org, made, have), parent=parent, kind=KINDS[org.kind], country=have.source.country,
        name=org.name, sort_key=bare(org.name)[:240], starts=have.on, source_system=mark(have.source),
        source_id=org.source_id, synthetic=have.source.synthetic,
    )  # fmt: skip
    made.by_id[org.source_id] = body
    made.new.append(body)
    made.counts.new += not org.derived


def _path(parent: Organisation, org: Org, made: Places, have: Existing) -> str:
    taken = set(have.bodies) | {one.path for one in made.new}
    stem = re.sub(r"[^a-z0-9]", "", bare(org.source_id))[-12:] or "o"
    path, count = f"{parent.path}{stem}.", 1
    while path in taken:
        count += 1
        path = f"{parent.path}{stem}{count}."
    return path


def refuse_strangers(bundle: Bundle, places: Places) -> None:
    """Organisations that are not below the source: told at their own lines; what names them waits."""
    for org in bundle.orgs:
        if org.source_id not in places.by_id and org.status == "active":
            for where in org.places[:1]:
                report(
                    bundle.findings, _NO_ANSWERS, where, "sourcedId", "sourcedId", org.source_id, "roster.org.not_yours"
                )
