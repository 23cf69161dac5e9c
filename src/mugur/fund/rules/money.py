"""Sums and rates: published amounts are rounded, so agreement has a tolerance and never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

CENT_PER_LINE = 1
RATE_TOLERANCE = Decimal("0.00005")  # 0.005 percentage points
SPACES = re.compile(r"[\s\u00a0\u202f']")
PLAIN = re.compile(r"-?\d+(\.\d{1,2})?")


class NotAnAmount(ValueError):
    """A cell that should hold an amount holds something else."""


def adds_up(parts_cents: Sequence[int], total_cents: int) -> bool:
    """True when the parts make the total within one cent for each part (rule M2)."""
    return abs(sum(parts_cents) - total_cents) <= CENT_PER_LINE * max(1, len(parts_cents))


def rate_agrees(part_cents: int, total_cents: int, rate: Decimal) -> bool:
    """True when a published rate (0–1) fits its amounts: 0.005 percentage points or one cent (rule M3)."""
    if total_cents == 0:
        return part_cents == 0
    nearly = abs(Decimal(part_cents) / total_cents - rate) <= RATE_TOLERANCE
    return nearly or abs(part_cents - rate * total_cents) <= 1


def decimal_sign(column: Iterable[str]) -> str:
    """The decimal sign a column of amounts uses: "." or ","; empty when its cells cannot tell (rule M1).

    Two signs in one cell settle it, for the last of them is the decimal sign; so does one sign that is
    not followed by exactly three digits, and a sign that repeats (then the other one is decimal).
    """
    said: set[str] = set()
    for cell in column:
        text = SPACES.sub("", cell)
        marks = [c for c in text if c in ".,"]
        if len(set(marks)) == 2:
            said.add(marks[-1])
        elif len(marks) > 1:
            said.add("," if marks[0] == "." else ".")
        elif marks and len(text.rpartition(marks[0])[2]) != 3:
            said.add(marks[0])
    if len(said) > 1:
        raise NotAnAmount("one column uses both decimal signs")
    return said.pop() if said else ""


def read_cents(cell: str, decimal: str = ".") -> int:
    """Whole cents of a written amount whose decimal sign is known; letters and third decimals are refused."""
    text = SPACES.sub("", cell)
    if decimal not in (".", ","):
        raise NotAnAmount(cell)
    other = "," if decimal == "." else "."
    if other in text.rpartition(decimal)[2] and decimal in text:
        raise NotAnAmount(cell)
    plain = text.replace(other, "").replace(decimal, ".")
    if not PLAIN.fullmatch(plain):
        raise NotAnAmount(cell)
    return int(Decimal(plain) * 100)


def read_rates(column: Sequence[Decimal]) -> tuple[list[Decimal], str]:
    """Rates of a column as shares 0–1 and how they were written: "share" or "percent" (rule M3).

    One value above one makes the whole column per cent; a value above a hundred is refused.
    """
    if any(value < 0 or value > 100 for value in column):
        raise NotAnAmount("a rate lies between 0 and 100")
    if any(value > 1 for value in column):
        return [value / 100 for value in column], "percent"
    return list(column), "share"


def largest_remainder(total_cents: int, weights: Sequence[int]) -> list[int]:
    """Whole cents split by weight so that they add up to the total; ties go to the first."""
    whole = sum(weights)
    shares = [divmod(total_cents * weight, whole) for weight in weights]
    left = total_cents - sum(cents for cents, _ in shares)
    order = sorted(range(len(weights)), key=lambda at: (-shares[at][1], at))
    extra = set(order[:left])
    return [cents + (at in extra) for at, (cents, _) in enumerate(shares)]
