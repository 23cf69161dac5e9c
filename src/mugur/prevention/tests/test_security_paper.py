"""A script in a PDF is found however its objects are packed, or the file is not taken."""

from __future__ import annotations

import zlib

import pytest

from mugur.prevention.rules import paper

SCRIPT = b"1 0 << /S /JavaScript /JS (app.alert(1)) >>"
FLATE = zlib.compress(SCRIPT)


def packed(body: bytes, filters: bytes, line: bytes = b"\n") -> bytes:
    return (
        b"%PDF-1.7\n5 0 obj\n<< /Type /Obj#53tm /N 1 /First 4 "
        + filters
        + b" >>\nstream"
        + line
        + body
        + b"\nendstream\nendobj\n%%EOF"
    )


@pytest.mark.parametrize(
    "data",
    [
        packed(FLATE, b"/Filter /FlateDecode"),
        packed(FLATE, b"/Filter /FlateDecode", b"\r"),
        packed(SCRIPT.hex().encode() + b">", b"/Filter /ASCIIHexDecode"),
        packed(zlib.compress(FLATE), b"/Filter [/FlateDecode /FlateDecode]"),
        packed(FLATE.hex().encode() + b">", b"/Filter [/ASCIIHexDecode /FlateDecode]"),
        packed(SCRIPT.hex().encode() + b">", b"/Filter 7 0 R"),
        packed(FLATE, b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>"),
        packed(b"\x00" + FLATE, b"/Filter /FlateDecode"),
    ],
)
def test_objects_packed_twice_or_unreadably_are_refused(data: bytes) -> None:
    with pytest.raises(paper.NotTaken, match="acts"):
        paper.check("a.pdf", data)


def test_objects_packed_as_every_printer_does_are_taken() -> None:
    data = packed(zlib.compress(b"1 0 << /Type /Page >>"), b"/Filter /FlateDecode")
    assert paper.check("a.pdf", data).media_type == paper.PDF
