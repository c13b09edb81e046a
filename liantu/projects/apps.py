from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "liantu.projects"
    label = "projects"
