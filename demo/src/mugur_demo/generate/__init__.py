"""Generates the invented schools of the demonstration, the same every time."""

from mugur_demo.generate.build import generate
from mugur_demo.generate.days import DEFAULT_DAY, day_of
from mugur_demo.generate.seeds import SEED
from mugur_demo.generate.world import World

__all__ = ["DEFAULT_DAY", "SEED", "World", "day_of", "generate"]
