"""Addresses of leads."""

from django.urls import path

from liantu.projects.leads import pages, views
from liantu.projects.leads.acts import ACTS, CLAIM_ACTS

app_name = "leads"
urlpatterns = [
    path("", pages.LIST.view(), name="list"),
    path("new/", pages.NEW.view(), name="new"),
    path("check/", views.check, name="check"),
    path("found/", views.found, name="found"),
    path("<int:pk>/", pages.DETAIL.view(), name="detail"),
    path("<int:pk>/phone/", views.phone, name="phone"),
    path("in/<slug:token>/", views.public, name="public"),
    *ACTS.urls,
    *CLAIM_ACTS.urls,
    *views.FORMS.urls,
    *views.SHEET.urls,
]
