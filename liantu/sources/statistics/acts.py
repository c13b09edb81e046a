"""What a person may do with a statistical table."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from liantu.people.models import User
from liantu.sources.statistics import actions, reads
from liantu.sources.statistics.forms import ConcordanceForm, SizesForm
from liantu.sources.statistics.models import RegionalSizes, SectorConcordance, StatisticTable
from liantu.ui.acts import Act, Acts

BRING = "statistics.import"


def _can_be_used(table: StatisticTable, _user: User) -> bool:
    return not table.is_current


def _concordance(table: StatisticTable, *, by: User, file: UploadedFile[Any], **about: Any) -> SectorConcordance:
    return actions.bring_concordance(table, file.name or "", file.read(), by=by, **about)


def _sizes(table: StatisticTable, *, by: User, file: UploadedFile[Any], **about: Any) -> RegionalSizes:
    return actions.bring_sizes(table, file.name or "", file.read(), by=by, **about)


ACTS = Acts(
    "statistics",
    StatisticTable,
    reads.table_or_404,
    (
        Act("use", _("Take into use"), actions.use_table, BRING, fits=_can_be_used, tone="main"),
        Act(
            "concordance",
            _("Bring a concordance of your own"),
            _concordance,
            BRING,
            form=ConcordanceForm,
            done=_("The concordance is read."),
        ),
        Act("sizes", _("Bring the sizes of a region"), _sizes, BRING, form=SizesForm, done=_("The sizes are read.")),
    ),
)
