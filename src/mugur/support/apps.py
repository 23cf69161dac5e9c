from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "mugur.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import keep  # noqa: F401
