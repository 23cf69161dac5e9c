"""All sentences of this room, gathered from its nouns."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from django.utils.functional import Promise

REFUSALS: dict[str, Promise | str] = {}
for _found in iter_modules([str(Path(__file__).parent)]):
    if _found.name.startswith("refusals_"):
        REFUSALS.update(import_module(f"mugur.prevention.{_found.name}").REFUSALS)
