"""The named learners: what happened to them, told through the product's own actions in somebody's name."""

from .timeline import ACTS, prepare

__all__ = ["ACTS", "prepare"]
