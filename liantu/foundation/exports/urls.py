"""Addresses of long lists."""

from django.urls import path

from liantu.foundation.exports import pages, views

app_name = "exports"
urlpatterns = [
    path("", views.exports, name="list"),
    path("new/", pages.ASK.view(), name="ask"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/file/", views.fetch, name="fetch"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
