"""The standing pages: they answer everybody, and privacy tells every line of the register."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from mugur.access.keep import lines
from mugur.site import privacy

pytestmark = pytest.mark.django_db
ADDRESSES = ("/privacy/", "/accessibility/", "/source/", "/demonstration/", "/contact/")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["en", "lv", "ro", "hu", "sv"])
def test_standing_pages_answer_everybody(client: Client, address: str, language: str) -> None:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert client.post(address).status_code == 405


def test_privacy_names_every_record_that_holds_something_personal() -> None:
    with translation.override("en"):
        told = [record for room in privacy.rooms() for line in room.lines for record in line.records]
    assert len(told) == len([line for line in lines() if line.personal])


def test_every_reason_and_every_record_has_words() -> None:
    personal = [line for line in lines() if line.personal]
    assert {line.reason for line in personal} | {line.source for line in personal} <= set(privacy.SENTENCES)
    assert {line.model.lower() for line in personal} <= set(privacy.RECORDS)


def test_the_operator_is_named_where_the_settings_name_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert b"has not entered a name yet" in client.get("/contact/").content
    monkeypatch.setenv("MUGUR_OPERATOR", "County of Somewhere")
    monkeypatch.setenv("MUGUR_CONTACT", "help@operator.example")
    page = client.get("/contact/").content.decode()
    assert "County of Somewhere" in page and "mailto:help@operator.example" in page
