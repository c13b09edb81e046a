"""Addresses of the day and of notices."""

from django.urls import path

from liantu.foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.today, name="today"),
    path("notices/", views.notices, name="list"),
    path("notices/<int:pk>/", views.follow, name="open"),
    path("notices/read/", views.read, name="read"),
]
