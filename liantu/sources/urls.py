"""Addresses of the data sources."""

from django.urls import path

from liantu.sources import views

app_name = "sources"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("policy/", views.policy, name="policy"),
    path("imports/<int:pk>/", views.import_page, name="import"),
    path("imports/<int:pk>/save/", views.import_save, name="import_save"),
    path("imports/<int:pk>/abandon/", views.import_abandon, name="import_abandon"),
    path("registers/<slug:release_id>/", views.release, name="release"),
    path("registers/<slug:release_id>/add/", views.new, name="append"),
    path("registers/<slug:release_id>/use/", views.use, name="use"),
    path("registers/<slug:release_id>/drop/", views.drop, name="drop"),
    path("registers/<slug:release_id>/files/<str:name>", views.download, name="download"),
]
