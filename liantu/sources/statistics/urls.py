"""Addresses of statistical tables."""

from django.urls import path

from liantu.sources.statistics import acts, pages, views

app_name = "statistics"
urlpatterns = [
    path("", views.table_list, name="list"),
    path("industries/", views.industries, name="industries"),
    path("new/", pages.BRING.view(), name="bring"),
    path("<int:pk>/", pages.DETAIL.view(), name="detail"),
    *acts.ACTS.urls,
]
