"""Addresses of this part."""

from django.urls import URLPattern

app_name = "atlas"
urlpatterns: list[URLPattern] = []
