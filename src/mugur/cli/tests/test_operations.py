"""``mugur operations``: what the command lists."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from mugur.cli import operations as command

pytestmark = pytest.mark.django_db


def test_rows_are_empty_until_the_records_are_brought_in(settings: Any) -> None:
    settings.MUGUR_DAY = "2026-11-24"
    assert command._rows(load=False, demonstration=False) == []
    rows = command._rows(load=True, demonstration=False)
    assert [row["key"] for row in rows][:2] == ["8.3.4.0/16/I/001", "317702"]
    assert {row["state"] for row in rows} == {"ended", "running", "undated", "follow_up"}
    assert command._rows(load=True, demonstration=True) != rows


def test_help_says_that_loading_twice_is_harmless() -> None:
    shown = CliRunner().invoke(command.operations, ["--help"])
    assert shown.exit_code == 0 and "Loading twice changes nothing" in shown.output
