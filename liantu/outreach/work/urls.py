"""Addresses of the work of task forces."""

from django.urls import path

from liantu.outreach.work import acts, pages, views

app_name = "work"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("tasks/new/", pages.NEW_TASK.view(), name="task_new"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("meetings/<int:pk>/", pages.MEETING.view(), name="meeting"),
    path("inspections/<int:pk>/", pages.INSPECTION.view(), name="inspection"),
    *views.POINTS.urls,
    *acts.POINTS.urls,
    *acts.TASKS.urls,
    path("<slug:code>/", pages.YEAR.view(), name="year"),
    path("<slug:code>/meetings/new/", pages.NEW_MEETING.view(), name="meeting_new"),
    path("<slug:code>/inspections/new/", pages.NEW_INSPECTION.view(), name="inspection_new"),
]
