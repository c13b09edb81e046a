"""Addresses of documents."""

from django.urls import path

from liantu.sources.documents import acts, pages, views
from liantu.sources.documents.paper import DAILY

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("new/", pages.BRING.view(), name="bring"),
    path("folder/", views.look_in_folder, name="folder"),
    path("find/", views.find, name="find"),
    path("ask/", views.ask, name="ask"),
    path("brief/", views.brief, name="brief"),
    path("brief/paper/", DAILY.view(), name="brief_paper"),
    path("claims/", views.claim_list, name="claims"),
    path("claims/<int:pk>/", pages.CLAIM.view(), name="claim"),
    path("watched/", pages.WATCHES.view(), name="watches"),
    path("quality/", views.quality, name="quality"),
    *views.SOURCES.urls,
    path("<int:pk>/", views.review, name="review"),
    *(url for one in acts.EVERY for url in one.urls),
]
