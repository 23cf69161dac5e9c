"""What a picture must keep: its names, its numbers, its gaps, and what is hidden stays hidden."""

from xml.etree import ElementTree

import pytest

from mugur.web.charts import levels, money, signs
from mugur.web.charts.spark import Reading, SparkWords, spark
from mugur.web.charts.svg import Cell
from mugur.web.tests.test_charts import _plain

EVIL = '<script>alert("1")</script>&'


def parsed(svg: str) -> ElementTree.Element:
    """The markup as a tree; a text that was not escaped breaks it."""
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter("text")]


def classes(svg: str) -> list[str]:
    return [element.get("class", "") for element in parsed(svg).iter()]


# ------------------------------------------------------------------ levels


def map_words() -> levels.MapWords:
    return levels.MapWords(
        "Map", "Place", "Share", "under 5", "with it", "out", "none", "hidden", ("a", "b", "c", "d"), _plain, _plain
    )


BOUNDS = (0.7, 0.8, 0.9)


@pytest.mark.parametrize(("value", "level"), [(0.69, 1), (0.7, 2), (0.8, 3), (0.899, 3), (0.9, 4), (1, 4)])
def test_a_tile_falls_in_one_of_four_classes(value: float, level: int) -> None:
    assert levels.tile_class(value, BOUNDS) == level


def test_a_hidden_tile_tells_nothing_but_that_it_is_hidden() -> None:
    tiles = [
        levels.Tile("a", "Aaa", "A", 0, 0, 0.4321, levels.Shown.FEW),
        levels.Tile("b", "Bbb", "B", 0, 1, 0.8765, levels.Shown.WITH, url="/b"),
        levels.Tile("c", "Ccc", "C", 1, 0, 0.95, url="/c"),
        levels.Tile("d", "Ddd", "D", 1, 1, None, levels.Shown.OUT),
    ]
    picture = levels.tile_map(tiles, map_words(), bounds=BOUNDS, chosen="c")
    whole = picture.svg + repr(picture.table)
    assert "0.4321" not in whole
    assert "0.8765" not in whole
    assert picture.svg.count("url(#h-few)") == 2
    assert classes(picture.svg).count("tile-4") == 1
    assert picture.table.cells() == [
        [Cell("A"), Cell("under 5", True)],
        [Cell("B"), Cell("with it", True)],
        [Cell("C"), Cell("0.95")],
        [Cell("D"), Cell("out")],
    ]
    assert [key.sign for key in picture.keys] == ["tile-1", "tile-2", "tile-3", "tile-4", "hatch", "tile-out"]


def test_only_the_chosen_tile_is_outlined_and_current() -> None:
    tiles = [levels.Tile(code, code, code, 0, at, 0.9, url=f"/{code}") for at, code in enumerate("ab")]
    picture = levels.tile_map(tiles, map_words(), bounds=BOUNDS, chosen="b")
    assert classes(picture.svg).count("tile-chosen") == 1
    assert [e.get("aria-current") for e in parsed(picture.svg).iter("a")] == [None, "true"]


def test_a_step_is_drawn_on_the_scale_of_the_whole_and_a_hidden_one_hatched() -> None:
    assert 'width="25.00%"' in levels.step_bar(5, 20, "step")
    hidden = levels.step_bar(None, 20, "step")
    assert "url(#h-few)" in hidden
    assert "reach" not in hidden


def test_a_school_shows_its_first_and_last_number() -> None:
    svg = levels.small_bars((65, 50, 45), 65, "school", str)
    assert texts(svg) == ["65", "45"]
    assert classes(svg).count("bar-end") == 2


# ------------------------------------------------------------------ spark and money


def test_a_spark_keeps_its_gap_and_its_table() -> None:
    readings = [Reading("36", 0.96), Reading("37", 0.95), Reading("38", None), Reading("39", 0.9), Reading("40", 0.91)]
    picture = spark(readings, SparkWords("Attendance", "Week", "Share", lambda v: f"{v:.0%}"))
    assert [len(e.get("points", "").split()) for e in parsed(picture.svg).iter("polyline")] == [2, 2]
    assert picture.table.rows[2] == ("38", "–")
    assert "polyline" not in spark([], SparkWords("t", "w", "s", _plain)).svg


def widths(svg: str, *names: str) -> list[float]:
    found = [e for e in parsed(svg).iter("rect") if e.get("class") in names]
    return [float(e.get("width", "0").rstrip("%")) for e in found]


def test_a_bar_of_money_is_as_long_as_its_amounts() -> None:
    svg = money.certainty_bar(money.Split(50, 30, 20), 200, 3, "proven")
    assert widths(svg, "eu-3", "na-3", "ow-3") == [25, 15, 10]
    assert widths(svg, "track") == [50]


def test_what_is_not_in_the_record_is_hatched() -> None:
    assert "url(#h-gap)" in money.certainty_bar(None, 200, 2, "spent")
    assert "url(#h-gap)" in money.share_bar(None, "unknown")
    assert widths(money.share_bar(0.85, "EU"), "eu-3", "na-3") == [85, 15]


def test_beyond_the_budget_the_bar_turns_to_the_warning_colour() -> None:
    assert "over" not in money.budget_bar(50, 20, 30, 100, "budget")
    assert widths(money.budget_bar(60, 40, 25, 100, "budget"), "over") == [20]
    assert parsed(money.budget_bar(0, 0, 0, 0, "nothing")).get("role") == "img"


def test_a_bullet_hides_how_many_are_missing_when_they_are_few() -> None:
    shown = money.bullet_bar(money.Bullet("t", "c", 238, 300, 12, 180), "label")
    few = money.bullet_bar(money.Bullet("t", "c", 121, 240, 3, 96, missing_hidden=True), "label")
    assert 'x1="60%"' in shown
    hatched = [e for e in parsed(few).iter("rect") if e.get("fill") == "url(#h-miss)"]
    assert hatched[0].get("width") == "2%"


def test_every_sign_is_drawn_and_unread() -> None:
    for name in [*signs.SHAPES, "eu-3"]:
        assert parsed(signs.sign(name)).get("aria-hidden") == "true"
    for name in signs.ICONS:
        assert "mg-icon" in signs.icon(name)
