"""Every way in leads through the second factor; an invitation is used once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse
from tests.builders import a_body, an_account, the_world

from mugur.access.models import Account
from mugur.site.signin import invitation

pytestmark = pytest.mark.django_db
GOOD = "a walk along the Daugava 7"


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def invited() -> Account:
    with the_world():
        a_body("lv.aiz.pv.")
        account = an_account(("head", "lv.aiz.pv."))
    account.set_unusable_password()
    account.save()
    return account


def with_factor(client: Any) -> tuple[Account, str]:
    account = invited()
    client.post(invitation(account), {"new_password1": GOOD, "new_password2": GOOD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'value="([A-Z2-7]{16,})"', page)
    assert secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret[1])})
    return account, secret[1]


@pytest.mark.django_db(transaction=True)
def test_an_invitation_sets_password_and_factor_in_one_sitting(client: Any) -> None:
    account, secret = with_factor(client)
    stored = Authenticator.objects.get(user=account, type="totp")
    assert secret not in str(stored.data)
    assert client.get(reverse("prevention:work")).status_code == 200


def test_an_invitation_is_used_once_and_a_bad_one_is_nowhere(client: Any) -> None:
    account = invited()
    url = invitation(account)
    assert client.post(url, {"new_password1": "short", "new_password2": "short"}).status_code == 422
    assert client.post(url, {"new_password1": GOOD, "new_password2": GOOD}).status_code == 302
    assert client.get(url).status_code == 404
    assert client.get(url[:-2] + "x/").status_code == 404


def test_a_stolen_password_without_factor_opens_no_page_and_enrols_none(client: Any) -> None:
    account = invited()
    account.set_password(GOOD)
    account.save()
    client.post(reverse("account_login"), {"login": account.email, "password": GOOD})
    assert client.get(reverse("prevention:work"))["Location"] == reverse("factor")
    assert client.get(reverse("mfa_activate_totp"))["Location"] == reverse("factor")
    assert "invitation" in client.get(reverse("factor")).content.decode()


def test_signing_in_asks_for_the_code_and_changes_the_session_key(client: Any) -> None:
    account, secret = with_factor(client)
    client.post(reverse("account_logout"))
    client.get("/")
    answer = client.post(reverse("account_login"), {"login": account.email, "password": GOOD})
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("prevention:work")).status_code == 302
    before = client.session.session_key
    cache.clear()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.session.session_key != before
    assert client.get(reverse("prevention:work")).status_code == 200


def test_a_wrong_password_and_an_unknown_account_answer_alike(client: Any) -> None:
    account = invited()
    account.set_password(GOOD)
    account.save()
    known = client.post(reverse("account_login"), {"login": account.email, "password": "wrong wrong wrong"})
    unknown = client.post(
        reverse("account_login"), {"login": "nobody@demo.mugur.example", "password": "wrong wrong wrong"}
    )
    strip = re.compile(r'value="[^"]*"|csrf[^>]*')
    assert known.status_code == unknown.status_code
    assert strip.sub("", known.content.decode()) == strip.sub("", unknown.content.decode())


def test_after_five_wrong_passwords_the_account_waits(client: Any) -> None:
    account = invited()
    account.set_password(GOOD)
    account.save()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": account.email, "password": "wrong wrong wrong"})
    client.post(reverse("account_login"), {"login": account.email, "password": GOOD}, HTTP_X_FORWARDED_FOR="9.9.9.9")
    assert "_auth_user_id" not in client.session


def test_there_is_no_public_sign_up(client: Any) -> None:
    answer = client.post(reverse("account_signup"), {"email": "x@x.example", "password1": GOOD, "password2": GOOD})
    assert not Account.objects.filter(email="x@x.example").exists()
    assert answer.status_code in (200, 302)
