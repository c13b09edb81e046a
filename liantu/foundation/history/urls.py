"""Addresses of the audit log."""

from django.urls import path

from liantu.foundation.history import pages, views

app_name = "audit"
urlpatterns = [path("", views.log, name="log"), path("<int:pk>/", pages.ENTRY.view(), name="entry")]
