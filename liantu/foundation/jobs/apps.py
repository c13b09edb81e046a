from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "liantu.foundation.jobs"
    label = "jobs"
