"""Addresses of task forces."""

from django.urls import path

from liantu.projects.task_forces import pages
from liantu.projects.task_forces.acts import FORCE_ACTS, PROJECT_ACTS

app_name = "task_forces"
urlpatterns = [path("", pages.LIST.view(), name="list"), *PROJECT_ACTS.urls, *FORCE_ACTS.urls]
