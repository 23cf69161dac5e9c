"""The demonstration as an application; it refuses to be part of anything else."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mugur_demo"
    label = "mugur_demo"

    def ready(self) -> None:
        from . import guard

        guard.refuse_wrong_settings()

        from mugur.people import imports

        from .generate.codes import is_made_here

        imports.allow_codes(is_made_here)
