"""Suppression against somebody who subtracts: nothing small follows from what is shown."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from mugur.statistics.protect import SMALL, STEPS, Mark, Safe, by_itself, protect, rounded

Table = dict[str, dict[str, int]]


def _row(rng: random.Random, most: int) -> dict[str, int]:
    count = rng.choice((0, rng.randint(0, 6), rng.randint(0, most)))
    row = {}
    for step in STEPS:
        row[step] = count
        count -= min(count, rng.choice((0, 0, 1, rng.randint(0, 6), rng.randint(0, max(1, count // 4)))))
    row["on_time"] = rng.randint(0, row["answered"])
    return row


def _table(seed: int) -> Table:
    rng = random.Random(seed)
    return {f"p{n:02d}": _row(rng, rng.choice((8, 40, 400))) for n in range(rng.randint(1, 9))}


def _subtracts(table: Table, safe: Safe) -> list[str]:
    """What an attacker with the page before them works out: differences in rows and in columns."""
    found = []
    for place, row in table.items():
        seen = [(step, row[step]) for step in STEPS if (place, step) not in safe.hidden]
        found += [f"{place}: {a}-{b}" for (a, x), (b, y) in pairwise(seen) if 0 < x - y < SMALL]
        found += [f"{place}: {step}" for step, value in seen if 0 < value < SMALL]
    for step in STEPS:
        if step in safe.totals:
            continue
        gone = [place for place in table if (place, step) in safe.hidden]
        rest = sum(row[step] for row in table.values()) - sum(
            row[step] for place, row in table.items() if place not in gone
        )
        if len(gone) == 1:
            found.append(f"{step}: {gone[0]} alone")
        few = [place for place in gone if safe.hidden[place, step] is Mark.FEW]
        if gone and len(few) == len(gone) and rest in (len(gone), (SMALL - 1) * len(gone)):
            found.append(f"{step}: all of {gone} by their sum")
    return found


@pytest.mark.parametrize("seed", range(400))
def test_nothing_follows_by_subtraction(seed: int) -> None:
    table = _table(seed)
    assert _subtracts(table, protect(table)) == []


def _solutions(table: Table, step: str, safe: Safe, place: str) -> set[int]:
    """Every value of a hidden cell that fits total, signs and neighbours, found by trying."""
    gone = [p for p in table if (p, step) in safe.hidden]
    total = sum(table[p][step] for p in gone)
    options = []
    for p in gone:
        few = safe.hidden[p, step] is Mark.FEW
        at = STEPS.index(step)
        before = [table[p][s] for s in STEPS[:at] if (p, s) not in safe.hidden]
        after = [table[p][s] for s in STEPS[at + 1 :] if (p, s) not in safe.hidden]
        low = max(1 if few else SMALL, after[0] if after else 0)
        high = min(SMALL - 1 if few else total, before[-1] if before else total)
        options.append(range(low, high + 1))
    others = [o for p, o in zip(gone, options, strict=True) if p != place]
    reach = {0}
    for option in others:
        reach = {a + b for a in reach for b in option if a + b <= total}
    own = options[gone.index(place)]
    return {value for value in own if total - value in reach}


@pytest.mark.parametrize("seed", range(400, 480))
def test_every_hidden_count_keeps_at_least_two_values(seed: int) -> None:
    table = _table(seed)
    safe = protect(table)
    for (place, step), _mark in safe.hidden.items():
        if step in STEPS and step not in safe.totals:
            assert len(_solutions(table, step, safe, place)) >= 2, (place, step)


def test_the_next_smallest_is_hidden_with_a_small_one() -> None:
    table = {name: dict.fromkeys(STEPS, count) for name, count in (("a", 3), ("b", 60), ("c", 20), ("d", 90))}
    safe = protect(table)
    assert {place for place, _ in safe.hidden} == {"a", "c"}
    assert safe.hidden["a", "planned"] is Mark.FEW and safe.hidden["c", "planned"] is Mark.WITH


def test_zero_is_shown_and_hides_nothing() -> None:
    table = {"a": dict.fromkeys(STEPS, 0), "b": dict.fromkeys(STEPS, 50)}
    assert protect(table).hidden == {}


def test_two_small_counts_whose_sum_gives_them_away_take_a_third_with_them() -> None:
    table = {name: dict.fromkeys(STEPS, count) for name, count in (("a", 1), ("b", 1), ("c", 30), ("d", 40))}
    assert ("c", "identified") in protect(table).hidden


def test_a_small_loss_hides_the_later_step() -> None:
    row = {"identified": 50, "answered": 48, "planned": 40, "delivered": 40, "reviewed": 30, "enrolled": 30}
    assert by_itself(row) == {"answered": Mark.WITH}


def test_known_places_are_no_cover() -> None:
    table = {name: dict.fromkeys(STEPS, count) for name, count in (("own", 9), ("b", 2), ("c", 30), ("d", 40))}
    safe = protect(table, known={"own"})
    assert {place for place, _ in safe.hidden} == {"b", "c"}


def test_a_column_that_cannot_be_closed_loses_its_total() -> None:
    assert protect({"a": dict.fromkeys(STEPS, 2)}).totals == frozenset(STEPS)


def test_what_is_hidden_above_is_hidden_below() -> None:
    table = {name: dict.fromkeys(STEPS, 40) for name in "ab"}
    safe = protect(table, forced={"planned"})
    assert {step for _, step in safe.hidden} == {"planned"}


@pytest.mark.parametrize(("count", "told"), [(0, 0), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (63, 65)])
def test_schools_are_rounded_to_five_and_never_to_nothing(count: int, told: int) -> None:
    assert rounded(count) == told
