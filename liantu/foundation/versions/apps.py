from django.apps import AppConfig


class VersionsConfig(AppConfig):
    name = "liantu.foundation.versions"
    label = "versions"
    verbose_name = "Versions of rules"
    default_auto_field = "django.db.models.BigAutoField"
