"""Addresses of statistical tables."""

from django.urls import path

from liantu.sources.statistics import pages, views

app_name = "statistics"
urlpatterns = [
    path("", views.table_list, name="list"),
    path("industries/", views.industries, name="industries"),
    path("new/", views.bring, name="bring"),
    path("<int:pk>/", pages.DETAIL.view(), name="detail"),
    path("<int:pk>/use/", views.use, name="use"),
    path("<int:pk>/concordance/", views.concordance, name="concordance"),
    path("<int:pk>/sizes/", views.sizes, name="sizes"),
]
