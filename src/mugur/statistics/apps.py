from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "mugur.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import keep  # noqa: F401
