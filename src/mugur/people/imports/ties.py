"""Guardians and staff of a roster: who is guardian of whom, who teaches which class."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from mugur.access.models import Account
from mugur.access.reach import Reach
from mugur.organisations.models import Membership
from mugur.people.models import Assignment, Group, Guardianship, Person
from mugur.people.roster import Bundle, EnrolmentRow

from .classes import Classes
from .existing import Existing
from .persons import People
from .report import Counts
from .spans import DAY, Spans


@dataclass
class Ties:
    """Guardianships and assignments that would be written."""

    new_guardians: list[Guardianship] = field(default_factory=list)
    guardians: dict[int, Guardianship] = field(default_factory=dict)
    new_staff: list[Assignment] = field(default_factory=list)
    staff: dict[int, Assignment] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)


def plan_guardians(bundle: Bundle, have: Existing, people: People, made: Ties) -> None:
    """A new tie begins today; a file of changes may end one; leaving one out of a file ends nothing."""
    waiting = bundle.findings.waiting()
    for row in bundle.guardians:
        learner, guardian = people.by_id.get(row.learner_source_id), people.by_id.get(row.guardian_source_id)
        if waiting.intersection(row.places) or learner is None or guardian is None:
            made.counts.waits += not row.derived
            continue
        old = have.guardians.get((learner.pk, guardian.pk)) if learner.pk and guardian.pk else None
        adult = learner.is_adult_on(have.on)
        if row.status != "active" and old is not None and (old.ends is None or old.ends >= have.on):
            old.ends = max(old.starts, have.on - DAY)
            made.guardians[old.pk] = old
            made.counts.ended += 1
            made.counts.changed += not row.derived
        elif old is not None or row.status != "active" or adult or learner is guardian:
            made.counts.same += not row.derived
        else:
            made.new_guardians.append(
                Guardianship(
                    person=learner, guardian=guardian, org_path=learner.home_path, kind=row.kind, starts=have.on
                )
            )
            made.counts.new += not row.derived


def plan_staff(
    rows: list[EnrolmentRow], have: Existing, people: People, classes: Classes, spans: Spans, made: Ties
) -> None:
    """Teachers of classes. Only the class's own teacher, named as primary or the only one, gets the rights of one."""
    alone = Counter(row.class_source_id for row in rows if row.class_source_id and row.status == "active")
    accounts = _accounts(rows, have, people)
    new_staff = {id(person) for person in people.new}
    seen: set[tuple[int, int]] = set()
    for row in rows:
        person = people.by_id[row.person_source_id]
        group = classes.by_id.get(row.class_source_id)
        if group is None:
            state = "new" if id(person) in new_staff else "same"
        elif (id(person), id(group)) in seen:
            state = "same"
        else:
            seen.add((id(person), id(group)))
            own = row.primary is True or (row.primary is None and alone[row.class_source_id] == 1)
            state = _assign(row, person, group, own and group.kind == "class", have, accounts, made)
        setattr(spans.counts, state, getattr(spans.counts, state) + (not row.derived))


def _accounts(rows: list[EnrolmentRow], have: Existing, people: People) -> dict[str, Account]:
    """Accounts with a role at the source's bodies, by address: a file can give no class to a stranger's account."""
    emails = {people.by_id[row.person_source_id].email.lower() for row in rows} - {""}
    here = Membership.objects.filter(Reach.of([have.source.path]).q("organisation__path")).values("account_id")
    found = Account.objects.filter(email__in=sorted(emails), is_active=True, pk__in=here)
    return {one.email: one for one in found}


def _assign(
    row: EnrolmentRow, person: Person, group: Group, own: bool, have: Existing, accounts: dict[str, Account], made: Ties
) -> str:
    kind = Assignment.Kind.CLASS_TEACHER if own else Assignment.Kind.TEACHER
    old = have.assignments.get((person.pk, group.pk)) if person.pk and group.pk else None
    account = accounts.get(person.email.lower())
    if row.status != "active":
        if old is None or (old.ends is not None and old.ends < have.on):
            return "same"
        old.ends = max(old.starts, have.on - DAY)
        made.staff[old.pk] = old
        return "changed"
    if old is None and row.ends and row.ends < have.on:
        return "same"
    if old is None:
        starts = row.starts or group.starts or have.on
        made.new_staff.append(
            Assignment(kind=kind, staff=person, account=account, group=group, org_path=group.org_path, starts=starts,
                       ends=row.ends if row.ends and row.ends >= starts else None)
        )  # fmt: skip
        return "new"
    if old.kind == Assignment.Kind.TEACHER and own:
        old.kind = kind
    elif account is None or old.account_id == account.pk:
        return "same"
    if account is not None:
        old.account = account
    made.staff[old.pk] = old
    return "changed"
