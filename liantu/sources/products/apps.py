from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "liantu.sources.products"
    label = "products"
    verbose_name = "Product lists"
    default_auto_field = "django.db.models.BigAutoField"
