"""Addresses of imports and of learners whom a file no longer names."""

from django.urls import URLPattern, path, re_path

from . import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("imports/", views.imports, name="imports"),
    path("imports/send/", views.import_send, name="import_send"),
    path("imports/missing/", views.missing, name="missing"),
    path("imports/missing/<uuid:uuid>/", views.missing_learner, name="missing_learner"),
    path("imports/<uuid:uuid>/", views.import_batch, name="import_batch"),
    path("imports/<uuid:uuid>/answer/", views.import_answer, name="import_answer"),
    path("imports/<uuid:uuid>/encoding/", views.import_encoding, name="import_encoding"),
    path("imports/<uuid:uuid>/bring/", views.import_bring, name="import_bring"),
    path("imports/<uuid:uuid>/again/", views.import_again, name="import_again"),
    path("imports/<uuid:uuid>/close/", views.import_close, name="import_close"),
    re_path(
        r"^imports/(?P<uuid>[0-9a-f-]{36})/findings\.(?P<form>csv|xlsx)$", views.import_findings, name="import_findings"
    ),
]
