"""Addresses of projects."""

from django.urls import path

from liantu.projects import pages, project_page, tables, views
from liantu.projects.acts import ACTS, MERGE_ACTS
from liantu.projects.figures_page import FIGURES
from liantu.projects.sheet import SHEET

app_name = "projects"
urlpatterns = [
    path("", tables.LIST.view(), name="list"),
    path("board/", views.board, name="board"),
    path("figures/", FIGURES.view(), name="figures"),
    path("figures/detail/", views.figures_detail, name="figures_detail"),
    path("figures/wall/", FIGURES.wall(), name="figures_wall"),
    path("stages/", views.plan, name="plan"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("bring/", views.bring, name="bring"),
    path("new/", pages.NEW.view(), name="new"),
    path("<int:pk>/", project_page.DETAIL.view(), name="detail"),
    path("<int:pk>/card/", SHEET.view(), name="card"),
    path("<int:pk>/change/", pages.CHANGE.view(), name="change"),
    path("<int:pk>/ahead/", views.ahead, name="ahead"),
    path("<int:pk>/ahead/answers/", views.answers, name="answers"),
    path("<int:pk>/papers/<int:paper_pk>/", views.paper, name="paper"),
    *ACTS.urls,
    *MERGE_ACTS.urls,
    *views.SHEET.urls,
]
