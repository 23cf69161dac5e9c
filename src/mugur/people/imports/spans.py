"""Who is where and since when: enrolments and places in groups of a file against what runs already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from mugur.organisations.models import Organisation
from mugur.people.models import Enrolment, Group, GroupMembership, Person
from mugur.people.roster import Bundle, EnrolmentRow

from .classes import Classes, grade
from .existing import Existing
from .persons import People
from .places import Places
from .report import Counts
from .source import school_year

State = Literal["new", "changed", "same", "ended"]
DAY = timedelta(days=1)


@dataclass
class Spans:
    """Enrolments and memberships that would be written."""

    new_enrolments: list[Enrolment] = field(default_factory=list)
    enrolments: dict[int, Enrolment] = field(default_factory=dict)
    new_members: list[GroupMembership] = field(default_factory=list)
    members: dict[int, GroupMembership] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    left: set[int] = field(default_factory=set)


@dataclass
class Wanted:
    """What the file says of one person: rows by school and by group, and whether some of her rows still wait."""

    person: Person
    schools: dict[str, list[EnrolmentRow]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[int, list[EnrolmentRow]] = field(default_factory=lambda: defaultdict(list))
    bodies: dict[str, Organisation] = field(default_factory=dict)
    rooms: dict[int, Group] = field(default_factory=dict)
    waits: bool = False


class Planner:
    """Goes through the learners' rows once, person by person."""

    def __init__(self, bundle: Bundle, have: Existing, places: Places, people: People, classes: Classes) -> None:
        self.bundle, self.have, self.places, self.people, self.classes = bundle, have, places, people, classes
        self.made = Spans()
        self.ours = {group.pk: group for group in have.groups.values()}
        self.wanted: dict[str, Wanted] = {}
        self.staff: list[EnrolmentRow] = []
        self.whole = bundle.mode("persons") == "bulk" and bundle.mode("enrolments") != "delta" and not bundle.stopped

    def plan(self) -> Spans:
        """Returns what would change."""
        self._gather()
        for wanted in self.wanted.values():
            self._person(wanted)
        for source_id in self.people.gone:
            self._end_all(self.people.by_id[source_id])
        return self.made

    def _gather(self) -> None:
        waiting = self.bundle.findings.waiting()
        for row in self.bundle.enrolments:
            person = self.people.by_id.get(row.person_source_id)
            if waiting.intersection(row.places):
                self.made.counts.waits += not row.derived
                if person is not None:
                    self._of(row, person).waits = True
            elif row.person_source_id in self.people.skipped or row.role == "guardian":
                self.made.counts.same += not row.derived
            elif not self._take(row, person):
                self.made.counts.waits += not row.derived

    def _of(self, row: EnrolmentRow, person: Person) -> Wanted:
        return self.wanted.setdefault(row.person_source_id, Wanted(person))

    def _take(self, row: EnrolmentRow, person: Person | None) -> bool:
        """Sorts a row to its person; False when it points at something that is not here."""
        group = self.classes.by_id.get(row.class_source_id) if row.class_source_id else None
        body = group.school if group is not None else self.places.school(row.org_source_id)
        if person is None or body is None or (row.class_source_id and group is None):
            return False
        if row.role == "staff":
            self.staff.append(row)
            return True
        wanted = self._of(row, person)
        wanted.schools[body.path].append(row)
        wanted.bodies[body.path] = body
        if group is not None:
            wanted.groups[id(group)].append(row)
            wanted.rooms[id(group)] = group
        return True

    def _person(self, wanted: Wanted) -> None:
        at_school = {path: self._enrolment(wanted, path) for path in wanted.schools}
        replaced = self._leave_groups(wanted)
        for key, rows in wanted.groups.items():
            state = self._member(wanted, wanted.rooms[key], rows, replaced)
            where = at_school[wanted.rooms[key].school.path]
            self._count(rows, state if state != "same" else where)
        for path, rows in wanted.schools.items():
            self._count([row for row in rows if not row.class_source_id], at_school[path])
        self._leave_schools(wanted)

    def _count(self, rows: list[EnrolmentRow], state: State) -> None:
        told = sum(not row.derived for row in rows)
        setattr(self.made.counts, state, getattr(self.made.counts, state) + told)

    def _enrolment(self, wanted: Wanted, path: str) -> State:
        rows, person, body = wanted.schools[path], wanted.person, wanted.bodies[path]
        active = [row for row in rows if row.status == "active"]
        have = self._at(person, body)
        if not active:
            return self._end(have, self.have.on) if have else "same"
        starts, ends = _days(active)
        level = grade(next((row.grade for row in active if row.grade), "") or _grade_of(wanted, path))
        old = _matching(have, starts, ends, self.have.on)
        if old is None:
            return self._enrol(wanted, body, have, starts, ends, level)
        return self._compare(old, have, starts, ends, level)

    def _at(self, person: Person, body: Organisation) -> list[Enrolment]:
        if person.pk is None or body.pk is None:
            return []
        return [one for one in self.have.enrolments.get(person.pk, ()) if one.school_id == body.pk]

    def _enrol(
        self,
        wanted: Wanted,
        body: Organisation,
        have: list[Enrolment],
        starts: date | None,
        ends: date | None,
        level: str,
    ) -> State:
        first = starts or _since(wanted, body.path, self.have.on) or self.have.on
        last = max((one.ends for one in have if one.ends), default=None)
        if last and first <= last:
            first = last + DAY
        if ends and ends < first:
            return "same"
        runs = ends is None or ends >= self.have.on
        self.made.new_enrolments.append(
            Enrolment(person=wanted.person, school=body, org_path=body.path, grade=level, starts=first, ends=ends,
                      school_year=school_year(max(first, self.have.on) if runs else first))
        )  # fmt: skip
        return "new"

    def _compare(
        self, old: Enrolment, have: list[Enrolment], starts: date | None, ends: date | None, level: str
    ) -> State:
        before = (old.grade, old.starts, old.ends, old.school_year)
        runs = old.ends is None or old.ends >= self.have.on
        old.grade = level or old.grade
        if starts and len(have) == 1 and (old.ends is None or starts <= old.ends):
            old.starts = starts
        if ends and old.starts <= ends != old.ends:
            old.ends = ends
            if runs and ends < self.have.on:
                self.made.left.add(old.person_id)
        if old.ends is None or old.ends >= self.have.on:
            old.school_year = school_year(max(old.starts, self.have.on))
        if before == (old.grade, old.starts, old.ends, old.school_year):
            return "same"
        self.made.enrolments[old.pk] = old
        return "changed"

    def _end(self, rows: list[Enrolment], day: date, destination: str = "") -> State:
        state: State = "same"
        for one in rows:
            if one.ends is None or one.ends > day:
                one.ends = max(one.starts, day)
                if destination:
                    one.exit_reason, one.destination = "moved", destination[:120]
                else:
                    self.made.left.add(one.person_id)
                self.made.enrolments[one.pk] = one
                self.made.counts.ended += 1
                state = "ended"
        return "changed" if state == "ended" else state

    def _end_all(self, person: Person) -> None:
        self._end(self.have.running(person), self.have.on)
        for one in self.have.memberships.get(person.pk, ()):
            self._leave(one, self.have.on)

    def _leave(self, one: GroupMembership, day: date) -> bool:
        if one.ends is not None and one.ends <= day:
            return False
        one.ends = max(one.starts, day)
        self.made.members[one.pk] = one
        return True

    def _leave_schools(self, wanted: Wanted) -> None:
        """A learner whom the whole file names at other schools of the source has moved; the old school ends."""
        going = [path for path, rows in wanted.schools.items() if any(row.status == "active" for row in rows)]
        if not self.whole or wanted.waits or not going or wanted.person.pk is None:
            return
        gone = [one for one in self.have.running(wanted.person) if one.org_path not in wanted.schools]
        self._end(gone, self.have.on - DAY, destination=wanted.bodies[going[0]].name)

    def _leave_groups(self, wanted: Wanted) -> bool:
        """Ends places in classes that the whole file no longer gives; True when one of them was the own class."""
        if wanted.person.pk is None or wanted.waits or not self.whole or not wanted.groups:
            return False
        kept = {group.pk for group in wanted.rooms.values()}
        replaced = False
        for one in self.have.memberships.get(wanted.person.pk, ()):
            group = self.ours.get(one.group_id)
            if group is not None and one.group_id not in kept:
                self._leave(one, self.have.on - DAY)
                replaced = replaced or group.kind == "class"
        return replaced

    def _member(self, wanted: Wanted, group: Group, rows: list[EnrolmentRow], replaced: bool) -> State:
        there = [one for one in self.have.memberships.get(wanted.person.pk or 0, ()) if one.group_id == group.pk]
        active = [row for row in rows if row.status == "active"]
        if not active:
            return "changed" if any([self._leave(one, self.have.on) for one in there]) else "same"
        ends = max((row.ends for row in active if row.ends), default=None) if all(row.ends for row in active) else None
        if there:
            return self._compare_member(there[0], ends)
        said = min((row.starts for row in active if row.starts), default=None)
        starts = self.have.on if replaced else said or group.starts or self.have.on
        if ends and (ends < starts or (ends < self.have.on and wanted.person.pk is not None)):
            return "same"
        self.made.new_members.append(
            GroupMembership(person=wanted.person, group=group, org_path=group.org_path, starts=starts, ends=ends)
        )
        return "changed" if replaced else "new"

    def _compare_member(self, old: GroupMembership, ends: date | None) -> State:
        if ends is None or old.ends == ends or ends < old.starts:
            return "same"
        old.ends = ends
        self.made.members[old.pk] = old
        return "changed"


def _days(rows: list[EnrolmentRow]) -> tuple[date | None, date | None]:
    """The days that the rows give to the time at school: lines about the school itself first, then the class's line.

    A class may end with its term while the learner stays, so its end counts only where nothing else is said.
    """
    own = [row for row in rows if not row.class_source_id and (row.starts or row.ends)]
    own = own or [row for row in rows if row.derived and (row.starts or row.ends)]
    starts = min((row.starts for row in own or rows if row.starts), default=None)
    if own:
        return starts, max((row.ends for row in own if row.ends), default=None) if all(
            row.ends for row in own
        ) else None
    listed = any(not row.class_source_id for row in rows)
    done = not listed and all(row.ends for row in rows)
    return starts, max((row.ends for row in rows if row.ends), default=None) if done else None


def _grade_of(wanted: Wanted, path: str) -> str:
    rooms = [group for group in wanted.rooms.values() if group.school.path == path]
    return next((group.grade for group in rooms if group.kind == "class" and group.grade), "")


def _since(wanted: Wanted, path: str, on: date) -> date | None:
    rooms = [group for group in wanted.rooms.values() if group.school.path == path]
    return min((group.starts for group in rooms if group.starts and group.starts <= on), default=None)


def _matching(have: list[Enrolment], starts: date | None, ends: date | None, on: date) -> Enrolment | None:
    """The enrolment that the file speaks about: the one that runs, or the very same days of an earlier one."""
    past = ends is not None and ends < on
    same = [one for one in have if starts and one.starts == starts and (past or one.ends is None or one.ends >= on)]
    if same:
        return same[0]
    return next((one for one in have if one.ends is None or one.ends >= on), None)
