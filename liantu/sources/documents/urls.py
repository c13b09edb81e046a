"""Addresses of documents."""

from django.urls import path

from liantu.sources.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("new/", views.bring, name="bring"),
    path("folder/", views.look_in_folder, name="folder"),
    path("find/", views.find, name="find"),
    path("ask/", views.ask, name="ask"),
    path("brief/", views.brief, name="brief"),
    path("claims/", views.claim_list, name="claims"),
    path("claims/<int:pk>/", views.check_claim, name="claim"),
    path("watched/", views.watches, name="watches"),
    path("watched/<int:pk>/drop/", views.unwatch, name="unwatch"),
    path("quality/", views.quality, name="quality"),
    path("facts/<int:pk>/<slug:verb>/", views.decide, name="decide"),
    *views.SOURCES.urls,
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/all/<slug:verb>/", views.decide_all, name="all"),
]
