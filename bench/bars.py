"""The bars, and whether they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LEAST_OF_COPY, LEAST_OF_PEER, MOST_OF_AGGREGATE, MOST_MS = 0.4, 20.0, 3.0, 150.0
#: "About linear": ten times the data may take thirteen times as long.
MOST_GROWTH = 13.0
BARRED_PAGES = ("learners of a school", "learner card", "my work", "my class")
Found = dict[str, Any]


@dataclass(frozen=True)
class Bar:
    """One promise: a figure, its bar, and which way is good."""

    what: str
    size: str
    value: float | None
    bar: float
    at_least: bool
    unit: str

    @property
    def met(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def line(self) -> str:
        sign = "≥" if self.at_least else "≤"
        value = "not there" if self.value is None else f"{self.value:g} {self.unit}"
        held = "met   " if self.met else "MISSED"
        return f"{held}  ×{self.size:<7} {value:>12}  (bar {sign} {self.bar:g} {self.unit})  {self.what}"


def bars(sizes: dict[str, Found]) -> list[Bar]:
    """Every bar: ratios at every size, pages at the largest, growth between neighbours."""
    made: list[Bar] = []
    for name, found in sizes.items():
        facts, run = found["facts"], found["run"]
        made += [
            Bar("import of attendance, rate against a bare COPY", name, facts["ratio_to_copy"],
                LEAST_OF_COPY, True, "x"),
            Bar("import of attendance, rate against django-import-export", name, facts["ratio_to_import_export"],
                LEAST_OF_PEER, True, "x"),
            Bar("national indicator run, time against one bare aggregate", name, run["ratio"],
                MOST_OF_AGGREGATE, False, "x"),
        ]  # fmt: skip
    if sizes:
        name, found = list(sizes.items())[-1]
        for page in BARRED_PAGES:
            shown = found["pages"].get(page, {})
            made.append(Bar(f"page “{page}”, 95 of 100 answers", name, shown.get("p95_ms"), MOST_MS, False, "ms"))
    return made + list(_growth_bars(sizes))


def growth(sizes: dict[str, Found]) -> list[Found]:
    """How many times as long each measure takes from one size to the next."""
    names, found = list(sizes), []
    for small, large in zip(names, names[1:], strict=False):
        one: Found = {"from": small, "to": large, "data": round(float(large) / float(small), 2)}
        for what, path in _TIMES.items():
            one[what] = round(_at(sizes[large], path) / _at(sizes[small], path), 2)
        for page, shown in sizes[large]["pages"].items():
            before = sizes[small]["pages"].get(page, {}).get("median_ms")
            if before and shown.get("median_ms"):
                one[f"page “{page}”"] = round(shown["median_ms"] / before, 2)
        found.append(one)
    return found


_TIMES = {
    "import": ("facts", "import", "seconds"), "COPY": ("facts", "copy", "seconds"),
    "indicator run": ("run", "run", "seconds"), "aggregate": ("run", "aggregate", "seconds"),
}  # fmt: skip


def _at(found: Found, path: tuple[str, ...]) -> float:
    value: Any = found
    for name in path:
        value = value[name]
    return float(value)


def _growth_bars(sizes: dict[str, Found]) -> Iterator[Bar]:
    for one in growth(sizes):
        limit = round(one["data"] / 10 * MOST_GROWTH, 2)
        for what in ("import", "indicator run"):
            told = f"growth of the {what} from ×{one['from']}, data ×{one['data']:g}"
            yield Bar(told, one["to"], one[what], limit, False, "x")


def last_line(made: list[Bar], skipped: list[str]) -> str:
    """The one line that says it all."""
    missed = [f"{bar.what} at ×{bar.size}" for bar in made if not bar.met]
    told = [f"missed: {'; '.join(missed)}"] if missed else []
    return "; ".join([f"bench: {len(made) - len(missed)} of {len(made)} bars met", *told, *skipped])
