"""Migrations run as the owner only; vault models are read through the vault's login only."""

from __future__ import annotations

from typing import Any


class Router:
    """Django's database router."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "vault" if getattr(model, "in_vault", False) else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
