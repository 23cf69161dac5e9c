"""Django's view of the database: one alias per login."""

import os
from pathlib import Path
from typing import Any

from psycopg import Connection

from mugur.lib.logins import ROLES, login

POOLS: dict[str, dict[str, Any]] = {
    "default": {"min_size": 1, "max_size": 10, "timeout": 10},
    "wide": {"min_size": 0, "max_size": 4, "timeout": 10},
    "vault": {"min_size": 0, "max_size": 4, "timeout": 10},
}


def databases(home: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for the home: ``default`` (the app's login), owner, wide, vault, backup, erase.

    Reads only; nothing is started or created. ``MUGUR_POOL=0`` turns pooling off;
    with ``MUGUR_LOGIN=worker`` the process signs in as the worker by default.
    """
    aliases = {alias: _entry(home, alias) for alias in ROLES}
    if os.environ.get("MUGUR_LOGIN") == "worker":
        aliases["default"] = aliases["worker"]
    return aliases


def forget(connection: "Connection[Any]") -> None:
    """Wipe what a request left in its session before the pool lends the connection again."""
    connection.autocommit = True
    connection.execute("DISCARD ALL")


def _entry(home: Path, alias: str) -> dict[str, Any]:
    at = login(home, alias)
    # Start-up options survive DISCARD ALL, a later SET does not.
    options: dict[str, Any] = {**dict(at.options), "server_side_binding": True, "options": "-c timezone=UTC"}
    if alias in POOLS and os.environ.get("MUGUR_POOL") != "0":
        options["pool"] = {**POOLS[alias], "reset": forget}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.name,
        "USER": at.user,
        "PASSWORD": at.password,
        "HOST": at.host,
        "PORT": str(at.port),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
