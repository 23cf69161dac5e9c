"""The stage of the story: who is who, which day is which, and acting in somebody's name on a past day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any

from mugur.access import chain, links
from mugur.access.models import Account
from mugur.access.reach import scope
from mugur.access.who import Who
from mugur.organisations.models import Organisation
from mugur.organisations.queries import who_is
from mugur.people.models import Group, Person
from mugur_demo.generate import DEFAULT_DAY, World
from mugur_demo.generate.days import Calendar, calendar, monday

from .bodies import Places
from .persons import Register
from .reference import everywhere


@dataclass
class Stage:
    """Everything an act of the story needs; dates are written as those of the default day."""

    world: World
    places: Places
    register: Register
    measures: dict[str, int]

    @property
    def day(self) -> date:
        return self.world.day

    @cached_property
    def _usual(self) -> Calendar:
        return calendar(DEFAULT_DAY)

    def on(self, text: str) -> date:
        """The day of the story that is ``text`` when the demonstration stands on its default day.

        School days keep their distance in school weeks; others keep month and day in their school year.
        """
        wanted = date.fromisoformat(text)
        if self.day == DEFAULT_DAY:
            return wanted
        years = self.world.calendar.years[2] - self._usual.years[2]
        mondays = sorted({monday(one) for one in self._usual.all_days})
        if monday(wanted) not in mondays or wanted.weekday() > 4:
            return date(wanted.year + years, wanted.month, wanted.day)
        weeks = mondays.index(monday(wanted)) - mondays.index(monday(DEFAULT_DAY))
        shift = wanted.weekday() - DEFAULT_DAY.weekday() + self.day.weekday()
        return self.world.calendar.story(weeks, min(max(shift, 0), 4))

    def account(self, who: str | int) -> Account:
        """An account by persona key, or by its number."""
        return Account.objects.get(pk=who if isinstance(who, int) else self.places.account[who])

    @contextmanager
    def as_(self, who: str | int, on: date, at: str = "09:00") -> Iterator[Who]:
        """Acting as this account on that day: its own reach, one transaction, the story's time in the log."""
        actor = who_is(self.account(who), on=on, aal=2)
        with chain.at_moment(self.moment(on, at)), scope(actor.reach, on=on):
            yield actor

    @contextmanager
    def by_link(self, person: Person, purpose: str, *, subject: Any, on: date, recipient: Person, by: str | int,
                at: str = "17:42") -> Iterator[Who]:  # fmt: skip
        """Acting as the holder of a fresh link that ``by`` gave out."""
        with chain.at_moment(self.moment(on, "08:00")), everywhere(on):
            giver = who_is(self.account(by), on=on, aal=2)
            link, _token = links.issue(
                links.PURPOSES[purpose], person_id=person.pk, org_path=person.home_path, subject=subject, language="lv",
                by=giver, on=on, recipient_id=recipient.pk,
            )  # fmt: skip
        actor = Who(on=on, link=links.ticket(link))
        with chain.at_moment(self.moment(on, at)), scope(actor.reach, on=on):
            yield actor

    @staticmethod
    def moment(on: date, at: str) -> datetime:
        """A moment of the story; ``at`` is UTC."""
        return datetime.combine(on, time.fromisoformat(at), UTC)

    def learner(self, who: str | int) -> Person:
        """A learner by initials or position; to be asked inside a scope."""
        return Person.objects.get(pk=self.pk(who))

    def pk(self, who: str | int) -> int:
        """The person's key of a learner by initials or position."""
        return self.register.learner(self.world.named[who] if isinstance(who, str) else who)

    def position(self, who: str | int) -> int:
        return self.world.named[who] if isinstance(who, str) else who

    def guardian(self, who: str | int) -> Person:
        """The first guardian of a learner; to be asked inside a scope."""
        return Person.objects.get(pk=self.register.guardian_of[self.position(who)])

    def school(self, who: str | int) -> int:
        """Index of the learner's school of today."""
        return int(self.world.cohort.school[2, self.position(who)])

    def carer(self, who: str | int) -> int:
        """The account that cares for a learner: the class teacher, or else the coordinator of the school."""
        seat = int(self.world.cohort.seat[self.position(who)])
        staff = self.world.staff
        for n, post in enumerate(staff.role):
            if post == "class_teacher" and staff.seat[n] == seat and n in self.places.of_staff:
                return self.places.of_staff[n]
        return self.places.of_role[self.school(who), "school_coordinator"]

    def head(self, who: str | int) -> int:
        return self.places.of_role[self.school(who), "head"]

    def body(self, who: str | int) -> Organisation:
        """The learner's school; to be asked inside a scope."""
        return Organisation.objects.get(pk=self.places.school[self.school(who)])

    @cached_property
    def homework(self) -> int:
        """The homework group of the story: Tuesdays, teacher assistant O. P."""
        with everywhere(self.day):
            return int(Group.objects.get(kind="group", source_id="DEMO-GROUP-1").pk)
