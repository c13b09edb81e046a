from django.apps import AppConfig


class LikenessConfig(AppConfig):
    name = "liantu.foundation.likeness"
    label = "likeness"
