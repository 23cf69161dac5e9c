"""Where the database is and under which names Mugur signs in to it.

Several logins, so that a part of the platform can do only what it is for:

* ``owner``  owns the tables; used by migrations alone.
* ``app``    every request; sees what row-level security shows it.
* ``worker`` jobs and commands: as app, with more time, and the staging tables.
* ``worker`` jobs and imports: as the app, with longer time and the staging tables;
* ``wide``   national reads on listed tables.
* ``vault``  the vault's own tables.
* ``backup`` reads everything, writes nothing.
* ``erase``  deletes what has reached the end of its term.

The embedded server is reached by a Unix socket only. Passwords are made at
random per home and kept beside the keys, readable by their owner alone.
"""

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from mugur.lib.keys import keys_dir, write_private

ROLES: Mapping[str, str] = {
    "default": "mugur_app",
    "worker": "mugur_worker",
    "owner": "mugur_owner",
    "wide": "mugur_wide",
    "vault": "mugur_vault",
    "backup": "mugur_backup",
    "erase": "mugur_erase",
}
ALL_ROLES: tuple[str, ...] = tuple(ROLES.values())
ADMIN = "postgres"
DEFAULT_NAME = "mugur"
SOCKET_PORT = 5432
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes, macOS 103
PASSWORDS_FILE = "database.json"


@dataclass(frozen=True)
class Login:
    """One way into one database: everything a client needs to connect."""

    host: str
    port: int
    name: str
    user: str
    password: str
    options: tuple[tuple[str, str], ...] = ()

    def to(self, name: str) -> "Login":
        """The same login, to another database of the same server."""
        return replace(self, name=name)

    def conninfo(self) -> dict[str, str | int]:
        """Keyword arguments for ``psycopg.connect``."""
        named: dict[str, str | int] = {
            "host": self.host,
            "port": self.port,
            "dbname": self.name,
            "user": self.user,
            "password": self.password,
        }
        return {**{key: value for key, value in named.items() if value}, **dict(self.options)}


def home() -> Path:
    """The folder of all that this installation keeps: ``MUGUR_HOME``, else ``./var``."""
    return Path(os.environ.get("MUGUR_HOME") or "var").absolute()


def database_name() -> str:
    """Name of the database: ``MUGUR_DATABASE``, else the one in ``DATABASE_URL``, else ``mugur``."""
    if name := os.environ.get("MUGUR_DATABASE"):
        return name
    url = os.environ.get("DATABASE_URL")
    return (parse_url(url).name if url else "") or DEFAULT_NAME


def socket_dir(at: Path) -> Path:
    """Folder of the embedded server's socket; a short one under the temporary folder when the home lies too deep."""
    near = at / "postgres" / "socket"
    if len(os.fsencode(near / f".s.PGSQL.{SOCKET_PORT}.lock")) <= LONGEST_SOCKET_PATH:
        return near
    mark = hashlib.sha256(os.fsencode(at)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"mugur-{mark}"


def parse_url(url: str) -> Login:
    """Read ``postgresql://user:password@host:port/name?sslmode=…``; ValueError when it is no such address."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("A database address begins with postgresql://")
    options = dict(parse_qsl(parts.query))
    return Login(
        host=unquote(options.pop("host", "") or parts.hostname or ""),
        port=int(options.pop("port", 0) or parts.port or 5432),
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=tuple(options.items()),
    )


def passwords(at: Path) -> dict[str, str]:
    """The generated passwords by role; empty before the database was set up."""
    try:
        text = (keys_dir(at) / PASSWORDS_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return {str(role): str(password) for role, password in json.loads(text).items()}


def make_passwords(at: Path) -> dict[str, str]:
    """The passwords by role, made and kept now where one is missing."""
    known = passwords(at)
    missing = [role for role in (ADMIN, *ALL_ROLES) if role not in known]
    if missing:
        known |= {role: secrets.token_urlsafe(24) for role in missing}
        write_private(keys_dir(at) / PASSWORDS_FILE, json.dumps(known, indent=1) + "\n")
    return known


def login(at: Path, alias: str) -> Login:
    """The login behind a Django alias.

    ``MUGUR_APP_URL``, ``MUGUR_OWNER_URL``, ``MUGUR_WIDE_URL`` … override the generated ones.
    """
    role = ROLES[alias]
    own = os.environ.get(f"MUGUR_{role.removeprefix('mugur_').upper()}_URL")
    if own:
        given = parse_url(own)
        return given.to(os.environ.get("MUGUR_DATABASE") or given.name or DEFAULT_NAME)
    return replace(admin_login(at), name=database_name(), user=role, password=passwords(at).get(role, ""))


def admin_login(at: Path) -> Login:
    """The login that creates databases and roles: ``DATABASE_URL``, else the embedded server's superuser."""
    if url := os.environ.get("DATABASE_URL"):
        given = parse_url(url)
        return given.to(given.name or DEFAULT_NAME)
    return Login(str(socket_dir(at)), SOCKET_PORT, "postgres", ADMIN, passwords(at).get(ADMIN, ""))
