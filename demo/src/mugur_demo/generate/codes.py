"""Personal codes that pass the check digit and can belong to nobody.

The old form is ``DDMMYY-CNNNP``; all codes made here are born on 31 February.
"""

import numpy as np

_WEIGHTS = (10, 5, 8, 4, 2, 1, 6, 3, 7, 9)
_CENTURIES = 10
_SERIALS = 1000


def check_digit(ten_digits: str) -> int:
    """Give the eleventh digit of a Latvian personal code in the old form."""
    return (1 + sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, ten_digits, strict=True))) % 11 % 10


def personal_codes(birth_years: np.ndarray) -> list[str]:
    """Give one code for each birth year, no two alike.

    Serial numbers run within a year of birth; when one century digit is full the next is taken, then a year
    that nobody of school age has.
    """
    order = np.argsort(birth_years, kind="stable")
    _, starts, counts = np.unique(birth_years[order], return_index=True, return_counts=True)
    running = np.empty(len(birth_years), dtype=np.int64)
    running[order] = np.arange(len(birth_years)) - np.repeat(starts, counts)
    serial = running % _SERIALS
    block = running // _SERIALS
    century = np.where(birth_years >= 2000, 2, 1)
    digit = (century + block) % _CENTURIES
    shift = (block // (_CENTURIES - 2)) * 20
    two = (birth_years + shift) % 100
    if np.any(block >= 2 * (_CENTURIES - 2)):
        raise ValueError("more learners of one birth year than there are codes for them")
    return [_code(int(y), int(c), int(n)) for y, c, n in zip(two, digit, serial, strict=True)]


def _code(two: int, century: int, serial: int) -> str:
    head = f"3102{two:02d}{century}{serial:03d}"
    return f"{head[:6]}-{head[6:]}{check_digit(head)}"


def is_made_here(code: str) -> bool:
    """Whether a code is one of those made here: born on 31 February, with the right check digit."""
    digits = code.replace("-", "")
    return (
        len(digits) == 11 and digits.isdigit() and digits[:4] == "3102" and check_digit(digits[:10]) == int(digits[10])
    )
