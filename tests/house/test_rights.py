"""Laws of rights: every page, every change, every right, and what a stranger gets."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import mugur
from mugur.access.action import ACTIONS
from mugur.access.rights import RIGHTS, AnyMember, Public
from mugur.access.who import Who
from mugur.organisations.roles import ROLES
from tests.builders import DAY, an_account, sign_in, the_world
from tests.samples import SAMPLES

ROOT = Path(__file__).resolve().parents[2]

#: Views that are no pages of ours: the sign-in library answers for itself.
FOREIGN = ("allauth.",)


def patterns(resolver: Any = None, prefix: str = "", names: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Any]]:
    """(route, name, view) of every address."""
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            spaces = (*names, entry.namespace) if entry.namespace else names
            yield from patterns(entry, route, spaces)
        elif isinstance(entry, URLPattern):
            yield route, ":".join([*names, entry.name or ""]), entry.callback


OURS = [(route, name, view) for route, name, view in patterns() if not view.__module__.startswith(FOREIGN)]


def all_modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(mugur.__path__, "mugur."):
        parts = module.name.split(".")
        if "migrations" not in parts and "tests" not in parts and parts[1] not in ("cli", "testing"):
            yield importlib.import_module(module.name)


def test_every_page_names_a_right_or_why_it_is_public() -> None:
    naked = [route for route, _, view in OURS if not getattr(view, "right", None) and not getattr(view, "public", "")]
    assert naked == []


def test_a_page_with_an_id_fetches_its_thing_through_the_right() -> None:
    loose = [
        route
        for route, _, view in OURS
        if "<uuid:" in route and not getattr(view, "public", "") and not getattr(view, "thing", None)
    ]
    assert loose == []


def test_every_page_takes_named_methods_only() -> None:
    loose = []
    for route, _, view in OURS:
        source = inspect.unwrap(view)
        closure = inspect.getsource(source)
        if "require_" not in closure:
            loose.append(route)
    assert loose == []


def test_every_change_names_a_right_and_an_event() -> None:
    naked = []
    for module in all_modules():
        if ".actions" not in module.__name__:
            continue
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or name.startswith("_") or function.__module__ != module.__name__:
                continue
            parameters = inspect.signature(inspect.unwrap(function)).parameters
            if (
                parameters.get("by")
                and parameters["by"].default is inspect.Parameter.empty
                and not hasattr(function, "event")
            ):
                source = inspect.getsource(function)
                if "batch(" not in source and "actions." not in source and ".require(" not in source:
                    naked.append(f"{module.__name__}.{name}")
    assert naked == []
    assert len(ACTIONS) >= 10


def test_an_event_has_the_stem_of_its_room() -> None:
    wrong = [event for event, (_, verb) in ACTIONS.items() if event.split(".")[0] != verb.__module__.split(".")[1]]
    assert wrong == []
    assert all(len(event.split(".")) == 3 for event in ACTIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_every_right_has_someone_who_may_and_someone_who_may_not(name: str) -> None:
    right = RIGHTS[name]
    assert right.grants and right.meaning
    nobody = Who(on=DAY)
    if any(isinstance(grant, Public) for grant in right.grants):
        return
    assert not right.held(nobody)
    assert right.reachable(nobody).query.is_empty() or not right.reachable(nobody).exists()


def test_the_printed_table_of_rights_is_the_table_in_the_code() -> None:
    from mugur.cli.docs import rights_table

    assert (ROOT / "docs/reference/rights.md").read_text() == rights_table()


@pytest.mark.django_db
class TestStrangers:
    """A stranger of every role gets 404 on every page of a thing, with the body of a thing that does not exist."""

    THINGS = [(route, name, view) for route, name, view in OURS if getattr(view, "thing", None)]

    def body(self, response: Any) -> str:
        """The body but for what every answer has of its own: the asked address and the form's token."""
        return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}", "·", response.content.decode())

    def test_every_thing_has_a_sample(self) -> None:
        missing = {view.right.model for _, _, view in self.THINGS} - set(SAMPLES)
        assert missing == set()

    @pytest.mark.parametrize("role", sorted(ROLES))
    def test_an_absent_thing_and_an_unreachable_thing_answer_alike(self, role: str, client: Any) -> None:
        with the_world():
            stranger = an_account((role, "lv.zzz.zs."))
            things = {model: build() for model, build in SAMPLES.items()}
        sign_in(client, stranger)
        wrong = []
        for _route, name, view in self.THINGS:
            thing = things[view.right.model]
            if any(isinstance(grant, Public | AnyMember) for grant in view.right.grants):
                continue
            there = self.ask(client, name, view, thing.uuid)
            absent = self.ask(client, name, view, uuid.uuid4())
            if there is None or absent is None:
                continue
            if there.status_code not in (404, 405) or there.status_code != absent.status_code:
                wrong.append((name, role, there.status_code, absent.status_code))
            elif self.body(there) != self.body(absent):
                wrong.append((name, role, "bodies differ"))
        assert wrong == []

    @staticmethod
    def ask(client: Any, name: str, view: Any, value: uuid.UUID) -> Any:
        try:
            url = reverse(name, kwargs={view.thing: value})
        except Exception:
            return None
        answer = client.get(url)
        return client.post(url) if answer.status_code == 405 else answer
