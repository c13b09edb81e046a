from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "liantu.sources"
    label = "sources"
