"""Addresses of product lists."""

from django.urls import path

from liantu.sources.products import acts, pages, views

app_name = "products"
urlpatterns = [
    path("", views.release_list, name="list"),
    path("new/", pages.BRING.view(), name="bring"),
    path("<int:pk>/", pages.DETAIL.view(), name="detail"),
    path("<int:pk>/dropped.csv.gz", views.dropped, name="dropped"),
    *acts.ACTS.urls,
]
