"""Sort keys that every database orders alike: small letters without their marks, then the name as written."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST = 240


@lru_cache(maxsize=50_000)
def bare(text: str) -> str:
    """Small letters with their marks taken off: ``Ābola`` gives ``abola``; ``ł`` and ``ø`` stay."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def sort_key(family: str, given: str) -> str:
    """Family name, given name, and both as written, so that equal ones without marks keep one order."""
    if family.isascii() and given.isascii():
        return f"{family.lower()} {given.lower()}"[:LONGEST]
    return f"{bare(family)} {bare(given)} {family} {given}"[:LONGEST]
