"""Uploaded papers: which files are taken, and how they are made inert.

A paper is a PDF, a JPEG or a PNG. Its kind is read from its own bytes, never from its name; pictures
lose everything but the picture (place, camera, hidden archives); a PDF that could act is refused.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_UNPACKED = 40 * 1024 * 1024

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}


class NotTaken(ValueError):
    """The file is not taken; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Paper:
    """A checked file: its kind and the bytes that are kept."""

    media_type: str
    data: bytes


def check(name: str, data: bytes) -> Paper:
    """The paper that is kept of an upload; raises :class:`NotTaken`."""
    if len(data) > MAX_BYTES:
        raise NotTaken("too_big")
    kind = _kind(data)
    if not name.lower().endswith(ENDINGS[kind]):
        raise NotTaken("name")
    return Paper(kind, {PDF: _pdf, JPEG: _jpeg, PNG: _png}[kind](data))


def _kind(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    raise NotTaken("kind")


ACTS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia|SubmitForm|ImportData|Encrypt|XFA)\b")
HEXED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")


def _pdf(data: bytes) -> bytes:
    end = data.rstrip(b"\r\n \t\x00")
    if not end.endswith(b"%%EOF"):
        raise NotTaken("broken")
    _refuse_acts(data)
    unpacked = 0
    for start in STREAM.finditer(data):
        part = zlib.decompressobj()
        objects = _holds_objects(data, start.start())
        try:
            text = part.decompress(data[start.end() :], MAX_UNPACKED - unpacked)
        except zlib.error:
            if objects and b"/Filter" in objects:
                raise NotTaken("acts") from None
            continue
        unpacked += len(text)
        if part.unconsumed_tail:
            raise NotTaken("too_big")
        _refuse_acts(text)
    return data


def _holds_objects(data: bytes, at: int) -> bytes:
    """The dictionary of a stream that holds objects; packed in a way that is not read here, it is refused."""
    found = _plain(data[max(0, data.rfind(b"obj", 0, at)) : at])
    if b"/ObjStm" not in found:
        return b""
    if b"/Filter" in found and (found.count(b"Decode"), found.count(b"/FlateDecode")) != (1, 1):
        raise NotTaken("acts")
    return found


def _plain(text: bytes) -> bytes:
    """Names in a PDF may be written with #xx; both spellings count."""
    return HEXED.sub(lambda m: bytes([int(m[1], 16)]), text)


def _refuse_acts(text: bytes) -> None:
    if ACTS.search(_plain(text)):
        raise NotTaken("acts")


def _jpeg(data: bytes) -> bytes:
    kept, at, drawn = bytearray(b"\xff\xd8"), 2, False
    while True:
        if data[at : at + 2] == b"\xff\xd9" and drawn:
            return bytes(kept + b"\xff\xd9")
        if at + 4 > len(data) or data[at] != 0xFF:
            raise NotTaken("broken")
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        segment = data[at : at + 2 + length]
        if length < 2 or len(segment) != 2 + length:
            raise NotTaken("broken")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", segment[5:9]) if len(segment) >= 9 else (0, 0)
            _picture_fits(width, height)
        if marker not in TOLD:
            kept += segment
        at += 2 + length
        if marker == 0xDA:
            drawn, (kept, at) = True, _jpeg_scan(data, kept, at)


#: Segments that tell about the picture instead of drawing it; Adobe's colour mark (EE) is needed.
TOLD = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _jpeg_scan(data: bytes, kept: bytearray, at: int) -> tuple[bytearray, int]:
    """Copies the coded picture up to the next marker."""
    found = NEXT_MARKER.search(data, at)
    if found is None:
        raise NotTaken("broken")
    return kept + data[at : found.start()], found.start()


KEPT_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"IDAT", b"IEND")


def _png(data: bytes) -> bytes:
    kept, at = bytearray(data[:8]), 8
    while True:
        if at + 12 > len(data):
            raise NotTaken("broken")
        length, name = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at : at + 12 + length]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise NotTaken("broken")
        if at == 8:
            if name != b"IHDR" or length != 13:
                raise NotTaken("broken")
            _picture_fits(*struct.unpack(">II", chunk[8:16]))
        if name in KEPT_CHUNKS:
            kept += chunk
        at += 12 + length
        if name == b"IEND":
            return bytes(kept)


def _picture_fits(width: int, height: int) -> None:
    if not width or not height:
        raise NotTaken("broken")
    if width * height > MAX_PIXELS:
        raise NotTaken("too_big")
