"""Addresses of the standing pages about the platform itself."""

from django.urls import URLPattern, path

from . import pages

urlpatterns: list[URLPattern] = [
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("source/", pages.source, name="source"),
    path("demonstration/", pages.demonstration, name="demonstration"),
    path("contact/", pages.contact, name="contact"),
]
