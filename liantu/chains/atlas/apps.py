from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "liantu.chains.atlas"
    label = "atlas"
    verbose_name = "Chain atlas"
    default_auto_field = "django.db.models.BigAutoField"
