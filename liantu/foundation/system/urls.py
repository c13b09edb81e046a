"""Addresses of the operator's pages, and of the watchdog."""

from django.urls import include, path

from liantu.foundation.system import views

_pages = [
    path("", views.overview, name="overview"),
    path("doctor/", views.doctor, name="doctor"),
    path("doctor/run/", views.check, name="check"),
    path("wiring/", views.wiring, name="wiring"),
    path("backup/", views.back_up, name="back_up"),
]
urlpatterns = [path("healthz", views.healthz, name="healthz"), path("system/", include((_pages, "system")))]
