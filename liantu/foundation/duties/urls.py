"""Addresses of duties."""

from django.urls import path

from liantu.foundation.duties import pages, views
from liantu.foundation.duties.acts import ACTS

app_name = "duties"
urlpatterns = [
    path("", views.duties, name="list"),
    path("<int:pk>/", pages.DUTY.view(), name="detail"),
    path("<int:pk>/row/", views.row, name="row"),
    *ACTS.urls,
    path("hand-over/", pages.HAND_OVER.view(), name="hand_over"),
]
