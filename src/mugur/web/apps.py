from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mugur.web"
    label = "web"
