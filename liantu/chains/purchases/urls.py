"""Addresses of purchase lists."""

from django.urls import path

from liantu.chains.purchases import views

app_name = "purchases"
urlpatterns = [
    path("local-rate/", views.rates, name="rates"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    *views.PURCHASES.urls,
]
