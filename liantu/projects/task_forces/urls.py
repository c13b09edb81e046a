"""Addresses of task forces."""

from django.urls import path

from liantu.projects.task_forces import views

app_name = "task_forces"
urlpatterns = [path("", views.force_list, name="list"), path("<int:pk>/<slug:verb>/", views.act, name="act")]
