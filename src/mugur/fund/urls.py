from django.urls import URLPattern, path

from . import views

app_name = "fund"
urlpatterns: list[URLPattern] = [
    path("", views.front_page, name="front"),
    path("operations/", views.operations, name="operations"),
    path("operations/list.csv", views.operations_csv, name="operations_csv"),
    path("operations/<path:slug>/", views.one_operation, name="operation"),
]
