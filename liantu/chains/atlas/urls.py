"""Addresses of the atlas."""

from django.urls import path

from liantu.chains.atlas import views
from liantu.chains.atlas.paper import ATLAS

app_name = "atlas"
urlpatterns = [
    path("<slug:code>/", views.atlas, name="atlas"),
    path("<slug:code>/paper/", ATLAS.view(), name="paper"),
    path("<slug:code>/write/", views.write, name="write"),
    path("<slug:code>/export/", views.export, name="export"),
]
