"""Addresses of accounts."""

from django.urls import path

from liantu.foundation.accounts import pages, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.LoginPage.as_view(), name="login"),
    path("logout/", views.log_out, name="logout"),
    path("demo/", views.demo_people, name="demo_people"),
    path("demo/enter/", views.demo_enter, name="demo_enter"),
    path("me/", views.profile, name="profile"),
    path("me/password/", views.password, name="password"),
    path("me/zone/", views.switch_zone, name="switch_zone"),
    path("system/people/", views.people, name="people"),
    path("system/people/add/", pages.ADD.view(), name="person_add"),
    path("system/people/roles/", pages.GRANT.view(), name="role_grant"),
    path("system/people/<int:pk>/end/", views.role_end, name="role_end"),
    path("system/abilities/", views.abilities, name="abilities"),
    path("system/abilities/<int:pk>/", views.explain, name="explain"),
    path("system/tokens/", pages.TOKENS.view(), name="tokens"),
    path("system/tokens/<int:pk>/revoke/", views.token_revoke, name="token_revoke"),
]
