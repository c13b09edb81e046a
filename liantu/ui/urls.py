"""Addresses of the frame."""

from django.urls import path

from liantu.ui import gallery, views

app_name = "ui"

urlpatterns = [
    path("methods/", views.methods, name="methods"),
    path("methods/<slug:method>/", views.method, name="method"),
    path("more/", views.more, name="more"),
    path("more/pin/", views.pin, name="pin"),
    path("more/side/", views.side, name="side"),
    path("search/", views.search, name="search"),
    path("suggest/<slug:kind>/", views.suggest, name="suggest"),
    path("amount/", views.amount, name="amount"),
    path("language/", views.language, name="language"),
    path("saved-views/", views.save_view, name="save_view"),
    path("saved-views/<int:pk>/delete/", views.delete_view, name="delete_view"),
    path("system/gallery/", gallery.gallery, name="gallery"),
    path("system/gallery/<slug:kind>/", gallery.kind, name="gallery_kind"),
]
