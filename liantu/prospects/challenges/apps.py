from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "liantu.prospects.challenges"
    label = "challenges"
    verbose_name = "Open challenges"
    default_auto_field = "django.db.models.BigAutoField"
