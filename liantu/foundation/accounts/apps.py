from django.apps import AppConfig


class AccountsPagesConfig(AppConfig):
    name = "liantu.foundation.accounts"
    label = "accounts_pages"  # the tables are those of liantu.people, whose label is accounts
