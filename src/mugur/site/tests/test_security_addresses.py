"""No address of ours sends a visitor to another site; the sign-in pages of staff open."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.builders import a_body, an_account, the_world


@pytest.mark.django_db
def test_the_choice_of_a_language_never_leads_to_another_site(client: Any) -> None:
    answer = client.get("/", {"language": "lv"}, PATH_INFO="//elsewhere.example/")
    assert not answer["Location"].startswith("//")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["account_logout", "mfa_index", "account_email", "account_reset_password"])
def test_pages_of_the_sign_in_library_open_for_a_class_teacher(client: Any, name: str) -> None:
    with the_world():
        a_body("lv.aiz.pv.")
        account = an_account(("class_teacher", "lv.aiz.pv."))
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse(name)).status_code in (200, 302)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/l/wrong-token/", "/link/", "/invite/wrong/"])
def test_pages_of_a_token_are_kept_by_nobody(client: Any, path: str) -> None:
    answer = client.get(path)
    assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]
