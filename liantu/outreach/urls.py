"""Addresses of outreach."""

from django.urls import path

from liantu.outreach import pages, views
from liantu.outreach.acts import AGREEMENT_ACTS

app_name = "outreach"
urlpatterns = [
    path("", views.engagement_list, name="list"),
    path("month/", views.month, name="month"),
    path("log/", views.log, name="log"),
    path("check/", views.check, name="check"),
    path("ending/", views.ending, name="ending"),
    path("results/", views.results, name="results"),
    path("came-of/", views.came_of, name="came_of"),
    path("feed/", views.feed_address, name="feed_address"),
    path("feed/<slug:token>.ics", views.feed, name="feed"),
    path("<int:pk>/", views.engagement, name="engagement"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/finish/", views.finish, name="finish"),
    path("<int:pk>/task/", views.task, name="task"),
    path("<int:pk>/visit.ics", views.event, name="event"),
    path("<int:pk>/files/<int:file_pk>/", views.attached, name="attached"),
    path("contacts/", views.contacts, name="contacts"),
    path("contacts/new/", views.keep, name="contact_new"),
    path("contacts/same/", views.same, name="same"),
    path("contacts/merges/<int:pk>/undo/", views.part, name="part"),
    path("contacts/<int:pk>/", views.contact, name="contact"),
    path("contacts/<int:pk>/change/", views.keep, name="contact_change"),
    path("contacts/<int:pk>/phone/", views.phone, name="phone"),
    path("agreements/<int:pk>/", pages.AGREEMENT.view(), name="agreement"),
    *AGREEMENT_ACTS.urls,
    *views.FORCES.urls,
    *views.AGREEMENTS.urls,
    *views.OBLIGATIONS.urls,
    *views.PARKS.urls,
]
