"""Sign-in: invited accounts only, a second factor for staff, seeds encrypted at rest."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from mugur.access.crypt import seal, unseal


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """No public sign-up: accounts are invited by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds and recovery codes are sealed with a key outside the database."""

    def encrypt(self, text: str) -> str:
        kid, sealed = seal("vault_kek", text.encode(), bound_to="mfa")
        return f"{kid}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        kid, _, body = encrypted_text.partition(":")
        return unseal("vault_kek", kid, base64.b64decode(body), bound_to="mfa").decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Mugur"}
