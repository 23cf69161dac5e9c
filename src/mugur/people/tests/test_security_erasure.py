"""Whoever erases at one place does not erase a guardian who is needed at another."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import DAY, a_guardian_of, a_learner, an_account, the_world, who

from mugur.access.reach import scope
from mugur.people import erasure
from mugur.people.models import Enrolment, Guardianship, Person


@pytest.mark.django_db(transaction=True, databases=["default", "vault", "erase", "wide"])
def test_a_guardian_of_a_learner_out_of_the_erasers_reach_stays() -> None:
    with the_world():
        learner = a_learner()
        guardian = a_guardian_of(learner)
        other = a_learner("lv.elsewhere.school.")
        Guardianship(person=other, guardian=guardian, org_path=other.home_path, starts=date(2020, 1, 1)).save()
        enrolment = Enrolment.objects.get(person=learner)
        enrolment.starts, enrolment.ends = date(2014, 9, 1), date(2018, 6, 1)
        enrolment.save()
        officer = an_account(("data_protection_officer", learner.home_path))
    by = who(officer)
    with scope(by.reach, on=DAY):
        erasure.erase(learner, by=by, on=DAY)
    assert Person.objects.using("erase").get(pk=guardian.pk).given_name == guardian.given_name
