"""Addresses of the operator's pages, and of the watchdog."""

from django.urls import include, path

from liantu.foundation.system import pages, views

_pages = [
    path("", views.overview, name="overview"),
    path("doctor/", views.doctor, name="doctor"),
    path("doctor/run/", views.check, name="check"),
    path("heads/", pages.HEADS.view(), name="heads"),
    path("heads/send/", views.send_heads, name="send_heads"),
    path("wiring/", views.wiring, name="wiring"),
    path("backup/", views.back_up, name="back_up"),
]
urlpatterns = [path("healthz", views.healthz, name="healthz"), path("system/", include((_pages, "system")))]
