"""A demonstration never meets real persons: what must hold before it starts, and before anybody enters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1", "testserver")


@dataclass(frozen=True)
class Start:
    """What is known when a process with the demonstration in it starts."""

    mode: str
    home_for: str
    hosts: tuple[str, ...]
    marked: str = "demo"
    real_persons: bool = False
    real_accounts: bool = False


def is_demo_host(host: str) -> bool:
    """Whether a host may carry a demonstration: this machine, or a name that says so, as ``demo.example.org``."""
    return host in LOCAL or any("demo" in label.split("-") for label in host.strip(".").split("."))


def wrong(start: Start) -> list[str]:
    """Every reason why this is no place for a demonstration, as sentences."""
    found = []
    if start.mode != "demo":
        found.append("The demonstration runs in mode demo only.")
    if start.home_for not in ("", "demo"):
        found.append(f"This home and its keys are for {start.home_for}.")
    strange = [host for host in start.hosts if not is_demo_host(host)]
    if strange or not start.hosts:
        found.append(f"Not hosts of a demonstration: {', '.join(strange) or 'none named'}.")
    if start.marked not in ("", "demo"):
        found.append(f"This database is marked as {start.marked}.")
    if start.real_persons:
        found.append("This database holds a person who is not invented.")
    if start.real_accounts:
        found.append("This database holds an account that is not invented.")
    return found


def _home_for() -> str:
    mark = Path(settings.HOME) / "mode"
    return mark.read_text(encoding="ascii").strip() if mark.exists() else ""


def refuse_wrong_settings() -> None:
    """Raises ImproperlyConfigured unless this process is one of a demonstration."""
    if settings.MUGUR_MODE == "test":
        return
    found = wrong(Start(settings.MUGUR_MODE, _home_for(), tuple(settings.ALLOWED_HOSTS)))
    if found:
        raise ImproperlyConfigured(" ".join(found))


def of_database() -> Start:
    """What the database says about itself."""
    with connections["wide"].cursor() as cursor:
        cursor.execute(
            "select coalesce((select mode from access_installation), ''),"
            " exists (select from people_person where not synthetic),"
            " exists (select from access_account where not synthetic)"
        )
        marked, persons, accounts = cursor.fetchone()
    return Start("demo", "demo", ("localhost",), marked, persons, accounts)


def refuse_wrong_database() -> None:
    """Raises ImproperlyConfigured when the database is not a demonstration's alone."""
    found = wrong(of_database())
    if found:
        raise ImproperlyConfigured(" ".join(found))
