from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "liantu.foundation.history"
    label = "history"
