"""The files inside what was sent: one file, a folder, or a ZIP whose members are read in place and never unpacked.

Names of members are only compared, never used as paths, so a name such as ``../x`` can reach nothing.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from mugur.lib.findings import Finding, Findings
from mugur.lib.tables.limits import MEGABYTE, LimitBroken, Limits

NESTED = (".zip", ".xlsx", ".xlsm", ".ods", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst")
NESTED_MAGIC = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
CLUTTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """One readable file: its bare name, its size in bytes, and a way to open it (again and again) from the start."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    @property
    def stem(self) -> str:
        """The name without its ending, in small letters: ``Users.CSV`` gives ``users``."""
        return self.name.rsplit(".", 1)[0].lower()

    @property
    def ending(self) -> str:
        """The ending in small letters, with its dot."""
        return os.path.splitext(self.name)[1].lower()


class Readable(Protocol):
    """What can be read from and closed."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""

    def close(self) -> None:
        """Give back what is held."""


class Counted(io.RawIOBase):
    """A stream that counts what really comes out and stops beyond the limit, whatever the archive declared."""

    def __init__(self, source: Readable, limit: int) -> None:
        self._source, self._limit, self._seen = source, limit, 0

    def readable(self) -> bool:
        """Tell the reading layers above that this stream can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer; raises LimitBroken once more than the limit has come out."""
        data = self._source.read(len(buffer))
        self._seen += len(data)
        if self._seen > self._limit:
            raise LimitBroken("table.file.too_large_unpacked", limit_mb=self._limit // MEGABYTE)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the stream beneath as well."""
        self._source.close()
        super().close()


def _refuse(findings: Findings, file: str, rule: str, value: str = "", **facts: object) -> None:
    findings.add(Finding(file, 0, "", "", value, rule, "error", "", facts))


def members(path: str | os.PathLike[str], findings: Findings, limits: Limits) -> list[Member]:
    """List the readable files of an upload; everything refused becomes a finding, and nothing is raised."""
    place = Path(path)
    try:
        if place.is_symlink():
            _refuse(findings, place.name, "table.file.is_link")
            return []
        if place.is_dir():
            return _of_folder(place, findings, limits)
        size = place.stat().st_size
        if size > limits.upload:
            _refuse(findings, place.name, "table.file.too_large", limit_mb=limits.upload // MEGABYTE)
            return []
        if size == 0:
            _refuse(findings, place.name, "table.file.empty")
            return []
        return _of_file(place, size, findings, limits)
    except OSError:
        _refuse(findings, place.name, "table.file.unreadable")
        return []


def _of_file(place: Path, size: int, findings: Findings, limits: Limits) -> list[Member]:
    with place.open("rb") as start:
        magic = start.read(8)
    if place.suffix.lower() != ".xlsx" and magic.startswith(b"PK"):
        inner = _of_zip(place, findings, limits)
        if inner is not None:
            return inner
    return [Member(place.name, size, lambda: place.open("rb"))]


def _of_folder(place: Path, findings: Findings, limits: Limits) -> list[Member]:
    found: list[Member] = []
    total = 0
    for entry in sorted(place.iterdir()):
        if entry.is_symlink():
            _refuse(findings, entry.name, "table.file.is_link")
        elif entry.is_file() and not CLUTTER.search(entry.name):
            size = entry.stat().st_size
            total += size
            if size:
                found.append(Member(entry.name, size, lambda entry=entry: entry.open("rb")))  # type: ignore[misc]
            else:
                _refuse(findings, entry.name, "table.file.empty")
    if len(found) > limits.members:
        _refuse(findings, place.name, "table.archive.too_many_members", limit=limits.members)
        return []
    if total > limits.unpacked:
        _refuse(findings, place.name, "table.file.too_large_unpacked", limit_mb=limits.unpacked // MEGABYTE)
        return []
    return found


def _of_zip(place: Path, findings: Findings, limits: Limits) -> list[Member] | None:
    try:
        with zipfile.ZipFile(place) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not CLUTTER.search(info.filename)]
            if any(info.filename == "xl/workbook.xml" for info in infos):
                return None
            if not _archive_fits(place, infos, findings, limits):
                return []
            good = [info for info in infos if _member_is_plain(archive, info, findings)]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError, EOFError):
        _refuse(findings, place.name, "table.archive.broken")
        return []
    return _without_twins([_zip_member(place, info, limits) for info in good], findings)


def _archive_fits(place: Path, infos: list[zipfile.ZipInfo], findings: Findings, limits: Limits) -> bool:
    unpacked, packed = sum(info.file_size for info in infos), max(1, sum(info.compress_size for info in infos))
    if len(infos) > limits.members:
        _refuse(findings, place.name, "table.archive.too_many_members", limit=limits.members)
    elif unpacked > limits.unpacked:
        _refuse(findings, place.name, "table.file.too_large_unpacked", limit_mb=limits.unpacked // MEGABYTE)
    elif unpacked > MEGABYTE and unpacked / packed > limits.ratio:
        _refuse(findings, place.name, "table.archive.ratio", limit=limits.ratio)
    else:
        return True
    return False


def _member_is_plain(archive: zipfile.ZipFile, info: zipfile.ZipInfo, findings: Findings) -> bool:
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    bare = parts[-1]
    if ".." in parts or "\\" in name or name.startswith("/") or ":" in name or "\0" in name or DEVICES.match(bare):
        _refuse(findings, bare or name[-80:], "table.archive.bad_name", name[:200])
    elif stat.S_ISLNK(info.external_attr >> 16):
        _refuse(findings, bare, "table.file.is_link")
    elif info.flag_bits & 1:
        _refuse(findings, bare, "table.archive.locked")
    elif bare.lower().endswith(NESTED) or _starts_nested(archive, info):
        _refuse(findings, bare, "table.archive.nested")
    elif info.file_size == 0:
        _refuse(findings, bare, "table.file.empty")
    else:
        return True
    return False


def _starts_nested(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    with archive.open(info) as start:
        return start.read(8).startswith(NESTED_MAGIC)


def _zip_member(place: Path, info: zipfile.ZipInfo, limits: Limits) -> Member:
    def opened() -> BinaryIO:
        archive = zipfile.ZipFile(place)
        inner = archive.open(info)
        counted = Counted(_ClosesBoth(inner, archive), limits.unpacked)
        return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, counted)))

    return Member(info.filename.rsplit("/", 1)[-1], info.file_size, opened)


class _ClosesBoth:
    """The member's stream; closing it closes its archive too."""

    def __init__(self, inner: Readable, archive: zipfile.ZipFile) -> None:
        self._inner, self._archive = inner, archive

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size)

    def close(self) -> None:
        self._inner.close()
        self._archive.close()


def _without_twins(found: list[Member], findings: Findings) -> list[Member]:
    kept: dict[str, Member] = {}
    for member in found:
        if member.name.lower() in kept:
            _refuse(findings, member.name, "table.archive.same_name_twice")
        else:
            kept[member.name.lower()] = member
    return list(kept.values())
