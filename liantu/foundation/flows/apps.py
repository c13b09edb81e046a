from django.apps import AppConfig


class SignoffConfig(AppConfig):
    name = "liantu.foundation.flows"
    label = "signoff"
