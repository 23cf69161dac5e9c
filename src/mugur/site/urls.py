"""The addresses of the house; each room brings its own."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from . import signin, views

handler400 = "mugur.site.middleware.bad_request"
handler404 = "mugur.site.middleware.not_found"
handler500 = "mugur.site.middleware.unexpected"

urlpatterns: list[URLPattern | URLResolver] = [
    path("l/<str:token>/", views.open_link, name="open_link"),
    path("link/", views.link_home, name="link_home"),
    path("job/<uuid:uuid>/", views.job, name="job"),
    path("invite/<str:token>/", signin.invite, name="invite"),
    path("second-factor/", signin.factor, name="factor"),
    path("sign-in/", include("allauth.urls")),
    path("", include("mugur.site.public_urls")),
    path("", include("mugur.fund.urls")),
    path("", include("mugur.people.urls")),
    path("", include("mugur.prevention.urls")),
    path("", include("mugur.statistics.urls")),
]
if settings.MUGUR_MODE == "demo":
    urlpatterns.append(path("demo/", include("mugur_demo.urls")))
