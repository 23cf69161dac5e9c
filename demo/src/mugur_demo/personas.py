"""The personas of the demonstration: one click each, never in production."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mugur.organisations import roles

MAIL = "demo.mugur.example"


@dataclass(frozen=True)
class Persona:
    """One who tries the demonstration: an account, or a person outside who gets a link."""

    key: str
    number: int
    role: Promise | str
    who: str
    place: Promise | str
    staff: str = ""
    """Initials of the member of staff, or ``head`` for the head of the story's school."""
    membership: tuple[tuple[str, str], ...] = ()
    """Roles with their paths, for those who are not staff of a school."""
    name: str = ""
    link: str = ""
    """Purpose of the link for those without an account."""

    @property
    def email(self) -> str:
        return f"{self.key.replace('_', '-')}@{MAIL}"


SCHOOL = "lv.aizkraukle.pv."
TOWN = "lv.aizkraukle."
COUNTRY = "lv."

_SCHOOL = _("Vocational school, Aizkraukle")
_TOWN = _("Aizkraukles novads")
_COUNTRY = _("Latvia")

PERSONAS: tuple[Persona, ...] = (
    Persona("class_teacher", 1, _("Class teacher"), "K. L.", _SCHOOL, staff="K. L."),
    Persona("social_pedagogue", 2, _("Social pedagogue"), "M. K.", _SCHOOL, staff="M. K."),
    Persona("assistant", 3, _("Teacher assistant"), "O. P.", _SCHOOL, staff="O. P."),
    Persona("coordinator", 4, _("School coordinator"), "D. R.", _SCHOOL, staff="D. R."),
    Persona("head", 5, _("Head"), "", _SCHOOL, staff="head"),
    Persona("municipality", 6, _("Municipality coordinator"), "", _TOWN, name="Ilze Sproģe",
            membership=((roles.MUNICIPALITY, TOWN),)),
    Persona("data_keeper", 7, _("Data keeper"), "", _TOWN, name="Reinis Upmanis",
            membership=((roles.DATA_STEWARD, TOWN),)),
    Persona("national", 8, _("National manager"), "", _COUNTRY, name="Dārta Kronberga",
            membership=((roles.NATIONAL, COUNTRY),)),
    Persona("guardian", 9, _("Guardian"), "R. H.", _("by link, in Latvian"), link="guardian.plan"),
    Persona("learner", 10, _("Learner"), "G. H.", _("by link, in Latvian"), link="learner.plan"),
    Persona("data_protection_officer", 14, _("Data-protection officer"), "", _COUNTRY, name="Viktorija Krauze",
            membership=((roles.DPO, COUNTRY),)),
)  # fmt: skip

BY_KEY = {persona.key: persona for persona in PERSONAS}

#: Others who act in the story and are nobody's persona: key, name, role, path.
OTHERS: tuple[tuple[str, str, str, str], ...] = (
    ("municipality_deputy", "Gatis Mednis", roles.MUNICIPALITY, TOWN),
    ("national_second", "Oskars Vītols", roles.NATIONAL, COUNTRY),
    ("dpo_second", "Laura Niedre", roles.DPO, COUNTRY),
    ("administrator", "Matīss Zeltiņš", roles.ORG_ADMIN, TOWN),
)
