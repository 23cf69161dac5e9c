"""National numbers of bodies: stored bare, shown as the country writes them, checked without the network."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from stdnum.hu import anum
from stdnum.lv import pvn
from stdnum.ro import cui
from stdnum.se import orgnr

CHECKS: dict[str, ModuleType] = {"SE-ORGNR": orgnr, "RO-CUI": cui, "HU-ANUM": anum, "LV-REG": pvn}


@dataclass(frozen=True)
class BodyNumber:
    """A number with its scheme; ``valid`` is None where the scheme has no check of ours (rule O1)."""

    scheme: str
    bare: str
    shown: str
    valid: bool | None


def body_number(scheme: str, text: str) -> BodyNumber:
    """The number as it is stored and shown; a wrong digit is told, never a reason to refuse it."""
    bare = "".join(c for c in text.strip() if c.isalnum()).upper()
    check = CHECKS.get(scheme)
    if check is None:
        return BodyNumber(scheme, bare, text.strip(), None)
    valid = bool(check.is_valid(bare))
    written = getattr(check, "format", None)
    return BodyNumber(scheme, bare, str(written(bare)) if valid and written else bare, valid)
