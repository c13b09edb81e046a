"""Addresses of the zone's own rules."""

from django.urls import path

from liantu.foundation.versions import pages, views
from liantu.foundation.versions.acts import ACTS

app_name = "versions"
urlpatterns = [
    path("", views.versions, name="list"),
    path("versions/<int:pk>/", pages.VERSION.view(), name="detail"),
    path("versions/<int:pk>/change/", views.change, name="change"),
    *ACTS.urls,
    path("<slug:rule>/", views.kind, name="kind"),
    path("<slug:rule>/new/", views.new, name="new"),
]
