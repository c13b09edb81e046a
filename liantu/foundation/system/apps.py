from django.apps import AppConfig


class SystemConfig(AppConfig):
    name = "liantu.foundation.system"
    label = "system"
