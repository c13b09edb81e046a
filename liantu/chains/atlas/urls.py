"""Addresses of the atlas."""

from django.urls import path

from liantu.chains.atlas import views

app_name = "atlas"
urlpatterns = [
    path("<slug:code>/", views.atlas, name="atlas"),
    path("<slug:code>/write/", views.write, name="write"),
    path("<slug:code>/export/", views.export, name="export"),
]
