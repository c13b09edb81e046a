"""Addresses of the work of task forces."""

from django.urls import path

from liantu.outreach.work import views

app_name = "work"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("inspections/<int:pk>/", views.inspection, name="inspection"),
    path("points/<int:pk>/note/", views.note, name="note"),
    *views.POINTS.urls,
    path("<slug:code>/", views.year, name="year"),
    path("<slug:code>/tasks/", views.give, name="give"),
    path("<slug:code>/meetings/new/", views.meeting_new, name="meeting_new"),
    path("<slug:code>/inspections/new/", views.inspection_new, name="inspection_new"),
]
