"""Refusals: what the platform will not do, said so that a person can act on it.

A refusal carries a stable code and named facts; its sentence is text and lives in the rooms'
``refusals.py``. One middleware turns refusals into pages; actions never return ``False``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar


class Refusal(Exception):
    """Something the platform will not do; ``code`` names the sentence, ``facts`` fill it."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NoRight(Refusal):
    """The thing is visible, but this person may not do this with it."""

    status = 403


class OutOfReach(Refusal):
    """Absent or out of reach: never confirm which, the answer is the same."""

    status = 404


class RuleBroken(Refusal):
    """The state, a rule of law or another person's change stands against it."""

    status = 409


class BadInput(Refusal):
    """What came in cannot be used; ``findings`` says where, what and how to mend it."""

    status = 422

    def __init__(self, code: str, /, findings: Sequence[Any] = (), **facts: Any) -> None:
        super().__init__(code, **facts)
        self.findings = tuple(findings)


class TooMany(Refusal):
    """Too many attempts in a short time; ``seconds`` says when to try again."""

    status = 429
