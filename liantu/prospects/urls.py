"""Addresses of the targets room."""

from django.urls import path

from liantu.prospects import pages, views
from liantu.prospects.acts import FITS

app_name = "prospects"
urlpatterns = [
    path("", views.index, name="index"),
    path("calibration/", views.calibrated, name="calibration"),
    path("calibration/fit/", views.fit, name="fit"),
    path("hit-rate/", views.hit_rate, name="hit_rate"),
    *FITS.urls,
    *views.RESTRICTED.urls,
    path("lists/<int:pk>/", pages.LIST.view(), name="list"),
    path("lists/<int:pk>/export/", views.list_export, name="list_export"),
    path("lists/<int:pk>/archive/", views.list_archive, name="list_archive"),
    path("lists/<int:pk>/restore/", views.list_restore, name="list_restore"),
    path("marks/<int:pk>/withdraw/", views.mark_withdraw, name="mark_withdraw"),
    path("<slug:chain_code>/<slug:node_code>/", views.node, name="node"),
    path("<slug:chain_code>/<slug:node_code>/why/", views.why, name="why"),
    path("<slug:chain_code>/<slug:node_code>/compare/", views.compare, name="compare"),
    path("<slug:chain_code>/<slug:node_code>/save/", views.save, name="save"),
    path("<slug:chain_code>/<slug:node_code>/export/", views.export, name="export"),
    path("<slug:chain_code>/<slug:node_code>/mark/<int:enterprise_id>/", views.mark, name="mark"),
]
