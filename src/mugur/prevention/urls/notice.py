"""Addresses of what was noticed: work, class, learners, signals, indicators, sheets and requests."""

from django.urls import URLPattern, path

from mugur.prevention.views import indicators, learners, my_class, observe, signal, work

urlpatterns: list[URLPattern] = [
    path("work/", work.work, name="work"),
    path("work/nobody/", work.nobody, name="nobody"),
    path("class/", my_class.my_class, name="my_class"),
    path("learners/", learners.learners, name="learners"),
    path("learners/<uuid:uuid>/observe/", observe.observe, name="observe"),
    path("learners/<uuid:uuid>/request/", observe.ask, name="ask"),
    path("signals/<uuid:uuid>/", signal.signal, name="signal"),
    path("signals/<uuid:uuid>/lessons/", signal.lessons, name="signal_lessons"),
    path("signals/<uuid:uuid>/hand-on/", signal.hand_on, name="signal_hand_on"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/<uuid:uuid>/", indicators.indicator, name="indicator"),
]
