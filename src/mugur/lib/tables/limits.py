"""How much of somebody's file we are willing to read; every limit is checked while reading, never only declared."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, counts in pieces. ``ratio`` is unpacked to packed size, looked at above one megabyte."""

    upload: int = 100 * MEGABYTE
    members: int = 50
    unpacked: int = 500 * MEGABYTE
    ratio: int = 100
    rows: int = 500_000
    columns: int = 100
    cell: int = 4_000
    workbook: int = 200 * MEGABYTE
    shared_texts: int = 60 * MEGABYTE

    @property
    def line(self) -> int:
        """The longest line that can be a row at all, in characters."""
        return self.columns * (self.cell + 3)


ROSTER = Limits()
FACTS = Limits(upload=2048 * MEGABYTE, unpacked=4096 * MEGABYTE, rows=25_000_000)


class LimitBroken(Exception):
    """A file that is larger than allowed; readers turn it into a finding and stop reading that file."""

    def __init__(self, rule: str, **facts: int | str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.facts = facts
