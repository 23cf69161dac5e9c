"""Indicators are authored by people, versioned with a day, and put into force by a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.organisations.models import Organisation
from mugur.prevention.access import notice as access
from mugur.prevention.models import IndicatorDefinition, IndicatorVersion
from mugur.prevention.rules import indicators as rules
from mugur.prevention.signalling import in_force

CARRIED = ("window_days", "minimum", "grows_by", "answer_days", "parameters", "source", "verified")


@action(access.SET_INDICATOR, audit="prevention.indicator.proposed")
def propose(
    body: Organisation, *, by: Who, on: date, definition: IndicatorDefinition, watch: Decimal | None,
    act: Decimal | None, starts: date, legal_basis: str, inputs: list[str], more: Mapping[str, Any],
) -> IndicatorVersion:  # fmt: skip
    """Proposes cuts for a programme from a day on; another person puts them into force."""
    shape = rules.formula(definition.formula)
    rules.check_inputs(inputs)
    rules.check_cuts(shape.direction, watch, act)
    if not legal_basis.strip():
        raise RuleBroken("prevention.source_missing")
    if starts < on and not by.machine:
        raise RuleBroken("prevention.version_in_past")
    version = IndicatorVersion(
        definition=definition, number=_next(definition, body.path), scope_path=body.path, watch=watch, act=act,
        direction=shape.direction, starts=starts, legal_basis=legal_basis.strip(), inputs=inputs,
        made_by_id=by.account_id, **more,
    )  # fmt: skip
    version.save()
    return version


def _next(definition: IndicatorDefinition, path: str) -> int:
    last = IndicatorVersion.objects.filter(definition=definition, scope_path=path).order_by("-number").first()
    return last.number + 1 if last else 1


@action(access.APPROVE_INDICATOR, audit="prevention.indicator.put_in_force")
def put_in_force(version: IndicatorVersion, *, by: Who, on: date) -> IndicatorVersion:
    """A second person puts proposed cuts into force; the version before ends the day before."""
    if version.made_by_id is not None and version.made_by_id == by.account_id:
        raise RuleBroken("prevention.own_cuts")
    if version.approved_on is not None:
        raise RuleBroken("prevention.already_in_force")
    _end_before(version)
    version.approved_by_id, version.approved_on = by.account_id, on
    version.save()
    return version


def _end_before(version: IndicatorVersion) -> None:
    """Ends what is in force for the same body with the day before ``version`` begins."""
    running = IndicatorVersion.objects.filter(
        definition=version.definition, scope_path=version.scope_path, ends__isnull=True, approved_on__isnull=False
    ).exclude(pk=version.pk)
    for old in running:
        old.ends = max(old.starts, version.starts - timedelta(days=1))
        old.save()


def programme_version(definition: IndicatorDefinition, path: str, *, on: date) -> IndicatorVersion:
    """The cuts in force above a school's own; without them there is nothing to be stricter than."""
    own = in_force(on, path).get(definition.code, [])
    above = [v for v in own if v.scope_path != path and path.startswith(v.scope_path)]
    if not above:
        raise RuleBroken("prevention.no_programme_cut")
    return max(above, key=lambda v: len(v.scope_path))


@action(access.TIGHTEN, audit="prevention.indicator.tightened")
def tighten(
    body: Organisation, *, by: Who, on: date, definition: IndicatorDefinition, watch: Decimal | None,
    act: Decimal | None,
) -> IndicatorVersion:  # fmt: skip
    """A school notices earlier than the programme; looser cuts are refused with both values."""
    base = programme_version(definition, body.path, on=on)
    rules.check_cuts(base.direction, watch, act)
    rules.check_tighter(base.direction, base=(base.watch, base.act), own=(watch, act))
    version = IndicatorVersion(
        definition=definition, number=_next(definition, body.path), scope_path=body.path, watch=watch, act=act,
        direction=base.direction, inputs=base.inputs, legal_basis=base.legal_basis, starts=on, approved_on=on,
        made_by_id=by.account_id, **{name: getattr(base, name) for name in CARRIED},
    )  # fmt: skip
    _end_before(version)
    version.save()
    return version
