"""Addresses of purchase lists."""

from django.urls import path

from liantu.chains.purchases import views

app_name = "purchases"
urlpatterns = [path("local-rate/", views.rates, name="rates"), *views.PURCHASES.urls]
