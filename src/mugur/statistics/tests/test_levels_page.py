"""Three levels: own places exactly, others protected, in picture, table and file alike."""

from __future__ import annotations

import csv
import io
import itertools
import random
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import DAY, a_body, acting_as, an_account, sign_in, the_world, who

from mugur.access.who import machine
from mugur.lib.errors import NoRight, RuleBroken
from mugur.organisations.models import Area
from mugur.statistics import actions, words
from mugur.statistics.models import FlowRow

pytestmark = pytest.mark.django_db
STEPS = ("identified", "answered", "planned", "delivered", "reviewed", "enrolled")
TOWNS = {"aiz": (110, 105, 90, 80, 70, 60), "var": (4, 4, 4, 4, 4, 4), "liv": (41, 36, 31, 26, 21, 16),
         "rig": (900, 880, 700, 690, 600, 560)}  # fmt: skip
SCHOOLS = {"pv": (64, 60, 55, 50, 45, 40), "vs": (33, 32, 22, 17, 12, 7), "ps": (4, 4, 4, 4, 4, 4),
           "ms": (9, 9, 9, 9, 9, 9)}  # fmt: skip


def _row(path: str, level: str, name: str, values: tuple[int, ...], **more: Any) -> dict[str, Any]:
    counts = dict(zip(STEPS, values, strict=True))
    return {"path": path, "level": level, "name": name, **counts, "on_time": 0, "left_known": 0, **more}


def _rows() -> list[dict[str, Any]]:
    whole = tuple(sum(values[n] for values in TOWNS.values()) for n in range(6))
    rows = [_row("lv.", "state", "Latvia", whole, published=["planned"], demonstration=True)]
    rows += [_row(f"lv.{k}.", "municipality", f"Town {k}", v, area_code=f"LV-{k}") for k, v in TOWNS.items()]
    rows.append({"path": "lv.sau.", "level": "municipality", "name": "Town sau", "takes_part": False,
                 "area_code": "LV-sau"})  # fmt: skip
    return rows + [_row(f"lv.aiz.{k}.", "school", f"School {k}", v) for k, v in SCHOOLS.items()]


def _load(rows: list[dict[str, Any]]) -> None:
    country = a_body("lv.", kind="state")
    by = machine("demo", on=DAY, paths=("lv.",))
    actions.bring_in(country, by=by, on=DAY, school_year="2020/21", rows=rows, source="Published 2023; demonstration.")


@pytest.fixture
def figures(settings: Any) -> None:
    settings.MUGUR_DAY = DAY.isoformat()
    with the_world():
        for path in ("lv.aiz.", "lv.rig."):
            a_body(path, kind="municipality")
        for n, town in enumerate([*TOWNS, "sau"]):
            Area.objects.create(country="lv", scheme="iso", code=f"LV-{town}", name=town, tile_row=0, tile_col=n)
        _load(_rows())


def _page(client: Client, role: tuple[str, str], query: str = "") -> str:
    with the_world():
        account = an_account(role)
    answer = sign_in(client, account).get(reverse("statistics:levels") + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


NATIONAL, TOWN, HEAD = ("national_manager", "lv."), ("municipality_coordinator", "lv.aiz."), ("head", "lv.aiz.pv.")


def test_the_country_in_one_sentence_with_its_badges(client: Client, figures: None) -> None:
    body = _page(client, NATIONAL)
    assert "825 plans. In 640 the learner stayed." in body
    assert "Preview – not released" in body and "published" in body and "4 of 5 municipalities" in body


def test_a_small_place_is_hidden_and_the_next_smallest_with_it(client: Client, figures: None) -> None:
    body = _page(client, NATIONAL, "?view=table")
    rows = dict(re.findall(r'<tr><th scope="row">(Town \w+)</th>(.*?)</tr>', body, re.S))
    assert "under 5" in rows["Town var"] and "hidden with it" in rows["Town liv"]
    assert "110" in rows["Town aiz"] and "does not take part" in rows["Town sau"]
    assert list(rows) == sorted(rows)


def test_the_file_has_one_sign_for_both_reasons(client: Client, figures: None) -> None:
    with the_world():
        account = an_account(NATIONAL)
    text = sign_in(client, account).get(reverse("statistics:levels_csv")).content.decode("utf-8-sig")
    table = {row[0]: row[2:] for row in csv.reader(io.StringIO(text))}
    assert set(table["Town var"]) == set(table["Town liv"]) == {"c"}
    assert table["Town aiz"] == ["110", "105", "90", "80", "70", "60"]
    assert table["Latvia"][2] == "825"


def test_schools_are_rounded_for_the_country_and_small_ones_hidden(client: Client, figures: None) -> None:
    body = _page(client, NATIONAL, "?at=lv.aiz.&view=table")
    rows = dict(re.findall(r'<tr><th scope="row">(School \w+)</th>(.*?)</tr>', body, re.S))
    numbers = [int(n) for row in rows.values() for n in re.findall(r">(\d+)</td>", row)]
    assert numbers and all(n % 5 == 0 for n in numbers)
    assert "under 5" in rows["School ps"] and "hidden with it" in rows["School ms"]
    picture = _page(client, NATIONAL, "?at=lv.aiz.")
    assert "Fewer than 5 learners." in picture and "Hidden too" in picture


def test_a_hidden_town_stays_hidden_one_level_below(client: Client, figures: None) -> None:
    body = _page(client, NATIONAL, "?at=lv.var.")
    assert "The figures of this place are hidden or not known." in body
    assert ">4<" not in body


def test_a_municipality_sees_its_schools_exactly_and_others_protected(client: Client, figures: None) -> None:
    own = _page(client, TOWN, "?view=table")
    assert re.search(r'School ps</th><td class="num"[^>]*>4</td>', own)
    country = _page(client, TOWN, "?at=lv.&view=table")
    rows = dict(re.findall(r'<tr><th scope="row">(Town \w+)</th>(.*?)</tr>', country, re.S))
    assert "under 5" in rows["Town var"] and "hidden with it" in rows["Town liv"]


def test_a_municipality_is_no_cover_for_another(client: Client, figures: None) -> None:
    """Whoever knows Varakļāni's own count could otherwise read the one hidden with it."""
    with the_world():
        a_body("lv.var.", kind="municipality")
    body = _page(client, ("municipality_coordinator", "lv.var."), "?at=lv.&view=table")
    rows = dict(re.findall(r'<tr><th scope="row">(Town \w+)</th>(.*?)</tr>', body, re.S))
    assert ">4</td>" in rows["Town var"]
    assert all("under 5" not in row for row in rows.values())


def test_a_head_sees_the_own_school_and_nothing_else(client: Client, figures: None) -> None:
    body = _page(client, HEAD)
    assert "55 plans. In 40 the learner stayed." in body
    with the_world():
        account = an_account(HEAD)
    for at in ("lv.", "lv.aiz.", "lv.aiz.vs."):
        assert sign_in(client, account).get(reverse("statistics:levels"), {"at": at}).status_code == 404


@pytest.mark.parametrize("role", ["class_teacher", "assistant", "specialist", "data_protection_officer"])
def test_others_find_no_figures(client: Client, figures: None, role: str) -> None:
    with the_world():
        account = an_account((role, "lv.aiz."))
    assert sign_in(client, account).get(reverse("statistics:levels")).status_code == 404
    assert sign_in(client, account).get(reverse("statistics:levels_csv")).status_code == 404


def _random_rows(seed: int) -> list[dict[str, Any]]:
    rng, rows, towns = random.Random(seed), [], []
    for n in range(6):
        schools = []
        for s in range(rng.randint(1, 6)):
            value, values = rng.choice((rng.randint(0, 9), rng.randint(0, 300))), []
            for _ in STEPS:
                values.append(value)
                value -= min(value, rng.choice((0, 0, 2, rng.randint(0, 30))))
            schools.append(_row(f"lv.t{n}.s{s}.", "school", f"School {n}{s}", tuple(values)))
        towns.append(_row(f"lv.t{n}.", "municipality", f"Town {n}", _sum(schools)))
        rows += schools
    return [_row("lv.", "state", "Latvia", _sum(towns)), *towns, *rows]


def _sum(rows: list[dict[str, Any]]) -> tuple[int, ...]:
    return tuple(sum(row[step] for row in rows) for step in STEPS)


def _told(client: Client, at: str) -> dict[str, list[int | None]]:
    """What the file tells: the place first, then its parts; a hidden count is None."""
    text = client.get(reverse("statistics:levels_csv"), {"at": at, "year": "2020/21"}).content.decode("utf-8-sig")
    return {row[0]: [None if c == "c" else int(c) for c in row[2:]] for row in list(csv.reader(io.StringIO(text)))[1:]}


@pytest.mark.parametrize("seed", range(12))
def test_whoever_subtracts_on_all_pages_finds_no_small_count(client: Client, settings: Any, seed: int) -> None:
    """Rows, columns and the step between levels: a difference of what is shown is never one to four alone."""
    settings.MUGUR_DAY = DAY.isoformat()
    rows = _random_rows(seed)
    with the_world():
        _load(rows)
        account = an_account(NATIONAL)
    sign_in(client, account)
    for at in ("lv.", *(row["path"] for row in rows if row["level"] == "municipality")):
        whole, *parts = _told(client, at).values()
        for cells in [whole, *(parts if at == "lv." else [])]:
            seen = [c for c in cells if c is not None]
            assert not [c for c in seen if 0 < c < 5]
            assert not [a - b for a, b in itertools.pairwise(seen) if 0 < a - b < 5]
        for n, total in enumerate(whole if at == "lv." else []):
            column = [part[n] for part in parts]
            if total is not None and None in column:
                rest = total - sum(c for c in column if c is not None)
                assert column.count(None) >= 2 and rest >= 5, (at, STEPS[n])
        for n, total in enumerate(whole):
            if total is None and at != "lv.":
                assert all(part[n] in (None, 0) for part in parts), "what is hidden above is told below"


def test_tiles_have_short_names_that_differ() -> None:
    names = ["Ventspils", "Ventspils novads", "Valkas novads", "Valmieras novads", "Rīga"]
    assert list(words.short_names(names).values()) == ["Ven", "Ven·n", "Valk", "Valm", "Rīg"]


def test_terms_are_only_for_those_who_see_exactly(client: Client, figures: None) -> None:
    with the_world():
        for term in (0, 1, 2):
            FlowRow.objects.create(path="lv.aiz.", parent="lv.", level="municipality", name="Aiz", sort_key="aiz",
                                   school_year="2026/27", term=term, origin="record", as_of=DAY,
                                   **dict.fromkeys(STEPS, 10 + term), on_time=0)  # fmt: skip
    assert "Autumn term" in _page(client, TOWN, "?year=2026/27")
    assert "11 plans" in _page(client, TOWN, "?year=2026/27&term=1")
    protected = _page(client, NATIONAL, "?at=lv.aiz.&year=2026/27&term=1")
    assert "10 plans" in protected and "Autumn term" not in protected


def test_a_total_that_is_not_the_sum_is_refused() -> None:
    rows = _rows()
    rows[0]["planned"] -= 1
    with the_world(), pytest.raises(RuleBroken, match="statistics.sum"):
        _load(rows)


def test_nobody_else_brings_figures_in() -> None:
    with the_world():
        country, account = a_body("lv.", kind="state"), an_account(TOWN)
    with acting_as(who(account)) as actor, pytest.raises(NoRight):
        actions.bring_in(country, by=actor, on=DAY, school_year="2020/21", rows=[], source="")


def test_the_page_asks_few_questions(client: Client, figures: None, django_assert_max_num_queries: Any) -> None:
    _page(client, NATIONAL)
    with django_assert_max_num_queries(18):
        client.get(reverse("statistics:levels"))
