from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "liantu.foundation.notices"
    label = "notices"
