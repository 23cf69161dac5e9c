"""Measure 3: pages through the whole middleware on the app's login, with row-level security, as staff sees them."""

from __future__ import annotations

import re
from contextlib import ExitStack
from statistics import median
from typing import Any

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mugur.access.models import Account
from mugur.cli import shop
from mugur.web import clock

from .sizes import CLASS, DAY, SCHOOL, Size
from .timing import percentile, took
from .world import admin

LOOKS, WARM = 20, 3
DATA = re.compile(r"^\s*(select|insert|update|delete|with)\b", re.IGNORECASE)
#: What is opened, by whom (see ``world.PEOPLE``), at which address.
PAGES = (
    ("learners of a school", 1, "/learners/"),
    ("learner card", 1, "/learners/{uuid}/"),
    ("my work", 1, "/work/"),
    ("my class", 2, "/class/"),
    ("learners of a municipality", 3, "/learners/"),
)


def measure(size: Size) -> dict[str, Any]:
    """Every page: median and 95 of 100 in milliseconds, and how many statements it sends."""
    shop.stock()
    clock.stand_on(lambda: DAY)
    uuid = _a_learner(size)
    return {name: _page(account, address.format(uuid=uuid)) for name, account, address in PAGES}


def _a_learner(size: Size) -> str:
    """A learner of the coordinator's school about whom something was noticed, else its first."""
    first = (size.schools // 2 if size.schools > 1 else 0) * SCHOOL + 1
    with admin() as connection:
        ((uuid,),) = connection.execute(
            "select uuid from people_person p where id between %s and %s"
            " order by exists (select from prevention_signal s where s.person_id = p.id) desc, id limit 1",
            [first, min(first + max(SCHOOL, CLASS) - 1, size.learners)],
        )
    return str(uuid)


def _signed_in(account: int) -> Client:
    """A browser with a fresh second factor."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Account.objects.get(pk=account), "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session.save()
    return client


def _page(account: int, address: str) -> dict[str, Any]:
    client = _signed_in(account)
    first, response = took(lambda: client.get(address))
    shown: dict[str, Any] = {"address": re.sub(r"[0-9a-f-]{36}", "<uuid>", address), "status": response.status_code}
    if response.status_code != 200:
        return shown
    for _ in range(WARM):
        client.get(address)
    times = [took(lambda: client.get(address))[0] * 1000 for _ in range(LOOKS)]
    shown |= {
        "median_ms": round(median(times), 1), "p95_ms": round(percentile(times, 0.95), 1),
        "first_ms": round(first * 1000, 1), "looks": LOOKS, "bytes": len(response.content),
    }  # fmt: skip
    return shown | _statements(client, address)


def _statements(client: Client, address: str) -> dict[str, Any]:
    """Statements of one more look, counted apart from the times; the slowest in milliseconds."""
    with ExitStack() as stack:
        seen = [stack.enter_context(CaptureQueriesContext(connections[name])) for name in ("default", "wide", "vault")]
        client.get(address)
    sent = [query for one in seen for query in one.captured_queries if DATA.match(query["sql"])]
    slowest = max(sent, key=lambda query: float(query["time"]), default={"time": "0", "sql": ""})
    return {"statements": len(sent), "slowest_ms": float(slowest["time"]) * 1000, "slowest_sql": slowest["sql"][:2000]}
