from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "liantu.ui"
    label = "ui"

    def ready(self) -> None:
        """Read every module's conventional files, so that what they put into slots is there before the first page."""
        autodiscover_modules(
            "nav",
            "search",
            "panels",
            "todos",
            "sentences",
            "jobs",
            "row_actions",
            "fact_uses",
            "metrics",
            "system_checks",
        )
