"""One step of a bench in a process of its own, because a process has one login: ``python -m bench.step world 10``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mugur.cli.ready import set_up_django

from .sizes import Size


def main(what: str, times: str, to: str) -> None:
    """Do the step and write what was measured to a file."""
    set_up_django()
    size = Size(float(times))
    found: object = None
    if what == "world":
        from . import world

        world.build(size)
    elif what == "facts":
        from . import facts

        found = facts.measure(size)
    elif what == "run":
        from . import run

        found = run.measure(size)
    elif what == "pages":
        from . import pages

        found = pages.measure(size)
    Path(to).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
