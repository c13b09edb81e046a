"""Addresses of open challenges."""

from django.urls import path

from liantu.prospects.challenges import pages
from liantu.prospects.challenges.acts import ACTS

app_name = "challenges"
urlpatterns = [
    path("", pages.BOARD.view(), name="board"),
    path("new/", pages.NEW.view(), name="new"),
    path("<int:pk>/", pages.DETAIL.view(), name="detail"),
    *ACTS.urls,
]
