"""Addresses of duties."""

from django.urls import path

from liantu.foundation.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.duties, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("hand-over/", views.hand_over, name="hand_over"),
]
