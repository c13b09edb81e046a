from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "liantu.foundation.files"
    label = "files"
