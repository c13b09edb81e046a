"""Addresses of the enterprises room."""

from django.urls import path

from liantu.enterprises import acts, pages, views

app_name = "enterprises"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", pages.ADD.view(), name="add"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("import/", pages.IMPORT_NEW.view(), name="import_new"),
    path("import/<int:pk>/", views.import_page, name="import"),
    path("register/<slug:release_id>/<int:enterprise_id>/", views.register_row, name="register_row"),
    path("register/<slug:release_id>/<int:enterprise_id>/take/", views.take_in, name="take_in"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:first>/merge/<int:second>/", pages.MERGE.view(), name="merge"),
    path("<int:first>/apart/<int:second>/", views.apart, name="apart"),
    *acts.ENTERPRISE.urls,
    *acts.IMPORT.urls,
    *acts.MERGE.urls,
]
