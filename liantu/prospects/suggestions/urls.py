"""Addresses of suggestion lists."""

from django.urls import path

from liantu.prospects.suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("", views.suggestion_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/step/", views.step, name="step"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/phone/", views.phone, name="phone"),
]
