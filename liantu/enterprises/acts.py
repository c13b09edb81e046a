"""What a person may do with an enterprise, with a list of them, with a merge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.enterprises import actions, reads
from liantu.enterprises.forms import CorrectForm, NameForm
from liantu.enterprises.models import Enterprise, EnterpriseImport, EnterpriseMerge
from liantu.lib.problems import ProblemsError
from liantu.people.models import User
from liantu.ui.acts import Act, Acts
from liantu.ui.field_edits import value_act

EDIT = "enterprises.edit"
# what is corrected where it stands; everything else, and how it is known, through the act
VALUES = ("credit_code", "province", "city", "enterprise_type", "capital_wan_yuan", "registered_on")
SOURCE = forms.CharField(
    label=_("Source"), max_length=200, widget=forms.TextInput(attrs={"placeholder": _("Source: licence, register …")})
)


def _is_outside(one: Enterprise, _user: User) -> bool:
    return not one.in_zone


def _is_inside(one: Enterprise, _user: User) -> bool:
    return one.in_zone


def _settle(one: Enterprise, *, by: User) -> None:
    actions.settle_in_zone(one, True, by=by)


def _leave(one: Enterprise, *, by: User) -> None:
    actions.settle_in_zone(one, False, by=by)


def _back_by(verb: str) -> Callable[[Enterprise, object], str]:
    """What takes the one back is the other."""
    return lambda one, _made: ENTERPRISE.url(ENTERPRISE.by_verb[verb], one)


def _correct(one: Enterprise, *, by: User, field: str, text: str, source: str, kind: str, reason: str) -> None:
    """What is wrong with the value is told where it was written."""
    try:
        actions.correct_enterprise(one, field, text, by=by, source=source, kind=kind, reason=reason)
    except ProblemsError as error:
        at_value = [replace(each, where="text") if each.where == field else each for each in error.problems]
        raise ProblemsError(at_value) from error


def _keep_value(one: Enterprise, values: Mapping[str, Any], *, by: User, source: str) -> None:
    """One value written where it stands; where it is known from is asked beside it."""
    for field, value in values.items():
        actions.correct_enterprise(one, field, "" if value is None else str(value), by=by, source=source)


def _add_name(one: Enterprise, *, by: User, name: str, kind: str) -> None:
    actions.add_name(one, name, by=by, kind=kind)


ENTERPRISE = Acts(
    "enterprises",
    Enterprise,
    reads.enterprise_or_404,
    (
        Act("settle", _("Works in the zone"), _settle, EDIT, fits=_is_outside, icon="pin", undo=_back_by("leave")),
        Act("leave", _("No longer in the zone"), _leave, EDIT, fits=_is_inside, icon="pin", undo=_back_by("settle")),
        Act(
            "correct",
            _("Correct a value"),
            _correct,
            EDIT,
            form=CorrectForm,
            icon="edit",
            tone="main",
            done=_("Corrected; the earlier value stays on record."),
            seen=True,
        ),
        Act("name", _("Add a name"), _add_name, EDIT, form=NameForm, icon="plus"),
        value_act(Enterprise, VALUES, _keep_value, EDIT, asks={"source": SOURCE}),
    ),
)
AT_HEAD = ("settle", "leave")
IMPORT = Acts(
    "enterprises",
    EnterpriseImport,
    reads.import_or_404,
    (
        Act(
            "abandon",
            _("Put aside"),
            actions.abandon_enterprise_import,
            EDIT,
            fits=lambda started, _user: started.state == EnterpriseImport.State.PREVIEW,
            icon="x",
            tone="bad",
        ),
        Act(
            "undo",
            _("Take the whole list back"),
            actions.undo_import,
            EDIT,
            fits=lambda started, _user: started.state == EnterpriseImport.State.APPLIED,
            icon="undo",
        ),
    ),
    at="import/<int:pk>/act/",
    prefix="import_",
)
MERGE = Acts(
    "enterprises",
    EnterpriseMerge,
    reads.merge_or_404,
    (
        Act(
            "undo",
            _("Undo"),
            actions.undo_merge,
            "enterprises.merge",
            fits=lambda merge, _user: merge.undone_at is None,
            icon="undo",
            tone="small",
            done=_("The merge was undone."),
        ),
    ),
    at="merges/<int:pk>/act/",
    prefix="merge_",
)
