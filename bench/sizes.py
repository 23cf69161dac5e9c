"""How large a bench is: learners, rows, schools, rounds, and the disk it needs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench"
#: The day on which everything is judged. The twenty school days before it carry lessons.
DAY = date(2026, 11, 24)
HOLIDAY = date(2026, 11, 18)
DAYS = 20
SCHOOL = 500  # learners of a school
CLASS = 25  # learners of a class
TOWN = 10  # schools of a municipality
GIGABYTES = 0.2  # of disk for each size step: tables twice, staging, files, write-ahead log


@dataclass(frozen=True)
class Size:
    """A multiple of 10,000 learners with 20 days of attendance each."""

    times: float

    @property
    def name(self) -> str:
        return f"{self.times:g}"

    @property
    def learners(self) -> int:
        return max(round(10_000 * self.times), CLASS)

    @property
    def rows(self) -> int:
        return self.learners * DAYS

    @property
    def schools(self) -> int:
        return -(-self.learners // SCHOOL)

    @property
    def towns(self) -> int:
        return -(-self.schools // TOWN)

    @property
    def rounds(self) -> int:
        """How often each side of a comparison is measured, one after the other in turns."""
        return 5 if self.times <= 1 else 3 if self.times <= 10 else 2

    @property
    def peer_rounds(self) -> int:
        """The same for the peer, whose rate does not depend on the size."""
        return 2 if self.times <= 10 else 1

    @property
    def gigabytes(self) -> float:
        return 2 + GIGABYTES * self.times

    @property
    def database(self) -> str:
        return "bench_" + self.name.replace(".", "_")

    def file(self, what: str) -> Path:
        """A file of rows: ``attendance`` as schools send it, ``table`` as the table holds it."""
        return here() / f"{what}_{self.name}.csv"


def here() -> Path:
    """The bench's home."""
    return Path(os.environ.get("MUGUR_HOME") or HOME)


def school_days() -> list[date]:
    """The last twenty days with lessons of complete weeks, the oldest first."""
    found: list[date] = []
    day = DAY - timedelta(days=DAY.weekday() + 3)
    while len(found) < DAYS:
        if day.weekday() < 5 and day != HOLIDAY:
            found.append(day)
        day -= timedelta(days=1)
    return found[::-1]
