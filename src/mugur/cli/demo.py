"""``mugur demo``: the demonstration, loaded once and served."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from mugur.cli import shop
from mugur.cli.postgres import remove_data
from mugur.cli.ready import OK, Stopped, mode_of, running_database
from mugur.cli.serve import HOST, PORT, run
from mugur.cli.setup import lay_out
from mugur.lib.logins import home


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=PORT, show_default=True)
@click.option("--day", help="The day on which the demonstration stands, as 2026-11-24, or: auto")
@click.option("--load-only", is_flag=True, help="Load it and stop.")
@click.option("--fresh", is_flag=True, help="Throw the embedded database away first and load anew.")
def demo(port: int, day: str | None, load_only: bool, fresh: bool) -> None:
    """Load the demonstration, once, and serve it.

    \b
    Examples:
      mugur demo
      PORT=8080 mugur demo
      mugur demo --fresh --day auto

    All persons in it are invented. A home that holds a demonstration never
    becomes one for real persons.
    """
    _claim_home()
    if _half_loaded().exists() and not os.environ.get("DATABASE_URL"):
        click.echo("The last loading was broken off; it is begun anew.")
        fresh = True
    if fresh:
        if os.environ.get("DATABASE_URL"):
            raise click.UsageError(
                "--fresh deletes the embedded database only; empty the one of DATABASE_URL yourself."
            )
        shop.refuse_while_open(home())
        remove_data(home())
    if load_only:
        with running_database() as server:
            lay_out(server)
            load(day)
        sys.exit(OK)
    run(HOST, port, before=lambda: load(day), told=_where_to_look)


def load(day: str | None) -> None:
    """Load the story into a database that does not have it yet; nothing is done twice."""
    from mugur_demo import load as loader

    if not loader.is_loaded():
        _half_loaded().touch()
        loader.load(day=day, tell=click.echo)
    _half_loaded().unlink(missing_ok=True)


def _half_loaded() -> Path:
    """A mark that stands while the story is being loaded; found at the start, it means: begin anew."""
    return home() / "demo.loading"


def _claim_home() -> None:
    """Make sure that this home is a demonstration's or nobody's yet."""
    if find_spec("mugur_demo") is None:
        raise Stopped("The demonstration is not installed here, as it should be on a machine for real persons.")
    begun = (home() / "mode").exists() or (home() / "postgres" / "data").exists()
    if begun and mode_of(home()) != "demo":
        raise Stopped(f"{home()} is a home for {mode_of(home())}, not for demo. Set MUGUR_HOME to another.")
    os.environ["MUGUR_MODE"] = "demo"


def _where_to_look(address: str) -> list[str]:
    from mugur_demo import load as loader

    return [
        "",
        f"Mugur's demonstration is at {address}",
        "",
        *(f"  {line}" for line in loader.where_to_look(address)),
        "",
    ]
