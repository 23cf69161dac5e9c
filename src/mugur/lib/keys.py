"""The secret keys of one installation, each in a file of its own.

A file under ``MUGUR_HOME/keys`` (or ``MUGUR_KEYS``) holds one key a line, the
newest first: its short name (kid), a space, 32 random bytes in base64. Older
lines still open what they once closed and close nothing new. The files are
readable by their owner alone and are never part of a backup.
"""

import base64
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

LENGTH = 32  # bytes: AES-256 and HMAC-SHA-256
PRODUCTION = "production"


class KeysMissing(Exception):
    """Keys that this installation needs are not there, and making them silently would be wrong."""

    def __init__(self, names: list[str], folder: Path) -> None:
        self.names, self.folder = names, folder
        super().__init__(f"Keys are missing in {folder}: {', '.join(names)}. Make them with: mugur keys create")


@dataclass(frozen=True)
class Key:
    """One key: its short name and its bytes. Never printed."""

    kid: str
    value: bytes

    def __repr__(self) -> str:
        return f"Key({self.kid!r}, …)"


@dataclass(frozen=True)
class KeyRing:
    """All keys for one use, newest first; the first closes, each may open."""

    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        """The key that closes new things."""
        return self.keys[0]

    @property
    def kid(self) -> str:
        """Short name of the current key."""
        return self.current.kid

    @property
    def value(self) -> bytes:
        """The 32 bytes of the current key."""
        return self.current.value

    @property
    def text(self) -> str:
        """The current key as text, for settings that want a string."""
        return _encode(self.value)

    @property
    def older_texts(self) -> list[str]:
        """The earlier keys as text, newest first."""
        return [_encode(key.value) for key in self.keys[1:]]

    def find(self, kid: str) -> Key:
        """The key of this short name; KeyError when the ring does not have it."""
        for key in self.keys:
            if key.kid == kid:
                return key
        raise KeyError(kid)


@dataclass(frozen=True)
class Keys:
    """Every key of an installation, by its one use."""

    secret_key: KeyRing
    vault_kek: KeyRing
    files_kek: KeyRing
    audit_hmac: KeyRing
    blind_index: KeyRing
    pseudonym: KeyRing
    link_pepper: KeyRing


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Keys))


def keys_dir(home: Path) -> Path:
    """Folder of the keys: ``MUGUR_KEYS``, else ``keys`` in the home."""
    return Path(os.environ.get("MUGUR_KEYS") or home / "keys")


def missing(home: Path) -> list[str]:
    """Names of the keys that are not there yet."""
    return [name for name in NAMES if not (keys_dir(home) / name).is_file()]


def create(home: Path) -> list[str]:
    """Make the keys that are not there; the names of those made."""
    made = missing(home)
    for name in made:
        write_private(keys_dir(home) / name, _line())
    return made


def rotate(home: Path, name: str) -> str:
    """Put a fresh key before the others of this use; its short name."""
    if name not in NAMES:
        raise KeyError(name)
    path = keys_dir(home) / name
    line = _line()
    write_private(path, line + path.read_text(encoding="ascii"))
    return line.split()[0]


def load(home: Path) -> Keys:
    """Read the keys; KeysMissing when one is not there, ValueError when a file is damaged."""
    if absent := missing(home):
        raise KeysMissing(absent, keys_dir(home))
    return Keys(**{name: KeyRing(tuple(_read(keys_dir(home) / name))) for name in NAMES})


def load_or_create(home: Path) -> Keys:
    """Read the keys and make missing ones, except in production, where a missing key is an error."""
    if os.environ.get("MUGUR_MODE") != PRODUCTION:
        create(home)
    return load(home)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _line() -> str:
    return f"{secrets.token_hex(4)} {_encode(secrets.token_bytes(LENGTH))}\n"


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _read(path: Path) -> Iterator[Key]:
    for line in path.read_text(encoding="ascii").splitlines():
        kid, _, text = line.partition(" ")
        value = base64.b64decode(text, validate=True)
        if len(value) != LENGTH:
            raise ValueError(f"The key {kid} in {path} is not {LENGTH} bytes long")
        yield Key(kid, value)
