"""Takes back a load that failed: the tables are as empty as after their migrations."""

from __future__ import annotations

from django.apps import apps
from django.db import connections, transaction

#: What migrations themselves have put there.
KEPT = ("django_migrations", "django_content_type", "auth_permission")


def empty() -> None:
    """Empties every table of the house, as its owner, in one transaction."""
    connections.close_all()
    tables = [
        f'"{model._meta.db_table}"' for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.db_table not in KEPT
    ]  # fmt: skip
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"truncate {', '.join(tables)} restart identity cascade")
    connections["owner"].close()
