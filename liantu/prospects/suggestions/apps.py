from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "liantu.prospects.suggestions"
    label = "suggestions"
    verbose_name = "Suggestion lists"
    default_auto_field = "django.db.models.BigAutoField"
