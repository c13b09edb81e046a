from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "liantu.enterprises"
    label = "enterprises"
