"""``mugur operations``: the published records of this installation."""

from typing import Any

import click

from mugur.cli.ready import leave, platform, tell, today


@click.command()
@click.option("--load", is_flag=True, help="First bring in the five programmes that come with the package.")
@click.option("--demonstration", is_flag=True, help="With --load: add invented amounts and counts, marked as such.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def operations(load: bool, demonstration: bool, as_json: bool) -> None:
    """List the published operations with where they stand today.

    \b
    Examples:
      mugur operations
      mugur operations --load
      mugur operations --json

    Loading twice changes nothing. What a published record does not say stays
    empty.
    """
    with platform():
        rows = _rows(load, demonstration)
    lines = [f"{row['code'] or row['key']}  {row['name']}  {row['state']}" for row in rows]
    tell(lines or ["There are no operations yet: mugur operations --load"], rows, wanted=as_json)
    leave(ok=True)


def _rows(load: bool, demonstration: bool) -> list[dict[str, Any]]:
    from mugur.access.reach import Reach, scope
    from mugur.access.who import machine
    from mugur.fund import seed
    from mugur.fund.queries.listing import Asked, fitting

    on = today()
    who = machine("setup", on=on, paths=("eu.", "hu.", "lv.", "ro.", "se."))
    with scope(Reach.of(who.machine_paths), on=on):
        if load:
            seed.load_programmes(who, on)
        if load and demonstration:
            seed.load_demonstration(who, on)
        return [
            {
                "code": operation.code, "key": operation.key, "name": operation.names.get("en", ""),
                "country": operation.country, "fund": operation.programme.fund.short_name, "starts": operation.starts,
                "ends": operation.ends, "state": stands.state.value, "unknown": operation.unknown,
            }
            for operation, stands in fitting(who, Asked())
        ]  # fmt: skip
