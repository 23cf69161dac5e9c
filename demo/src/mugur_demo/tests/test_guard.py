"""A demonstration starts in one combination only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from mugur_demo import guard
from mugur_demo.codes import lv_demo
from mugur_demo.generate.codes import personal_codes

RIGHT = guard.Start("demo", "demo", ("127.0.0.1", "demo.mugur.example"))
WRONG: dict[str, dict[str, Any]] = {
    "production with the package": {"mode": "production"},
    "development with the package": {"mode": "development"},
    "a home and keys of production": {"home_for": "production"},
    "a host that is no demonstration's": {"hosts": ("127.0.0.1", "skola.example")},
    "no host at all": {"hosts": ()},
    "a database marked as production": {"marked": "production"},
    "a person who is not invented": {"real_persons": True},
    "an account that is not invented": {"real_accounts": True},
}


def test_the_right_combination_starts() -> None:
    assert guard.wrong(RIGHT) == []
    assert guard.wrong(replace(RIGHT, home_for="", marked="")) == []


@pytest.mark.parametrize("what", WRONG)
def test_every_wrong_combination_is_refused_with_one_sentence(what: str) -> None:
    assert len(guard.wrong(replace(RIGHT, **WRONG[what]))) == 1


def test_production_does_not_start_with_the_demonstration_in_it(settings: Any) -> None:
    settings.MUGUR_MODE = "production"
    with pytest.raises(ImproperlyConfigured, match="mode demo only"):
        guard.refuse_wrong_settings()


def test_only_its_own_codes_are_let_through() -> None:
    import numpy as np

    code = personal_codes(np.array([2010]))[0]
    assert lv_demo(code) and lv_demo(code.replace("-", ""))
    assert not lv_demo(code[:-1] + str((int(code[-1]) + 1) % 10))
    assert not lv_demo("120310-20000") and not lv_demo("3102")
