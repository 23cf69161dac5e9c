"""Findings: what was noticed in somebody's file, with the place, the rule and, where there is one, a proposal.

A finding is data, not text: ``rule`` is a stable code and the room that owns the rule keeps its words. So the same
finding can be stored once and read in five languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from types import MappingProxyType
from typing import Any, Literal

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
STORED_PER_RULE = 5_000

# Eleven- to thirteen-digit codes and the dashed or plussed forms of Latvia and Sweden, wherever they stand in a text.
_CODE = re.compile(r"(?<!\d)(?:\d{6}\s?[-+]\s?\d{4,5}|\d{8}\s?[-+]?\s?\d{4}|\d{10,13}|\d{8}[Tt][Ff]\d{2})(?!\d)")


def masked(text: str) -> str:
    """Return the text with every run that looks like a personal identity code reduced to its last two characters."""
    return _CODE.sub(lambda found: hidden(found.group()), text)


def hidden(code: str) -> str:
    """Return only the last two characters of an identifier, so that a person can tell rows apart and nothing more."""
    return "•" * 6 + code.strip()[-2:] if len(code.strip()) > 4 else "•" * 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed at one place of one file.

    ``row`` is the line of the file as an editor or a spreadsheet counts it (first line = 1); 0 means the whole file.
    ``column`` is the heading as the file writes it, ``field`` our own name. ``value`` is what stands there; personal
    identity codes in it are masked when the finding is made, so no store and no page ever holds them. ``fix`` is the
    value we propose, empty when there is no proposal. Levels: an *error* keeps its row out until it is corrected, a
    *warning* keeps its row out until a person has answered, a *note* keeps nothing out.
    """

    file: str
    row: int
    column: str
    field: str
    value: str
    rule: str
    level: Level = "error"
    fix: str = ""
    facts: Mapping[str, Any] = made(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", masked(self.value)[:200])
        facts = {key: masked(value) if isinstance(value, str) else value for key, value in self.facts.items()}
        object.__setattr__(self, "facts", MappingProxyType(facts))

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What makes a finding the same finding when a file is read twice."""
        return (self.file, self.row, self.column, self.rule)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for storage as JSON; ``Finding.from_dict`` takes it back."""
        names = ("file", "row", "column", "field", "value", "rule", "level", "fix")
        return {**{name: getattr(self, name) for name in names}, "facts": dict(self.facts)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """Rebuild a finding from ``as_dict``."""
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule that one answer can settle together.

    ``together`` is the answer they share (a proposed value, or a word such as ``day`` for "day first"); empty when
    each needs its own. ``count`` counts all, also those beyond ``STORED_PER_RULE``, which are not in ``findings``.
    """

    rule: str
    level: Level
    together: str
    findings: tuple[Finding, ...]
    count: int

    @property
    def fixable(self) -> bool:
        """Whether every finding of the group carries a proposal, so that one button can accept them all."""
        return bool(self.findings) and all(finding.fix for finding in self.findings)

    @property
    def facts(self) -> dict[str, Any]:
        """Facts for the texts of the group: those of the first finding, with the count and the common answer."""
        return {
            **self.findings[0].facts,
            "fix": self.findings[0].fix,
            "count": self.count,
            "file": self.findings[0].file,
            "column": self.findings[0].column,
            "value": self.findings[0].value,
        }


class Findings:
    """A growing collection; the same finding twice is kept once, and a flood of one rule is counted but not stored."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._all: dict[tuple[str, int, str, str], Finding] = {}
        self._per_rule: Counter[tuple[Level, str]] = Counter()
        self._rows: dict[Level, set[tuple[str, int]]] = {level: set() for level in LEVELS}
        self._omitted: set[tuple[str, int, str, str]] = set()
        self.extend(findings)

    def __len__(self) -> int:
        return sum(self._per_rule.values())

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._all.values(), key=lambda f: (LEVELS.index(f.level), f.file, f.row, f.column, f.rule)))

    def add(self, finding: Finding) -> None:
        """Keep a finding, unless the very same one is there already."""
        if finding.key in self._all or finding.key in self._omitted:
            return
        group = (finding.level, finding.rule)
        self._per_rule[group] += 1
        self._rows[finding.level].add((finding.file, finding.row))
        if self._per_rule[group] <= STORED_PER_RULE:
            self._all[finding.key] = finding
        else:
            self._omitted.add(finding.key)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Keep several findings."""
        for finding in findings:
            self.add(finding)

    def of(self, level: Level) -> list[Finding]:
        """Return the stored findings of one level, in the order of the files."""
        return [finding for finding in self if finding.level == level]

    @property
    def errors(self) -> list[Finding]:
        """Findings that keep their row out until it is corrected."""
        return self.of("error")

    @property
    def warnings(self) -> list[Finding]:
        """Findings that keep their row out until a person has answered."""
        return self.of("warning")

    @property
    def notes(self) -> list[Finding]:
        """Findings that only inform."""
        return self.of("note")

    def rows(self, *levels: Level) -> set[tuple[str, int]]:
        """Return (file, row) of every finding of these levels; row 0 stands for a whole file."""
        return set().union(*(self._rows[level] for level in levels or LEVELS))

    def waiting(self) -> set[tuple[str, int]]:
        """Return (file, row) of the rows that cannot come in yet: those with an error or an unanswered warning."""
        return self.rows("error", "warning")

    def grouped(self, level: Level | None = None) -> list[Group]:
        """Return the findings by rule and common answer, the largest group first, as the dry run shows them."""
        groups: dict[tuple[Level, str, str], list[Finding]] = {}
        for finding in self:
            if level in (None, finding.level):
                together = str(finding.facts.get("together", ""))
                groups.setdefault((finding.level, finding.rule, together), []).append(finding)
        made = [
            Group(rule, kind, together, tuple(found), self._count(kind, rule, found))
            for (kind, rule, together), found in groups.items()
        ]
        return sorted(made, key=lambda group: (LEVELS.index(group.level), -group.count, group.rule, group.together))

    def _count(self, level: Level, rule: str, found: list[Finding]) -> int:
        beyond = self._per_rule[(level, rule)] - STORED_PER_RULE
        return len(found) + max(0, beyond)

    def as_json(self) -> list[dict[str, Any]]:
        """Return all stored findings as plain data, in the order of the files."""
        return [finding.as_dict() for finding in self]
