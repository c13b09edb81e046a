from django.apps import AppConfig


class ChainsConfig(AppConfig):
    name = "liantu.chains"
    label = "chains"
