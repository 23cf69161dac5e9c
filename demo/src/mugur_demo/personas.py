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
    who: Promise | str
    place: Promise | str
    staff: str = ""
    """Initials of the member of staff, or ``head`` for the head of the story's school."""
    membership: tuple[tuple[str, str], ...] = ()
    """Roles with their paths, for those who are not staff of a school."""
    name: str = ""
    link: str = ""
    """Purpose of the link for those without an account."""
    learner: str = ""
    """Initials of the learner whom the link is about."""
    look: Promise | str = ""
    """What is worth looking at."""
    start: str = "prevention:work"
    """Address of the first page."""
    query: str = ""

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
    Persona(
        "class_teacher",
        1,
        _("Class teacher"),
        "K. L.",
        _SCHOOL,
        staff="K. L.",
        look=_("Signals of A. B. and C. D., the review of E. F., the plan of G. H. to be sent."),
    ),
    Persona(
        "social_pedagogue",
        2,
        _("Social pedagogue"),
        "M. K.",
        _SCHOOL,
        staff="M. K.",
        look=_("The first talk with A. B. tomorrow, and a line of a plan that only the case team reads."),
    ),
    Persona(
        "assistant",
        3,
        _("Teacher assistant"),
        "O. P.",
        _SCHOOL,
        staff="O. P.",
        start="prevention:deliver",
        look=_("Three sessions today, one of them kept at 13:02; the homework group in three taps."),
    ),
    Persona(
        "coordinator",
        4,
        _("School coordinator"),
        "D. R.",
        _SCHOOL,
        staff="D. R.",
        look=_("The signal of N. O. that was handed on, and signals on which nobody has acted."),
    ),
    Persona(
        "head",
        5,
        _("Head"),
        "",
        _SCHOOL,
        staff="head",
        look=_("The objection of K. M.’s family, and plans of other classes."),
    ),
    Persona(
        "municipality",
        6,
        _("Municipality coordinator"),
        "",
        _TOWN,
        name="Ilze Sproģe",
        membership=((roles.MUNICIPALITY, TOWN),),
        look=_("Fourteen plan versions: eleven within every limit, three that need an eye."),
    ),
    Persona(
        "data_keeper",
        7,
        _("Data keeper"),
        "",
        _TOWN,
        name="Reinis Upmanis",
        start="people:imports",
        membership=((roles.DATA_STEWARD, TOWN),),
        look=_("The roster of 21 November: fourteen rows wait for an answer."),
    ),
    Persona(
        "national",
        8,
        _("National manager"),
        "",
        _COUNTRY,
        name="Dārta Kronberga",
        start="statistics:levels",
        query="?year=2020/21",
        membership=((roles.NATIONAL, COUNTRY),),
        look=_("From notice to result in 2020/21, on three levels; the rules of the indicators."),
    ),
    Persona(
        "guardian",
        9,
        _("Guardian"),
        "R. H.",
        _("by link, in Latvian"),
        link="guardian.plan",
        learner="G. H.",
        look=_("The receipt for version 2 of the plan, who looked at the data, and a way to withdraw."),
    ),
    Persona(
        "learner",
        10,
        _("Learner"),
        "G. H.",
        _("by link, in Latvian"),
        link="learner.plan",
        learner="G. H.",
        look=_("The plan in plain language, with a place for own words."),
    ),
    Persona(
        "data_protection_officer",
        14,
        _("Data-protection officer"),
        "",
        _COUNTRY,
        name="Viktorija Krauze",
        membership=((roles.DPO, COUNTRY),),
        start="prevention:indicators",
        look=_("What the indicators read, and what they never read."),
    ),
    Persona(
        "guardian_asked",
        0,
        _("Guardian"),
        _("of A. Z."),
        _("by link, in Latvian"),
        link="guardian.plan",
        learner="A. Z.",
        look=_("A plan that waits for an answer: agree, ask or object, each as large as the others."),
    ),
    Persona(
        "guardian_of_age",
        0,
        _("Guardian"),
        _("of N. O."),
        _("by a link that has ended"),
        link="guardian.plan",
        learner="N. O.",
        look=_("N. O. turned 18 on 21 November: the link ended at midnight."),
    ),
)

BY_KEY = {persona.key: persona for persona in PERSONAS}

#: Others who act in the story and are nobody's persona: key, name, role, path.
OTHERS: tuple[tuple[str, str, str, str], ...] = (
    ("municipality_deputy", "Gatis Mednis", roles.MUNICIPALITY, TOWN),
    ("national_second", "Oskars Vītols", roles.NATIONAL, COUNTRY),
    ("dpo_second", "Laura Niedre", roles.DPO, COUNTRY),
    ("administrator", "Matīss Zeltiņš", roles.ORG_ADMIN, TOWN),
)
