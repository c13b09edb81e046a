from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "liantu.sources.statistics"
    label = "statistics"
    verbose_name = "Statistics"
    default_auto_field = "django.db.models.BigAutoField"
