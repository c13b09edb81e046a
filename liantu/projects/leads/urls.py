"""Addresses of leads."""

from django.urls import path

from liantu.projects.leads import views

app_name = "leads"
urlpatterns = [
    path("", views.lead_list, name="list"),
    path("new/", views.new, name="new"),
    path("check/", views.check, name="check"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/step/", views.step, name="step"),
    path("<int:pk>/phone/", views.phone, name="phone"),
    path("claims/<int:pk>/", views.decide, name="decide"),
    path("in/<slug:token>/", views.public, name="public"),
    *views.FORMS.urls,
    *views.SHEET.urls,
]
