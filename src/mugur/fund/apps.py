from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "mugur.fund"
    label = "fund"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import keep  # noqa: F401
