"""Addresses of suggestion lists."""

from django.urls import path

from liantu.prospects.suggestions import pages, views
from liantu.prospects.suggestions.acts import ACTS

app_name = "suggestions"
urlpatterns = [
    path("", pages.LIST.view(), name="list"),
    path("new/", pages.NEW.view(), name="new"),
    path("remind/", views.remind, name="remind_all"),
    path("remind/<int:pk>/", views.remind, name="remind"),
    path("<int:pk>/", pages.DETAIL.view(), name="detail"),
    path("<int:pk>/change/", pages.CHANGE.view(), name="change"),
    path("<int:pk>/phone/", views.phone, name="phone"),
    *ACTS.urls,
]
