"""What may stand in one cell: composed letters, no control, direction-changing or invisible characters."""

from __future__ import annotations

import re
import unicodedata

# Tab and line feed are ordinary in exported texts; everything else here can hide or turn around what a person reads.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
LOST = "\ufffd"


def composed(text: str) -> str:
    """Return the text in Unicode's composed form, so that equal names compare equal."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def hides(text: str) -> bool:
    """Whether the text holds a character that is not meant to be seen."""
    return _HIDDEN.search(text) is not None


def visible(text: str) -> str:
    """Return the text without characters that are not meant to be seen."""
    return _HIDDEN.sub("", text)
