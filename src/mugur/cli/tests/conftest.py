"""Homes of their own for tests that start servers: one that everybody can enter, one closed to others."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mugur.cli.postgres import stop_server


@pytest.fixture
def home() -> Iterator[Path]:
    """A fresh home in a place that every user can reach, gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="mugur-test-"))
    place.chmod(0o755)
    yield place / "home"
    _clear(place)


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A fresh home below a folder that only we can enter."""
    place = Path(tempfile.mkdtemp(prefix="mugur-test-"))
    place.chmod(0o700)
    yield place / "home"
    _clear(place)


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """What a command sees: this home, development, none of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUGUR_", "DJANGO_", "PYTEST_"))}
    kept.pop("DATABASE_URL", None)
    return {**kept, "MUGUR_HOME": str(home), "MUGUR_MODE": "development"}


def _clear(place: Path) -> None:
    stop_server(place / "home")
    shutil.rmtree(place)
