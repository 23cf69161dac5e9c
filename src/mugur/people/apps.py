from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mugur.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mugur.access.who import register_lookup

        from . import keep, queries, work  # noqa: F401

        register_lookup("assigned", queries.assigned_person_ids)
        register_lookup("tied", queries.tied_person_ids)
