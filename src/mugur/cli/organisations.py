"""``mugur organisation``: the first bodies of the tree, before anybody can found more by a page or a roster."""

import click

from mugur.cli.house import acting_at, changing, refuse

KINDS = (
    "state",
    "region",
    "municipality",
    "school",
    "employer",
    "information_point",
    "cultural_centre",
    "ngo",
    "provider",
    "receiving_partner",
    "other",
)


@click.group()
def organisation() -> None:
    """The tree of bodies.

    \b
    Examples:
      mugur organisation add lv. --kind state --name "Latvija" --country lv
      mugur organisation add lv.m01. --kind municipality --name "Ogres novads"
    """


@organisation.command()
@click.argument("path")
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--name", required=True)
@click.option("--country", help="Two letters; needed for the top of a tree only.")
def add(path: str, kind: str, name: str, country: str | None) -> None:
    """Found the organisation with PATH: small letters and digits, each part ending in a dot."""
    parent, _, code = path.rstrip(".").rpartition(".")
    if not path.endswith(".") or not code:
        refuse("A path is made of parts that each end in a dot, as in lv.m01.")
    if parent:
        with acting_at(f"{parent}.") as (body, who, on):
            from mugur.organisations import actions

            actions.found(body, by=who, on=on, code=code, kind=kind, name=name)
    elif country:
        _found_root(path, kind, name, country)
    else:
        refuse("The top of a tree needs --country.")
    click.echo(f"{name} is founded at {path}")


def _found_root(path: str, kind: str, name: str, country: str) -> None:
    with changing("organisations.root.founded", path) as on:
        from mugur.organisations.models import Organisation

        if Organisation.objects.filter(path=path).exists():
            refuse(f"There is already an organisation at {path}")
        Organisation(
            path=path, kind=kind, country=country.lower(), name=name, sort_key=name.casefold(), starts=on
        ).save()
