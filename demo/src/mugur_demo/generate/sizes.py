"""How large a world is: the small one of the demonstration, and larger ones for benches."""

from dataclasses import dataclass

STORY_LEARNERS = 572
"""Learners of Aizkraukles novads: fixed in every size, because the story lives there."""


@dataclass(frozen=True)
class Size:
    """Numbers of one size; only the municipalities around the story grow."""

    name: str
    learners: int
    schools: int
    """Schools outside Aizkraukles novads."""
    staff_elsewhere: int
    guardians: int
    transport: int
    dormitory: int


def size_of(name: str, learners: int | None = None) -> Size:
    """Give the size called ``small``, or ``bench`` with a number of learners.

    Raises ``ValueError`` for another name, for a bench without learners and for fewer learners than the story has.
    """
    if name == "small" and learners in (None, 9000):
        return Size("small", 9000, 32, 660, 1600, 412, 31)
    if name != "bench" or learners is None:
        raise ValueError("a size is 'small', or 'bench' with a number of learners")
    elsewhere = learners - STORY_LEARNERS
    if elsewhere < 32 * 40:
        raise ValueError(f"a bench needs at least {STORY_LEARNERS + 32 * 40} learners")
    share = learners / 9000
    schools = max(32, round(elsewhere / 263))
    return Size("bench", learners, schools, round(660 * share), round(1600 * share), round(412 * share), 31)
