"""Addresses of the calendar."""

from django.urls import path

from liantu.foundation.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("notice/", views.notice, name="notice"),
    *views.DAYS.urls,
    *views.HOURS.urls,
]
