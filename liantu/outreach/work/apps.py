from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "liantu.outreach.work"
    label = "work"
    verbose_name = "Work of task forces"
    default_auto_field = "django.db.models.BigAutoField"
