"""What waits today for each persona: asked of the product itself, in the persona's name, without names of learners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mugur.access.models import Account
from mugur.access.reach import scope
from mugur.organisations.queries import who_is
from mugur.prevention.queries.work import work_page

from .personas import PERSONAS, Persona

NOON = 12


@dataclass(frozen=True)
class Card:
    """One persona on the page."""

    persona: Persona
    lines: tuple[str, ...]
    late: bool = False


def cards(on: date) -> list[Card]:
    """All personas with what waits for them."""
    accounts = {one.email: one for one in Account.objects.filter(synthetic=True, email__in=[p.email for p in PERSONAS])}
    return [_card(persona, accounts.get(persona.email), on) for persona in PERSONAS]


def _card(persona: Persona, account: Account | None, on: date) -> Card:
    if account is None:
        return Card(persona, (str(persona.look),))
    who = who_is(account, on=on, aal=2)
    with scope(who.reach, on=on):
        tasks = work_page(who, on=on, hour=NOON).tasks
    lines = []
    if tasks:
        lines.append(ngettext("One thing waits.", "%(n)s things wait.", len(tasks)) % {"n": len(tasks)})
    if not lines:
        lines.append(_("Nothing waits."))
    return Card(persona, (*lines, str(persona.look)), any(task.late for task in tasks))
