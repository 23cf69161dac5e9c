from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "mugur.prevention"
    label = "prevention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rights, purposes of links and terms register themselves when their modules are read."""
        from . import access, keep, loading  # noqa: F401

        loading.register()

        for found in iter_modules(access.__path__):
            import_module(f"{access.__name__}.{found.name}")
        for found in iter_modules([self.path]):
            if found.name.startswith("links_"):
                import_module(f"mugur.prevention.{found.name}")
