"""Where operations stand and who pays: the sentences that several pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mugur.fund.models import BudgetLine, Costed, Fund, Operation, Portfolio
from mugur.fund.rules.state import Decision, State, state_on
from mugur.fund.texts import STATES
from mugur.web import formats
from mugur.web.charts.money import Money, Split

LIVE = (State.RUNNING, State.ANNOUNCED)


def language() -> str:
    """The reader's language, one of the five."""
    return formats.known(get_language())


def country_name(code: str) -> str:
    """The name of a country in the reader's language."""
    return str(Locale(language()).territories.get(code, code))


def written_share(share: Decimal, costed: Costed) -> str:
    """A rate with two decimals where it comes from amounts, else as it was published."""
    return formats.percent(share, language(), 2 if costed.total_cents is not None else 0)


def fund_line(fund: Fund) -> str:
    """ESF+ 2021–2027; the fund alone where the record names no period."""
    return f"{fund.short_name} {fund.period.replace('-', '–')}".strip()


def state_of(operation: Operation, on: date) -> State:
    """The state of an operation whose days are loaded."""
    decisions = [Decision(day.kind, day.day) for day in operation.days.all()]
    return state_on(on, starts=operation.starts, ends=operation.ends, decisions=decisions)


@dataclass(frozen=True)
class Standing:
    """A state in a word, a sentence with its day, a tone, and whether it is live."""

    state: State
    word: str
    sentence: str
    tone: str
    live: bool


def standing(operation: Operation, on: date) -> Standing:
    """Where an operation stands on a day, in the reader's language."""
    state = state_of(operation, on)
    word, tone = STATES[state]
    return Standing(state, str(word), _sentence(state, operation, on) or str(word), tone, state in LIVE)


def _sentence(state: State, operation: Operation, on: date) -> str:
    told = {name: formats.medium_day(day, language()) if day else "" for name, day in
            (("starts", operation.starts), ("ends", operation.ends))}  # fmt: skip
    match state:
        case State.ANNOUNCED:
            return _("Announced. Start: %(starts)s") % told
        case State.FOLLOW_UP:
            return _("Activity ended, follow-up open. Last day: %(ends)s") % told
        case State.EVALUATION:
            return _("Ended, evaluation open. Last day: %(ends)s") % told
        case State.ENDED:
            return _("Ended. Last day: %(ends)s") % told
        case State.RUNNING:
            return _running(operation, told, on)
    return ""


def _running(operation: Operation, told: dict[str, str], on: date) -> str:
    following = next((day for day in operation.days.all() if day.kind == "event" and day.day > on), None)
    if following is not None:
        day = formats.medium_day(following.day, language())
        return _("Running. %(what)s: %(day)s") % {"what": formats.in_language(following.names, language()), "day": day}
    return _("Running. Start: %(starts)s") % told if operation.starts else ""


def portfolio_standing(operations: Sequence[Operation], on: date) -> Standing | None:
    """Where a portfolio stands: a live operation speaks for it, else the first."""
    all_of_them = [standing(operation, on) for operation in operations]
    return next((one for one in all_of_them if one.live), all_of_them[0] if all_of_them else None)


def money_line(costed: Costed) -> str:
    """Amount and share in one sentence, each only when it was published."""
    share = written_share(costed.eu_share, costed) if costed.eu_share is not None else ""
    if costed.total_cents is not None:
        amount = formats.money(costed.total_cents, costed.currency, language())
        if not share:
            return amount
        return _("%(amount)s, of which the Union pays %(share)s") % {"amount": amount, "share": share}
    if share:
        return _("The Union pays %(share)s; the amount is not in the published record") % {"share": share}
    return _("No amount in the published record")


def who_pays(operation: Operation) -> Operation | Portfolio:
    """Whose published money an operation shows: its own, else that of its portfolio."""
    if operation.total_cents is not None or operation.portfolio.total_cents is None:
        return operation
    return operation.portfolio


def money_of(costed: Costed, lines: Iterable[BudgetLine]) -> Money | None:
    """Planned, spent and proven; nothing when no amount was published."""
    if costed.total_cents is None or costed.eu_cents is None or costed.national_cents is None:
        return None
    planned = Split(eu=costed.eu_cents, national=costed.national_cents, known=False)
    sums = [line for line in lines if line.category == ""]
    return Money(planned, _split(sums, "spent"), _split(sums, "proven"))


def _split(lines: Sequence[BudgetLine], certainty: str) -> Split | None:
    found = {line.source: line.cents for line in lines if line.certainty == certainty}
    if not found:
        return None
    return Split(eu=found.get("union", 0), national=found.get("national_and_own", 0), known=False)


def shares_text(costed: Costed) -> str:
    """What stands under "Co-funded by the European Union" on an operation's page."""
    share = costed.eu_share
    if share is None:
        return _("The share of the Union is not in the published record.")
    if costed.eu_cents is not None and costed.national_cents is not None:
        return _("European Union: %(eu)s (%(share)s). National and own: %(national)s (%(rest)s).") % {
            "eu": formats.money(costed.eu_cents, costed.currency, language()),
            "share": written_share(share, costed),
            "national": formats.money(costed.national_cents, costed.currency, language()),
            "rest": written_share(1 - share, costed),
        }
    return _("European Union: %(share)s. National and own: %(rest)s.") % {
        "share": written_share(share, costed), "rest": written_share(1 - share, costed),
    }  # fmt: skip


def named(costed: Portfolio | Operation) -> str:
    """The name in the reader's language."""
    return formats.in_language(costed.names, language())
