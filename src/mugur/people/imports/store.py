"""Files that were sent: sealed on disk under a random name, opened for one reading, deleted when their import ends.

Answers hold corrected cells, so they are sealed too and go with the file.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from mugur.access.crypt import seal, unseal
from mugur.lib.errors import RuleBroken
from mugur.people.models import ImportBatch

from .roster import Answers

PIECE = 4 * 1024 * 1024
KEY = "files_kek"


def _folder() -> Path:
    folder = Path(settings.FILES) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def plain_name(name: str) -> str:
    """The file's name without anything that a file system or a page could take wrongly."""
    bare = re.sub(r"[^\w.\- ]", "_", os.path.basename(name.replace("\\", "/"))).strip(". ")
    return bare[-120:] or "file"


def keep(pieces: Iterable[bytes]) -> str:
    """Seals a file piece by piece; returns the random name under which it lies."""
    name = secrets.token_hex(16)
    place = _folder() / name
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for number, piece in enumerate(_pieces(pieces)):
            kid, sealed = seal(KEY, piece, bound_to=f"import|{name}|{number}")
            head = json.dumps([kid, len(sealed)]).encode()
            out.write(len(head).to_bytes(4, "big") + head + sealed)
    return name


def _pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    yield bytes(waiting)


def _opened(name: str) -> Iterator[bytes]:
    with (_folder() / name).open("rb") as source:
        number = 0
        while head := source.read(4):
            kid, length = json.loads(source.read(int.from_bytes(head, "big")))
            yield unseal(KEY, kid, source.read(length), bound_to=f"import|{name}|{number}")
            number += 1


@contextmanager
def opened(batch: ImportBatch) -> Iterator[Path]:
    """The file in the clear, for as long as it is read, in a folder that only this process's user can enter."""
    if not batch.stored or not (_folder() / batch.stored).is_file():
        raise RuleBroken("people.import_file_gone")
    with tempfile.TemporaryDirectory(dir=_folder(), prefix="reading-") as folder:
        place = Path(folder) / plain_name(batch.file_name)
        with place.open("wb") as out:
            for piece in _opened(batch.stored):
                out.write(piece)
        yield place


def forget(name: str) -> None:
    """Deletes a file; one that is gone already is no error."""
    if re.fullmatch(r"[0-9a-f]{32}", name):
        (_folder() / name).unlink(missing_ok=True)


def seal_answers(batch: ImportBatch, answers: Answers) -> dict[str, Any]:
    """Answers as they are kept with the batch."""
    said = {
        "corrections": [[*place, value] for place, value in answers.corrections.items()],
        "accepted": sorted(answers.accepted), "confirmed": sorted(answers.confirmed),
        "encoding": answers.encoding, "delimiter": answers.delimiter,
    }  # fmt: skip
    kid, sealed = seal(KEY, json.dumps(said).encode(), bound_to=f"answers|{batch.uuid}")
    return {"kid": kid, "sealed": base64.b64encode(sealed).decode()}


def answers_of(batch: ImportBatch) -> Answers:
    """What has been answered about this file so far."""
    if not batch.decisions:
        return Answers()
    sealed = base64.b64decode(batch.decisions["sealed"])
    said = json.loads(unseal(KEY, batch.decisions["kid"], sealed, bound_to=f"answers|{batch.uuid}"))
    return Answers(
        corrections={(file, row, column): value for file, row, column, value in said["corrections"]},
        accepted=frozenset((file, row, rule) for file, row, rule in said["accepted"]),
        confirmed=frozenset(said["confirmed"]), encoding=said["encoding"], delimiter=said["delimiter"],
    )  # fmt: skip
