from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "liantu.foundation.accounts"
    label = "accounts"
