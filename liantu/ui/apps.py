from importlib import import_module

from django.apps import AppConfig, apps
from django.core import checks
from django.utils.module_loading import module_has_submodule


class UiConfig(AppConfig):
    name = "liantu.ui"
    label = "ui"

    def ready(self) -> None:
        """Connect the rooms: what each ``wiring.py`` says is in its place before the first page is asked for."""
        from liantu.people.rules.abilities import ABILITY_BY_CODE
        from liantu.ui.wiring import connect

        rooms = [app for app in apps.get_app_configs() if app.name.startswith("liantu.")]
        named = [f"{app.name}.wiring" for app in rooms if module_has_submodule(app.module, "wiring")]
        connect([(name, import_module(name).WIRING) for name in named], abilities=ABILITY_BY_CODE)
        checks.register(addresses_exist)


def addresses_exist(**_given: object) -> list[checks.CheckMessage]:
    """Every address that a wiring names is one of the program's."""
    from liantu.ui.wiring import unknown_addresses

    hint = "Correct the name in the room's wiring.py, or add the address to its urls.py."
    return [checks.Error(fault, hint=hint, id="liantu.E001") for fault in unknown_addresses()]
