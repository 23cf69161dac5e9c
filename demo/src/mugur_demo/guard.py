"""A demonstration never meets real persons: what must hold before it starts."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_wrong_settings() -> None:
    """Raises ImproperlyConfigured unless this process runs a demonstration."""
    if settings.MUGUR_MODE not in ("demo", "test"):
        raise ImproperlyConfigured("The demonstration is part of a demonstration only; set MUGUR_MODE=demo.")
