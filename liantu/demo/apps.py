from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "liantu.demo"
    label = "demo"
