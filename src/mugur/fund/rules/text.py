"""Folding words for search, so that „Campia” finds „Câmpia”."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss"})


def folded(text: str) -> str:
    """The text in small letters without marks."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(LETTERS)


def search_text(parts: Iterable[str]) -> str:
    """What a record can be found by, each part once."""
    return "\n".join(dict.fromkeys(folded(part) for part in parts if part))
