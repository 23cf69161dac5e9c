"""Seconds, medians, and a quiet database before each measurement."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, TypeVar

T = TypeVar("T")


def took(act: Callable[[], T]) -> tuple[float, T]:
    """Seconds that something takes, and what it gives."""
    began = time.perf_counter()
    made = act()
    return time.perf_counter() - began, made


def percentile(seconds: Sequence[float], share: float) -> float:
    """The smallest measured time within which this share of the answers came."""
    return sorted(seconds)[max(math.ceil(share * len(seconds)) - 1, 0)]


def paired(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the ratios turn by turn: what else the machine does in a turn weighs on both sides alike."""
    return median(a / b for a, b in zip(above, below, strict=True))


def summary(seconds: Sequence[float], rows: int) -> dict[str, Any]:
    """Median, lowest and highest in seconds, and the rate of the median in rows per second."""
    middle = median(seconds)
    return {
        "seconds": round(middle, 4), "lowest": round(min(seconds), 4), "highest": round(max(seconds), 4),
        "rounds": len(seconds), "rows": rows, "rows_per_second": round(rows / middle),
    }  # fmt: skip
