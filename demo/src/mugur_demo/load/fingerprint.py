"""One mark for each table, the same at every load of one seed and day."""

from __future__ import annotations

from django.apps import apps
from django.db import connections

#: What is drawn at random on purpose, counts in the order of set-wise inserts, or tells of such values.
LEFT_OUT = (
    "id", "signal_id", "reopened_from_id", "assessment_id", "sealed", "kid", "blind", "hash", "previous", "head",
    "token_hash", "stored", "decisions", "milliseconds", "changed_at", "actor", "thing_uuid", "data",
)  # fmt: skip
#: Sessions, queues and what Django keeps for itself.
OTHERS = ("django_", "auth_", "account_", "mfa_", "procrastinate_", "web_")


def marks() -> dict[str, tuple[int, str]]:
    """Rows and MD5 of every table of the house, in no order of rows."""
    found: dict[str, tuple[int, str]] = {}
    with connections["backup"].cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if table.startswith(OTHERS) or model._meta.proxy or getattr(model, "in_vault", False):
                continue
            cursor.execute(
                "select count(*), coalesce(md5(string_agg(md5(row), '' order by md5(row))), '') from"
                f' (select (to_jsonb(t) - %s::text[])::text as row from "{table}" t) r', [list(LEFT_OUT)],
            )  # fmt: skip
            found[table] = cursor.fetchone()
    return found
