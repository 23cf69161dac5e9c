"""The bench itself: a hundred learners through every step. What it measures is there; how fast it is, is not asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import report
from bench.bars import Bar, bars, growth, last_line
from bench.sizes import DAYS, ROOT, Size, school_days


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Everything that one small run wrote, with the end of what it said."""
    place = tmp_path_factory.mktemp("bench")
    place.chmod(0o755)
    to = place / "bench.json"
    command = [sys.executable, "-m", "bench", "--sizes", "0.01", "--json", str(to), "--home", str(place / "home")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUGUR_", "DJANGO_"))}
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=300, check=False)
    assert to.exists(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(to.read_text(encoding="utf-8"))
    return found | {"code": done.returncode, "said": done.stdout.splitlines(), "home": place / "home"}


def test_every_step_measures_what_it_says(result: dict[str, Any]) -> None:
    (found,) = result["sizes"].values()
    assert (found["learners"], found["rows"]) == (100, 100 * DAYS)
    facts, run = found["facts"], found["run"]
    assert facts["import"]["rows"] == facts["copy"]["rows"] == 100 * DAYS
    assert all(facts[name]["seconds"] > 0 for name in ("import", "copy", "import_export", "import_export_bulk"))
    extremes = [facts["copy"][a] / facts["import"][b] for a, b in (("lowest", "highest"), ("highest", "lowest"))]
    assert extremes[0] <= facts["ratio_to_copy"] + 0.01 and facts["ratio_to_copy"] <= extremes[1] + 0.01
    assert run["aggregate"]["rows"] <= 100 * DAYS and run["report"]["results"] > 0
    assert run["ratio"] > 0 and run["ratio_to_one_process"] > 0


def test_every_page_opens_for_the_one_who_may_and_is_timed(result: dict[str, Any]) -> None:
    (found,) = result["sizes"].values()
    assert len(found["pages"]) == 5
    for page in found["pages"].values():
        assert page["status"] == 200 and 0 < page["median_ms"] <= page["p95_ms"] and page["statements"] > 0


def test_the_last_line_and_the_exit_code_say_the_same(result: dict[str, Any]) -> None:
    assert result["said"][-1] == result["summary"]
    assert result["summary"].startswith("bench: ") and f"of {len(result['bars'])} bars met" in result["summary"]
    assert result["code"] == int(any(not bar["met"] for bar in result["bars"]))


def test_nothing_stays_behind(result: dict[str, Any]) -> None:
    home: Path = result["home"]
    assert not (home / "postgres").exists() and not list(home.glob("*.csv"))


def test_the_page_of_the_reference_has_every_figure(result: dict[str, Any]) -> None:
    made = bars(result["sizes"])
    text = report.page(result, made, result["summary"])
    assert "fsync on" in text and result["command"] in text
    assert all(f"page “{name}”" in text for name in result["sizes"]["0.01"]["pages"])


def _found(seconds: float, milliseconds: float) -> dict[str, Any]:
    one = {"seconds": seconds}
    return {
        "facts": {"import": one, "copy": one, "ratio_to_copy": 0.39, "ratio_to_import_export": 20.0},
        "run": {"run": one, "aggregate": one, "ratio": 3.01},
        "pages": {"my work": {"median_ms": 10.0, "p95_ms": milliseconds}},
    }


def test_a_bar_is_met_at_its_value_and_missed_beside_it() -> None:
    made = bars({"1": _found(1.0, 10.0), "10": _found(13.5, 150.0)})
    held = {(bar.what, bar.size): bar.met for bar in made}
    assert not held["import of attendance, rate against a bare COPY", "1"]
    assert held["import of attendance, rate against django-import-export", "10"]
    assert not held["national indicator run, time against one bare aggregate", "10"]
    assert held["page “my work”, 95 of 100 answers", "10"]
    assert not held["page “my class”, 95 of 100 answers", "10"], "a page that was not measured meets no bar"
    assert not held["growth of the import from ×1, data ×10", "10"]
    assert growth({"1": _found(1.0, 10.0), "10": _found(13.5, 150.0)})[0]["indicator run"] == 13.5


def test_what_was_left_out_is_said() -> None:
    line = last_line([Bar("a", "1", 1.0, 2.0, True, "x")], ["×100 not measured: 3 GB free, 22 GB needed"])
    assert line == "bench: 0 of 1 bars met; missed: a at ×1; ×100 not measured: 3 GB free, 22 GB needed"


def test_rows_lie_on_school_days_only() -> None:
    days = school_days()
    assert len(days) == DAYS and all(day.weekday() < 5 for day in days)
    assert Size(100).rows == 20_000_000 and Size(1).schools == 20
