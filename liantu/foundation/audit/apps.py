from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "liantu.foundation.audit"
    label = "audit"
