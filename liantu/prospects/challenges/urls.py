"""Addresses of open challenges."""

from django.urls import path

from liantu.prospects.challenges import views

app_name = "challenges"
urlpatterns = [
    path("", views.board, name="board"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/step/", views.step, name="step"),
]
