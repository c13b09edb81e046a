"""What the atlas puts elsewhere: its button on the chain's page, words of the log."""

from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import CHAIN_PAGE
from liantu.ui.wiring import Button, Wiring

WIRING = Wiring(
    room="atlas",
    within="chains",
    buttons=(
        Button(
            "atlas",
            CHAIN_PAGE,
            _("Atlas"),
            "atlas:atlas",
            lambda _seen, chain: (chain.code,),
            icon="map",
            ability="chains.view",
        ),
    ),
    sentences={"atlas.text_written": _("wrote a part of the atlas"), "atlas.exported": _("exported the atlas")},
)
