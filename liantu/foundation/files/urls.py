"""Addresses of files."""

from django.urls import path

from liantu.foundation.files import pages, views

app_name = "files"
urlpatterns = [
    path("", views.files, name="list"),
    path("<int:pk>/", views.download, name="download"),
    path("<int:pk>/delete/", pages.DELETE.view(), name="delete"),
]
