"""Addresses of sign-offs."""

from django.urls import path

from liantu.foundation.flows import pages, views
from liantu.foundation.flows.acts import SIGNOFF_ACTS

app_name = "signoff"
urlpatterns = [
    path("", views.signoffs, name="list"),
    path("<int:pk>/", pages.SIGNOFF.view(), name="detail"),
    *SIGNOFF_ACTS.urls,
]
