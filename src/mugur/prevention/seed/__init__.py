"""The three default sets of indicators: ten-point scale (Latvia), 1 to 5 (Hungary), per cent."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from mugur.access.action import batch
from mugur.access.who import Who
from mugur.prevention.models import IndicatorDefinition, IndicatorVersion
from mugur.prevention.rules.indicators import check_cuts, formula

SETS = ("lv", "hu", "percent")
FOLDER = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    """One set as it stands in the package."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def load_indicator_sets(*, by: Who, on: date) -> int:
    """Loads the definitions and versions that are not there yet; returns how many versions were new."""
    made = 0
    with batch("prevention.indicators.loaded", by=by, on=on, path=(by.machine_paths or ("lv.",))[0]):
        for name in SETS:
            given = read(name)
            for one in given["definitions"]:
                made += _definition(one, given)
    return made


def _definition(one: dict[str, Any], given: dict[str, Any]) -> int:
    shape = formula(one["formula"])
    definition = IndicatorDefinition.objects.filter(code=one["code"]).first()
    if definition is None:
        definition = IndicatorDefinition(
            code=one["code"], formula=shape.code, names=one["names"], explains=one["explains"], unit=one["unit"],
            country=given["country"],
        )  # fmt: skip
        definition.save()
    have = set(definition.versions.filter(scope_path=given["scope"]).values_list("number", flat=True))
    new = [v for v in one["versions"] if v["number"] not in have]
    for version in new:
        _version(definition, version, one, given["scope"])
    return len(new)


def _version(definition: IndicatorDefinition, given: dict[str, Any], one: dict[str, Any], scope: str) -> None:
    shape, starts = formula(definition.formula), date.fromisoformat(given["starts"])
    watch, act = (Decimal(given[level]) if given[level] is not None else None for level in ("watch", "act"))
    check_cuts(shape.direction, watch, act)
    IndicatorVersion(
        definition=definition, number=given["number"], scope_path=scope, watch=watch, act=act,
        direction=shape.direction, window_days=given["window_days"], minimum=given["minimum"],
        grows_by=Decimal(given["grows_by"]),
        answer_days=given["answer_days"], parameters=one["parameters"], inputs=list(shape.inputs),
        legal_basis=one["legal_basis"], source=one["source"], verified=one["verified"], approved_on=starts,
        starts=starts, ends=date.fromisoformat(given["ends"]) if "ends" in given else None,
    ).save()  # fmt: skip
