"""Which encoding a file has. Unicode is proved; the three Windows code pages are weighed by the letters they give."""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 20
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ASCII = bytes(range(128))

# Letters beyond ASCII of the languages we expect, with the code page in which their old files are written.
_LETTERS = {
    "lv": ("cp1257", "āčēģīķļņšūž"),
    "lt": ("cp1257", "ąčęėįšųūž"),
    "et": ("cp1257", "äöõüšž"),
    "ro": ("cp1250", "ăâîşţ"),
    "hu": ("cp1250", "áéíóöőúüű"),
    "pl": ("cp1250", "ąćęłńóśźż"),
    "cs": ("cp1250", "áčďéěíňóřšťúůýžäľĺôŕ"),
    "sv": ("cp1252", "åäöé"),
    "de": ("cp1252", "äöüß"),
    "fr": ("cp1252", "àâæçèéêëîïôœùûü"),
    "es": ("cp1252", "áéíñóúü"),
    "nordic": ("cp1252", "æøåðþáéíóúýö"),
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """The codec to read with, and whether another one gives other letters just as well, so that a person must look."""

    name: str
    sure: bool = True


def detect(source: BinaryIO) -> Encoding | None:
    """Look at the whole stream and name its encoding; None when it holds NUL and so is not text at all."""
    start = source.read(CHUNK)
    for mark, name in BOMS:
        if start.startswith(mark):
            return Encoding(name)
    wide = _wide(start[:4096])
    if wide:
        return Encoding(wide)
    decoder = codecs.getincrementaldecoder("utf-8")()
    high: Counter[int] = Counter()
    is_utf8 = True
    while start:
        if b"\0" in start:
            return None
        high.update(start.translate(None, _ASCII))
        is_utf8 = is_utf8 and _decodes(decoder, start)
        start = source.read(CHUNK)
    if is_utf8 and _decodes(decoder, b"", final=True):
        return Encoding("utf-8")
    return _by_letters(high)


def _decodes(decoder: codecs.IncrementalDecoder, data: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: nearly every second byte of a table is NUL, on the same side."""
    half = len(start) // 2
    if half < 4:
        return ""
    if start[1::2].count(0) > 0.6 * half and start[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if start[0::2].count(0) > 0.6 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _by_letters(high: Counter[int]) -> Encoding:
    scores = {language: _score(high, page, letters) for language, (page, letters) in _LETTERS.items()}
    best = max(scores, key=lambda language: scores[language])
    page = _LETTERS[best][0]
    rivals = {other for language, (other, _) in _LETTERS.items() if scores[language] == scores[best]} - {page}
    return Encoding(page, all(_same(high, page, rival) for rival in rivals))


def _score(high: Counter[int], page: str, letters: str) -> float:
    known = letters + letters.upper() + "–—„”“’‘§°€«»"
    total = sum(high.values()) or 1
    return sum(count for byte, count in high.items() if _char(byte, page) in known) / total


def _same(high: Counter[int], one: str, other: str) -> bool:
    return all(_char(byte, one) == _char(byte, other) for byte in high)


def _char(byte: int, page: str) -> str:
    return bytes([byte]).decode(page, errors="replace")
