"""Addresses of the figures."""

from django.urls import URLPattern, path

from . import views

app_name = "statistics"
urlpatterns: list[URLPattern] = [
    path("figures/", views.levels, name="levels"),
    path("figures/figures.csv", views.levels_csv, name="levels_csv"),
]
