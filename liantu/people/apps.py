from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "liantu.people"
    label = "accounts"
