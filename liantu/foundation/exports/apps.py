from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "liantu.foundation.exports"
    label = "exports"
