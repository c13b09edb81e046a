from django.apps import AppConfig


class TaskForcesConfig(AppConfig):
    name = "liantu.projects.task_forces"
    label = "task_forces"
    verbose_name = "Project task forces"
    default_auto_field = "django.db.models.BigAutoField"
