"""``mugur keys``: the secret keys of an installation, made on purpose and listed without their values."""

import click

from mugur.cli.ready import FINDINGS, tell
from mugur.lib import keys as store
from mugur.lib.logins import home


@click.group()
def keys() -> None:
    """Make, rotate and list secret keys. Values are never shown.

    Keys lie in MUGUR_KEYS (default: MUGUR_HOME/keys), one file for each use,
    readable by their owner alone, and are never part of a backup.
    """


@keys.command()
def create() -> None:
    """Make the keys that are not there yet."""
    made = store.create(home())
    click.echo(f"Made in {store.keys_dir(home())}: {', '.join(made)}." if made else "All keys are there.")


@keys.command()
@click.argument("name", type=click.Choice(store.NAMES))
def rotate(name: str) -> None:
    """Put a new key in front; the older ones still open what they closed."""
    click.echo(f"{name} now has the key {store.rotate(home(), name)}. Restart what is running.")


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def list_keys(as_json: bool) -> None:
    """Name each key and its short names, the newest first."""
    missing = store.missing(home())
    if missing:
        tell([f"{name}: missing" for name in missing], {"missing": missing}, wanted=as_json)
        raise SystemExit(FINDINGS)
    rings = {name: [key.kid for key in getattr(store.load(home()), name).keys] for name in store.NAMES}
    tell([f"{name}: {', '.join(kids)}" for name, kids in rings.items()], rings, wanted=as_json)
