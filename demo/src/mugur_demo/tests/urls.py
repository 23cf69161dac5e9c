"""The addresses of the house with those of the demonstration."""

from django.urls import include, path

from mugur.site.urls import handler400, handler404, handler500  # noqa: F401
from mugur.site.urls import urlpatterns as house

urlpatterns = [*house, path("demo/", include("mugur_demo.urls"))]
