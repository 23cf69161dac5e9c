"""How often somebody may ask: counters in the shared cache, refused in words."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from mugur.lib.errors import TooMany

from .clock import seconds


def limit(what: str, who: str, *, count: int, per: int) -> None:
    """Raises :class:`TooMany` at the ``count + 1``-th call of ``who`` within ``per`` seconds."""
    window = int(seconds()) // per
    key = "limit:" + hashlib.sha256(f"{what}|{who}|{window}".encode()).hexdigest()[:40]
    if cache.get(key) is None:  # asked first: adding what is there is an error in the database's log
        cache.add(key, 0, timeout=per + 5)
    if cache.incr(key) > count:
        raise TooMany("access.too_many", seconds=per - int(seconds()) % per)


def count_of(what: str, who: str, *, per: int) -> int:
    """How often so far in this window; for limits that only wrong answers use up."""
    window = int(seconds()) // per
    return int(cache.get("limit:" + hashlib.sha256(f"{what}|{who}|{window}".encode()).hexdigest()[:40], 0))
