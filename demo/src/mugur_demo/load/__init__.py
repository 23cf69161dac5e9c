"""The loader of the demonstration: the mass by COPY, the story by the product's own actions, then the checks."""

from .steps import is_loaded, load, where_to_look

__all__ = ["is_loaded", "load", "where_to_look"]
