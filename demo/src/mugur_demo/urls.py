from django.urls import URLPattern, path

from . import views

app_name = "mugur_demo"
urlpatterns: list[URLPattern] = [
    path("", views.personas, name="personas"),
    path("enter/<str:key>/", views.enter, name="enter"),
]
