"""One fingerprint of a whole world: two runs must give the same."""

from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from mugur_demo.generate.world import World


def digest(world: World) -> str:
    """Give the SHA-256 over every column of a world, oracle included."""
    found = sha256()
    _feed(found, world)
    return found.hexdigest()


def _feed(found: Any, value: object) -> None:
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value)
        found.update(f"{array.dtype}{array.shape}".encode())
        found.update(array.view(np.uint8).data if array.dtype.kind != "U" else "\n".join(array.ravel()).encode())
    elif is_dataclass(value):
        for one in fields(value):
            found.update(one.name.encode())
            _feed(found, getattr(value, one.name))
    elif isinstance(value, dict):
        for key, item in value.items():
            found.update(str(key).encode())
            _feed(found, item)
    elif isinstance(value, (list, tuple)):
        if value and not isinstance(value[0], (np.ndarray, dict, list, tuple)) and not is_dataclass(value[0]):
            found.update("\n".join(map(str, value)).encode())
        else:
            for item in value:
                _feed(found, item)
    else:
        found.update(str(value).encode())
