"""``mugur signals``: the indicators, run over the facts as they stood on a day."""

from datetime import datetime

import click

from mugur.cli.house import refusals_told
from mugur.cli.ready import leave, platform, tell


@click.group()
def signals() -> None:
    """Notice who needs attention."""


@signals.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day, as 2026-11-24.")
@click.option("--path", "paths", multiple=True, help="Only bodies at or below this path, as lv.aiz. (repeatable)")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def run(day: datetime, paths: tuple[str, ...], as_json: bool) -> None:
    """Run all indicators in force on a day and count the figures anew; running twice changes nothing.

    \b
    Example:
      mugur signals run --on 2026-11-24 --path lv.
    """
    with platform(), refusals_told():
        from mugur.access.reach import Reach, scope
        from mugur.organisations.models import Organisation
        from mugur.prevention import signalling
        from mugur.statistics import rollup

        on = day.date()
        tops = Organisation.objects.filter(parent__isnull=True).values_list("path", flat=True)
        reach = Reach.of(paths or tops)
        with scope(reach, on=on):
            report = signalling.run(on, reach.paths)
            rollup.run(on, reach.paths)
    tell(report.lines(), report.as_json(), wanted=as_json)
    leave(ok=report.ok)
