"""Addresses of the data sources."""

from django.urls import path

from liantu.sources import acts, pages, views

app_name = "sources"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", pages.NEW.view(), name="new"),
    path("policy/", views.policy, name="policy"),
    path("imports/<int:pk>/", views.import_page, name="import"),
    path("registers/<slug:release_id>/", views.release, name="release"),
    path("registers/<slug:release_id>/add/", views.append, name="append"),
    path("registers/<slug:release_id>/files/<str:name>", views.download, name="download"),
    *acts.RELEASE.urls,
    *acts.IMPORT.urls,
]
