"""Every address of the program, by room."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from liantu.api import api

handler400 = "liantu.audit.errors.bad_request"
handler500 = "liantu.api.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("liantu.foundation.notices.urls")),
    path("", include("liantu.foundation.accounts.urls")),
    path("", include("liantu.ui.urls")),
    path("", include("liantu.foundation.system.urls")),
    path("system/jobs/", include("liantu.foundation.jobs.urls")),
    path("system/audit/", include("liantu.foundation.history.urls")),
    path("signoff/", include("liantu.foundation.flows.urls")),
    path("rules/", include("liantu.foundation.versions.urls")),
    path("duties/", include("liantu.foundation.duties.urls")),
    path("calendar/", include("liantu.foundation.calendar.urls")),
    path("files/", include("liantu.foundation.files.urls")),
    path("exports/", include("liantu.foundation.exports.urls")),
    path("api/v1/", api.urls),
    path("chains/", include("liantu.chains.urls")),
    path("atlas/", include("liantu.chains.atlas.urls")),
    path("purchases/", include("liantu.chains.purchases.urls")),
    path("work/", include("liantu.outreach.work.urls")),
    path("suggestions/", include("liantu.prospects.suggestions.urls")),
    path("challenges/", include("liantu.prospects.challenges.urls")),
    path("targets/", include("liantu.prospects.urls")),
    path("enterprises/", include("liantu.enterprises.urls")),
    path("outreach/", include("liantu.outreach.urls")),
    path("leads/", include("liantu.projects.leads.urls")),
    path("projects/task-forces/", include("liantu.projects.task_forces.urls")),
    path("projects/", include("liantu.projects.urls")),
    path("sources/products/", include("liantu.sources.products.urls")),
    path("documents/", include("liantu.sources.documents.urls")),
    path("sources/statistics/", include("liantu.sources.statistics.urls")),
    path("sources/", include("liantu.sources.urls")),
]

if settings.OIDC_ENABLED:
    from liantu.foundation.accounts import oidc_views

    urlpatterns += [
        path("oidc/login/", RedirectView.as_view(pattern_name="accounts:login"), name="account_login"),
        path("oidc/oidc/zone/login/", oidc_views.login, name="openid_connect_login"),
        path("oidc/oidc/zone/login/callback/", oidc_views.callback, name="openid_connect_callback"),
    ]
