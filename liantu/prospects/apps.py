from django.apps import AppConfig


class ProspectsConfig(AppConfig):
    name = "liantu.prospects"
    label = "prospects"
