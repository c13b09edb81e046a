"""Addresses of sign-offs."""

from django.urls import path

from liantu.foundation.flows import views

app_name = "signoff"
urlpatterns = [
    path("", views.signoffs, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
