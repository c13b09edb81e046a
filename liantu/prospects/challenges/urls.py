"""Addresses of this part."""

from django.urls import URLPattern

app_name = "challenges"
urlpatterns: list[URLPattern] = []
