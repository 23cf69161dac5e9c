"""Named random streams and ids: the same seed gives the same world, whatever else is added."""

from uuid import UUID, uuid5
from zlib import crc32

import numpy as np

SEED = 20261124
_NAMESPACE = UUID("6f6d7567-7572-5d65-8d6f-000020261124")


def stream(seed: int, *names: str) -> np.random.Generator:
    """Give the random stream of one named step, so that a new step changes no other."""
    key = crc32("/".join(names).encode())
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(key,))))


def ident(seed: int, kind: str, natural_key: str) -> UUID:
    """Give the UUIDv5 of one thing from the seed, its kind and its natural key."""
    return uuid5(_NAMESPACE, f"{seed}/{kind}/{natural_key}")
