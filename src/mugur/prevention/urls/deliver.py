"""Addresses of support given."""

from django.urls import URLPattern, path

from mugur.prevention.views import deliver as views

urlpatterns: list[URLPattern] = [
    path("deliver/", views.deliver, name="deliver"),
    path("deliver/one/", views.record_one, name="deliver_one"),
    path("deliver/other/", views.open_other, name="deliver_other"),
    path("deliver/<uuid:uuid>/", views.session, name="session"),
    path("deliver/<uuid:uuid>/record/", views.record, name="session_record"),
    path("deliver/<uuid:uuid>/take-back/", views.take_back, name="session_take_back"),
    path("deliver/<uuid:uuid>/correct/", views.correct, name="session_correct"),
    path("deliver/<uuid:uuid>/sheet/", views.sheet, name="session_sheet"),
]
