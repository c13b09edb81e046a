from django.apps import AppConfig


class PurchasesConfig(AppConfig):
    name = "liantu.chains.purchases"
    label = "purchases"
    verbose_name = "Purchase lists"
    default_auto_field = "django.db.models.BigAutoField"
