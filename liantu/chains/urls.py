"""Addresses of the chains room."""

from django.urls import path

from liantu.chains import editing, leadership, tables, views
from liantu.chains.acts import EVERY

app_name = "chains"
urlpatterns = [
    *(address for acts in EVERY for address in acts.urls),
    path("", views.index, name="index"),
    path("adopt/", editing.adopt, name="adopt"),
    path("offices/", tables.OFFICES.view(), name="offices"),
    path("enterprises/", tables.FIRMS.view(), name="firms"),
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/people/", leadership.PAGE.view(), name="people"),
    path("<slug:code>/table/", views.table, name="table"),
    path("<slug:code>/template/", editing.editor, name="editor"),
    path("<slug:code>/template/check/", editing.check, name="check"),
    path("<slug:code>/template/undo/", editing.undo, name="undo"),
    path("<slug:code>/template/drop/", editing.drop, name="drop"),
    path("<slug:code>/template/publish/", editing.publish, name="publish"),
    path("<slug:code>/template/upload/", editing.upload, name="upload"),
    path("<slug:code>/versions/", editing.versions, name="versions"),
    path("<slug:code>/versions/compare/", editing.compare, name="compare"),
    path("<slug:code>/versions/<int:number>/<str:form>/", editing.download, name="download"),
    path("<slug:code>/<slug:node_code>/", views.node, name="node"),
    path("<slug:code>/<slug:node_code>/first/", views.first, name="first"),
    path("<slug:code>/<slug:node_code>/try/", views.node_preview, name="node_preview"),
]
