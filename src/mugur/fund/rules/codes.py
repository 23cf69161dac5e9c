"""Published codes: taken apart where their grammar is known, and always kept as they were written."""

from __future__ import annotations

import re
from dataclasses import dataclass

CCI = re.compile(r"(2014|2015|2016|2021)[A-Z]{2}\d{2}[A-Z0-9]{4}\d{3}")
CCI_SHORT = re.compile(r"(2014|2015|2016|2021)[A-Z]{2}\d{2}[A-Z0-9]{4}")
COUNTRY_TWINS = {"EL": "GR", "UK": "GB"}
ROMANIAN = re.compile(
    r"(?P<programme>[A-Z]{2,6})/(?P<call>\d+)/(?P<priority>[A-Z]+_P\d+[A-Z]?)/(?P<policy_objective>OP\d)/"
    r"(?P<specific_objective>ESO\d\.\d{1,2}|RSO\d\.\d{1,2})/(?P<action>[A-Z]+_A\d+)/(?P<operation>\d{5,7})"
)
LATVIAN = re.compile(r"(?P<measure>\d{1,2}\.\d\.\d\.\d)/(?P<year>\d{2})/(?P<selection>[A-Z])/(?P<operation>\d{3})")
GRAMMARS = (ROMANIAN, LATVIAN)
ESF_LETTERS = dict(enumerate("abcdefghijklm", start=1))


@dataclass(frozen=True)
class Part:
    """One part of a code: what it says and what it is called (the word is a stable key of the texts)."""

    text: str
    meaning: str


def taken_apart(code: str) -> tuple[Part, ...]:
    """The parts of a published code, in order; nothing when no grammar is known for it."""
    for grammar in GRAMMARS:
        if found := grammar.fullmatch(code):
            return tuple(Part(text, meaning) for meaning, text in found.groupdict().items())
    return ()


def part_of(code: str, meaning: str) -> str:
    """One named part of a code, or nothing."""
    return next((part.text for part in taken_apart(code) if part.meaning == meaning), "")


def esf_letter(objective: str) -> str:
    """The letter of ESF+ Regulation 2021/1057, Article 4(1), behind a code such as ``ESO4.5``: ``e``."""
    found = re.fullmatch(r"ESO4\.(\d{1,2})", objective)
    return ESF_LETTERS.get(int(found[1]), "") if found else ""


def cci_note(cci: str) -> str:
    """What a rule says about a CCI: nothing, ``cci_truncated`` for twelve of fifteen characters, ``cci_form``.

    A truncated CCI names its programme well enough and is kept as published (rule C1).
    """
    if not cci or CCI.fullmatch(cci):
        return ""
    return "cci_truncated" if CCI_SHORT.fullmatch(cci) else "cci_form"


def cci_country(cci: str) -> str:
    """The country of a CCI as ISO 3166 writes it; TC (Interreg) has none."""
    written = cci[4:6]
    return "" if written == "TC" else COUNTRY_TWINS.get(written, written)


def intervention_code(text: str) -> str:
    """A type of intervention as three digits: ``7`` is ``007`` (rule C4); raises ValueError otherwise."""
    if not re.fullmatch(r"\d{1,3}", text.strip()):
        raise ValueError(text)
    return text.strip().zfill(3)


def intervention_note(code: str, *, fund: str, period: str) -> str:
    """What a rule says about a type of intervention under a fund (rule C4).

    Codes are read in the list of their own period. In 2021–2027 the social fund uses 134–164 and
    170–182. Of these 175–178 are called outermost-region codes, but the top-up for sparsely populated
    northern regions uses them too, so they are accepted with a note and never refused.
    """
    number = int(code)
    if period == "2014-2020":
        return "" if 1 <= number <= 123 else "intervention_unknown"
    if not 1 <= number <= 182:
        return "intervention_unknown"
    if fund != "ESF+":
        return ""
    if 175 <= number <= 178:
        return "intervention_sparse"
    return "" if number >= 170 or 134 <= number <= 164 else "intervention_other_fund"
