"""Addresses of background work."""

from django.urls import path

from liantu.foundation.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/retry/", views.retry, name="retry"),
    path("schedules/", views.schedules, name="schedules"),
    path("schedules/<int:pk>/switch/", views.switch, name="switch"),
    path("schedules/<int:pk>/run/", views.run_now, name="run_now"),
]
