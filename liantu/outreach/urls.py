"""Addresses of outreach."""

from django.urls import path

from liantu.outreach import pages, views
from liantu.outreach.acts import AGREEMENT_ACTS, CONTACT_ACTS, ENGAGEMENT_ACTS

app_name = "outreach"
urlpatterns = [
    path("", views.engagement_list, name="list"),
    path("month/", views.month, name="month"),
    path("log/", pages.LOG.view(), name="log"),
    path("check/", views.check, name="check"),
    path("ending/", views.ending, name="ending"),
    path("results/", views.results, name="results"),
    path("came-of/", views.came_of, name="came_of"),
    path("feed/", views.feed_address, name="feed_address"),
    path("feed/<slug:token>.ics", views.feed, name="feed"),
    path("<int:pk>/", pages.ENGAGEMENT.view(), name="engagement"),
    path("<int:pk>/change/", pages.CHANGE.view(), name="change"),
    *ENGAGEMENT_ACTS.urls,
    path("<int:pk>/visit.ics", views.event, name="event"),
    path("<int:pk>/files/<int:file_pk>/", views.attached, name="attached"),
    path("contacts/", views.contacts, name="contacts"),
    path("contacts/new/", pages.KEEP.view(), name="contact_new"),
    path("contacts/same/", views.same, name="same"),
    *CONTACT_ACTS.urls,
    path("contacts/<int:pk>/", pages.CONTACT.view(), name="contact"),
    path("contacts/<int:pk>/change/", pages.KEEP.view(), name="contact_change"),
    path("contacts/<int:pk>/phone/", views.phone, name="phone"),
    path("agreement/<int:pk>/page/", pages.AGREEMENT.view(), name="agreement"),
    *AGREEMENT_ACTS.urls,
    *views.FORCES.urls,
    *views.AGREEMENTS.urls,
    path("obligation/", views.obligations, name="obligations"),
    path("obligation/<int:pk>/", views.obligations, name="obligation"),
    *views.PARKS.urls,
]
