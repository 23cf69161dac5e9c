"""Draws the pages of ``docs/reference`` about states from the tables, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from . import plan

FIRST = {"plan": "draft", "version": "draft"}
WORDS = {
    "plan": (
        "A support plan",
        "One learner's plan of one school and term. A closed or void plan never runs again. While a newer version is "
        "being agreed the version in force goes on.",
    ),
    "version": (
        "A version of a plan",
        "What a plan says. Its approval binds to its fingerprint; only changed lines are approved anew; an author "
        "never approves. A version that is taken back or returned loses its fingerprint.",
    ),
}
TABLES: Mapping[str, Mapping[str, Mapping[str, str]]] = {"plan": plan.PLAN, "version": plan.VERSION}


def page(noun: str) -> str:
    """The page of one noun in Markdown with a diagram (mermaid) and the same as a table."""
    title, text = WORDS[noun]
    table = TABLES[noun]
    arrows = [(str(a), str(b), why) for a, row in table.items() for b, why in row.items()]
    ends = [str(a) for a, row in table.items() if not row]
    lines = [
        f"# States: {title.lower()}",
        "",
        text,
        "",
        "Made from the code; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
    ]
    lines += [f"  [*] --> {FIRST[noun]}", *(f"  {a} --> {b}: {why.replace(';', ',')}" for a, b, why in arrows)]
    lines += [*(f"  {a} --> [*]" for a in ends), "```", "", "| From | To | When |", "|---|---|---|"]
    lines += [f"| {a} | {b} | {why} |" for a, b, why in arrows]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """File name → text of every page."""
    return {f"states-{noun}.md": page(noun) for noun in TABLES}


def write(folder: Path) -> list[Path]:
    """Writes the pages into ``folder``; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        made.append(folder / name)
    return made
