"""The one exception for personal codes that belong to nobody: the demonstration's own."""

from __future__ import annotations

from mugur_demo.generate.codes import check_digit


def lv_demo(compact: str) -> bool:
    """Whether a Latvian code is one of the demonstration's: born on 31 February, with the right check digit."""
    digits = compact.replace("-", "")
    return (
        digits.startswith("3102")
        and len(digits) == 11
        and digits.isdigit()
        and int(digits[-1]) == check_digit(digits[:-1])
    )
