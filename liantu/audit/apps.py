from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "liantu.audit"
    label = "audit"
