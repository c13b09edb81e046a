"""Every address of the program, by room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("liantu.foundation.accounts.urls")),
    path("", include("liantu.ui.urls")),
    path("targets/", include("liantu.prospects.urls")),
]
