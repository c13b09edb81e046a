"""Addresses of the calendar."""

from django.urls import path

from liantu.foundation.calendar import pages, views

app_name = "calendar"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("day/", views.told, name="told"),
    path("month/", views.this_month, name="this_month"),
    path("<int:year>-<int:month>/", views.month, name="month"),
    path("notice/", pages.NOTICE.view(), name="notice"),
    *views.DAYS.urls,
    *views.HOURS.urls,
]
