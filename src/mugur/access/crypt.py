"""Encryption of vault values and files: AES-256-GCM with the row's identity as associated data."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


def _key(name: str) -> tuple[str, bytes]:
    ring = getattr(settings.MUGUR_KEYS, name)
    return ring.kid, ring.value


def seal(key: str, plain: bytes, *, bound_to: str) -> tuple[str, bytes]:
    """Encrypts; ``bound_to`` names row and field, so that a moved ciphertext does not open."""
    kid, secret = _key(key)
    nonce = os.urandom(NONCE)
    return kid, nonce + AESGCM(secret).encrypt(nonce, plain, bound_to.encode())


def unseal(key: str, kid: str, sealed: bytes, *, bound_to: str) -> bytes:
    """Decrypts with the key named by ``kid``; raises InvalidTag when moved or changed."""
    secret = getattr(settings.MUGUR_KEYS, key).find(kid).value
    return AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())


def mac(key: str, *parts: bytes) -> bytes:
    """HMAC-SHA-256 over the parts under the current key of this purpose."""
    _, secret = _key(key)
    return hmac.new(secret, b"\x1f".join(parts), hashlib.sha256).digest()


def blind(scheme: str, value: str) -> bytes:
    """The blind index of an identifier: exact match in the vault only, never exported."""
    normal = "".join(ch for ch in value.upper() if ch.isalnum())
    return mac("blind_index", scheme.encode(), normal.encode())[:16]
