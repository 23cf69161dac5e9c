"""The card: each reader sees what the right gives, why, and that the reading is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import a_guardian_of, a_learner, an_account, sign_in, the_world

from mugur.access.models import Account, ReadEntry
from mugur.people.models import Person

from .deliver_world import DAY, SCHOOL
from .test_path_page import Story, a_story

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def story(settings: Any) -> Story:
    settings.MUGUR_DAY = DAY.isoformat()
    with the_world():
        made = a_story()
        guardian = a_guardian_of(made.person)
        guardian.phone = "+371 00 000 011"
        guardian.save()
        return made


def _card(client: Client, account: Account, person: Person) -> str:
    answer = sign_in(client, account).get(reverse("prevention:learner", args=[person.uuid]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_class_teacher_sees_who_why_and_the_path(client: Client, story: Story) -> None:
    body = _card(client, story.teacher, story.person)
    assert "You are the class teacher of AV-2c since" in body
    assert "+371 00 000 011" in body and "average mark, 5.3 the term before" in body
    assert reverse("prevention:path", args=[story.person.uuid]) in body
    assert f"<title>{story.person.full_name}" not in body
    with the_world():
        assert ReadEntry.objects.filter(person_id=story.person.pk, account_id=story.teacher.pk).exists()


def test_the_municipality_sees_the_card_without_facts_and_guardians(client: Client, story: Story) -> None:
    with the_world():
        account = an_account(("municipality_coordinator", "lv.aiz."))
    body = _card(client, account, story.person)
    assert "attendance since" not in body and "+371" not in body
    assert "Guardians are known to the school." in body
    assert reverse("prevention:path", args=[story.person.uuid]) not in body


def test_protected_data_hide_contact_from_school_and_school_from_others(client: Client, story: Story) -> None:
    with the_world():
        story.person.protected = True
        story.person.save()
        account = an_account(("municipality_coordinator", "lv.aiz."))
    body = _card(client, story.teacher, story.person)
    assert "protected data" in body and "+371" not in body
    assert "Body lv.aiz.pv." not in _card(client, account, story.person)


def test_restricted_notes_are_a_sentence_and_nothing_more(
    client: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mugur.people.vault.notes_kept", lambda person: 1)
    assert "One note is kept by the school psychologist. You can ask, not read it." in _card(
        client, story.teacher, story.person
    )


@pytest.mark.parametrize("role", ["assistant", "national_manager", "data_protection_officer"])
def test_others_find_no_card(client: Client, story: Story, role: str) -> None:
    with the_world():
        account = an_account((role, "lv."))
    url = reverse("prevention:learner", args=[story.person.uuid])
    assert sign_in(client, account).get(url).status_code == 404


def test_another_class_is_another_world(client: Client, story: Story) -> None:
    with the_world():
        other = a_learner(SCHOOL)
    assert sign_in(client, story.teacher).get(reverse("prevention:learner", args=[other.uuid])).status_code == 404


def test_the_card_asks_few_questions(client: Client, story: Story, django_assert_max_num_queries: Any) -> None:
    _card(client, story.teacher, story.person)
    with django_assert_max_num_queries(30):
        client.get(reverse("prevention:learner", args=[story.person.uuid]))
