"""Addresses of projects."""

from django.urls import path

from liantu.projects import views
from liantu.projects.acts import ACTS

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="list"),
    path("board/", views.board, name="board"),
    path("figures/", views.figures, name="figures"),
    path("stages/", views.plan, name="plan"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("merges/<int:pk>/undo/", views.part, name="part"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/card/", views.card, name="card"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/ahead/", views.ahead, name="ahead"),
    path("<int:pk>/papers/<int:paper_pk>/", views.paper, name="paper"),
    *ACTS.urls,
    *views.SHEET.urls,
]
