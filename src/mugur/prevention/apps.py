from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "mugur.prevention"
    label = "prevention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import keep  # noqa: F401
