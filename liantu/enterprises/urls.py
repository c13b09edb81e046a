"""Addresses of the enterprises room."""

from django.urls import path

from liantu.enterprises import views

app_name = "enterprises"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.add, name="add"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("merges/<int:pk>/undo/", views.merge_undo, name="merge_undo"),
    path("import/", views.import_new, name="import_new"),
    path("import/<int:pk>/", views.import_page, name="import"),
    path("import/<int:pk>/save/", views.import_save, name="import_save"),
    path("register/<slug:release_id>/<int:enterprise_id>/", views.register_row, name="register_row"),
    path("register/<slug:release_id>/<int:enterprise_id>/take/", views.take_in, name="take_in"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/names/", views.name, name="name"),
    path("<int:pk>/settle/", views.settle, name="settle"),
    path("<int:first>/merge/<int:second>/", views.merge, name="merge"),
]
