"""Ids that are the same at every load: where a record would draw a random one, the load counts."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch
from uuid import UUID

from django.apps import apps
from django.db.models import UUIDField

from mugur_demo.generate.seeds import ident


def _counter(seed: int) -> Callable[[], UUID]:
    count = 0

    def following() -> UUID:
        nonlocal count
        count += 1
        return ident(seed, "drawn", str(count))

    return following


@contextmanager
def ids(seed: int) -> Iterator[None]:
    """Inside, records of one seed get the same ids whenever it is loaded; tokens and keys stay random."""
    following = _counter(seed)
    fields = [
        field for model in apps.get_models() for field in model._meta.concrete_fields
        if isinstance(field, UUIDField) and field.default is uuid.uuid4
    ]  # fmt: skip
    for field in fields:
        field.default = following
        field.__dict__.pop("_get_default", None)
    try:
        with patch("uuid.uuid4", following):
            yield
    finally:
        for field in fields:
            field.default = uuid.uuid4
            field.__dict__.pop("_get_default", None)
