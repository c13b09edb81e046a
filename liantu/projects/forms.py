"""What people send about projects."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.chains.reads import chains_of, links_by_chain
from liantu.people.requests import ZoneRequest
from liantu.projects.models import Project
from liantu.projects.reads import FORM_FIELDS
from liantu.ui.act_forms import Person
from liantu.ui.choices import offer_choices, offer_rows
from liantu.ui.suggesting import SuggestInput


class ProjectForm(forms.ModelForm):  # type: ignore[type-arg]
    """All fields a person fills in; only those edited are checked and written."""

    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    node_code = forms.ChoiceField(label=_("Link"), required=False)

    class Meta:
        model = Project
        fields = FORM_FIELDS
        field_classes = {"owner": partial(Person, may="projects.edit")}
        labels = {"node_code": _("Link code")}
        widgets = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "core_technology": forms.Textarea(attrs={"rows": 2}),
            "difficulties": forms.Textarea(attrs={"rows": 2}),
            "investor_name": SuggestInput("firm", new=True),
        }

    def __init__(self, request: ZoneRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision if self.instance.pk else None
        zone = request.zone
        chains = chains_of(request.user, zone)
        offer_rows(self, "chain", chains)
        offer_choices(self, "node_code", self._links(links_by_chain(chains)))

    def _links(self, links: list[tuple[str, list[tuple[str, str]]]]) -> list[tuple[str, Any]]:
        """The links by chain; what the project has stays, though no template has it any more."""
        known = {code for _chain, found in links for code, _name in found}
        kept = self.instance.node_code
        return [("", "—"), *([(kept, kept)] if kept and kept not in known else []), *links]

    def seen_revision(self, newest: int) -> int:
        """The revision the person saw; refused, the form comes back with the newest one."""
        seen = self.cleaned_data.get("revision") or newest
        self.data = {**self.data.dict(), "revision": newest}  # type: ignore[attr-defined]  # what was posted
        return seen

    def filled(self) -> dict[str, Any]:
        """All fields, as the action takes them."""
        return {name: self.cleaned_data[name] for name in FORM_FIELDS}

    def edited(self) -> dict[str, Any]:
        """The fields the person changed, as the action takes them."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in FORM_FIELDS}
