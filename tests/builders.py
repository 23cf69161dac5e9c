"""Builders: the few things a test speaks about; everything else is filled in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from mugur.access.action import batch
from mugur.access.models import Account
from mugur.access.reach import Reach, scope
from mugur.access.records import ACTING
from mugur.access.who import Who, machine
from mugur.organisations.models import Membership, Organisation
from mugur.organisations.queries import who_is
from mugur.people.models import Assignment, Enrolment, Group, GroupMembership, Person

DAY = date(2026, 11, 24)
WORLD = Reach.of(["lv.", "ro.", "hu.", "se.", "eu."])
_count = itertools.count(1)


@contextmanager
def the_world(on: date = DAY) -> Iterator[None]:
    """Everything in reach, and writing allowed: where tests make what they need."""
    with scope(WORLD, on=on), batch("test.built", by=machine("test", on=on, paths=WORLD.paths), on=on, path="house."):
        yield


@contextmanager
def acting_as(who: Who) -> Iterator[Who]:
    """The scope of one actor, as a request has it."""
    assert ACTING.get() is None
    with scope(who.reach, on=who.on):
        yield who


def a_body(path: str, kind: str = "school", **more: Any) -> Organisation:
    """The organisation at a path, with its parents."""
    found = Organisation.objects.filter(path=path).first()
    if found:
        return found
    parts = path.rstrip(".").split(".")
    parent = None
    if len(parts) > 1:
        above = ".".join(parts[:-1]) + "."
        parent = a_body(above, kind={1: "state", 2: "municipality"}.get(len(parts) - 1, "school"))
    body = Organisation(
        path=path, parent=parent, kind=kind, country=parts[0], name=more.pop("name", f"Body {path}"),
        sort_key=path, starts=date(2015, 1, 1), **more,
    )  # fmt: skip
    body.save()
    return body


def an_account(
    *roles: tuple[str, str], name: str = "", starts: date = date(2026, 9, 1), ends: date | None = None
) -> Account:
    """An account with memberships (role, path)."""
    n = next(_count)
    account = Account.objects.create(email=f"person{n}@demo.mugur.example", name=name or f"Person {n}")
    for role, path in roles:
        Membership(account=account, organisation=a_body(path), role=role, starts=starts, ends=ends).save()
    return account


def who(account: Account, *, on: date = DAY, aal: int = 2) -> Who:
    return who_is(account, on=on, aal=aal)


def a_learner(path: str = "lv.aiz.pv.", *, group: Group | None = None, **more: Any) -> Person:
    """A learner enrolled at the school of the path since September."""
    n = next(_count)
    fields = {
        "given_name": f"Given{n}",
        "family_name": f"Family{n}",
        "birth_date": date(2010, 3, 5),
        "language": "lv",
        **more,
    }
    person = Person(home_path=path, kind="learner", sort_key=f"{fields['family_name']} {n}".casefold(), **fields)
    person.save()
    school = a_body(path)
    Enrolment(
        person=person, school=school, org_path=path, grade="10", school_year="2026/27", starts=date(2026, 9, 1)
    ).save()
    if group is not None:
        GroupMembership(group=group, person=person, org_path=path, starts=date(2026, 9, 1)).save()
    return person


def a_group(path: str = "lv.aiz.pv.", title: str = "AV-2c", **more: Any) -> Group:
    group = Group(school=a_body(path), org_path=path, title=title, grade="2", school_year="2026/27", **more)
    group.save()
    return group


def a_class_teacher(group: Group, *, starts: date = date(2026, 9, 1), ends: date | None = None) -> Account:
    """A class teacher of the group, with the role at its school."""
    account = an_account(("class_teacher", group.org_path))
    Assignment(
        kind="class_teacher", account=account, group=group, org_path=group.org_path, starts=starts, ends=ends
    ).save()
    return account


def a_guardian_of(learner: Person, **more: Any) -> Person:
    from mugur.people.models import Guardianship

    n = next(_count)
    guardian = Person(home_path=learner.home_path, kind="guardian", given_name=f"Guardian{n}", family_name=learner.family_name,
                      sort_key=f"guardian {n}", language="lv", email=f"guardian{n}@demo.mugur.example")  # fmt: skip
    guardian.save()
    Guardianship(person=learner, guardian=guardian, org_path=learner.home_path, starts=date(2020, 1, 1), **more).save()
    return guardian


def sign_in(client: Any, account: Account) -> Any:
    """A signed-in browser with a fresh second factor."""
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session.save()
    return client
