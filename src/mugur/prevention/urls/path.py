"""Addresses of a learner: the card and the path."""

from django.urls import URLPattern, path

from mugur.prevention.views import learner
from mugur.prevention.views import path as views

urlpatterns: list[URLPattern] = [
    path("learners/<uuid:uuid>/", learner.learner, name="learner"),
    path("learners/<uuid:uuid>/path/", views.path, name="path"),
    path("learners/<uuid:uuid>/path.csv", views.path_csv, name="path_csv"),
]
