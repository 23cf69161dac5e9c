"""The demonstration as an application; it refuses to be part of anything else."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mugur_demo"
    label = "mugur_demo"

    def ready(self) -> None:
        from mugur.people.imports import allow_codes

        from . import codes, guard, placement  # noqa: F401

        guard.refuse_wrong_settings()
        allow_codes(codes.lv_demo)

        from mugur.people import imports

        from .generate.codes import is_made_here

        imports.allow_codes(is_made_here)
