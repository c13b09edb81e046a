"""What a field offers while a name is typed in it: rooms say what there is of a kind, fields which kind they take.

    suggests=(Suggest("firm", _firms, "enterprises.view", new=_("New enterprise “%(name)s”")),)   # wiring of a room
    firm_name = Named(kind="firm", new=True, label=_("Enterprise"))                                # a form

The text stays what was typed: nobody must choose, and without script the field is a field of text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.http import Http404

from liantu.people.requests import ZoneRequest
from liantu.ui.wiring import Seen, Suggested, search, suggests

TEXT_MOST, HITS_MOST, RECORDS_MOST = 40, 8, 3


class SuggestInput(forms.TextInput):
    """A text with suggestions of a kind. ``new``: a name nobody knows will do; ``many``: names joined by 、."""

    template_name = "ui/widgets/combo.html"

    def __init__(
        self, kind: str, *, new: bool = False, many: bool = False, attrs: Mapping[str, Any] | None = None
    ) -> None:
        self.kind, self.new, self.many = kind, new, many
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The field and its list."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', f'id_{name}')}-list"
        asked = {"of": name, "list": list_id, "new": "1" if self.new else ""}
        context["widget"] |= {"kind": self.kind, "list": list_id, "asked": json.dumps(asked), "many": self.many}
        return context


class Named(forms.CharField):
    """The name of something of a kind that the program knows, or a new one."""

    def __init__(self, *, kind: str, new: bool = False, many: bool = False, **more: Any) -> None:
        super().__init__(widget=SuggestInput(kind, new=new, many=many), **more)


def suggested(request: ZoneRequest, kind: str) -> dict[str, Any]:
    """The options for what is typed: what the person sees of the kind, the name itself as a new one. Raises Http404."""
    offered, data = suggests.get(kind), request.GET
    if offered is None:
        raise Http404
    text = data.get(data.get("of", "q"), "").replace("\x00", "").strip()[:TEXT_MOST]
    seen = Seen(request.user, request.zone)
    hits = list(offered.find(seen, text, HITS_MOST))[:HITS_MOST] if seen.may(offered.ability) else []
    if offered.records is not None and text:
        hits = with_records(seen, text, hits, but=offered.records)
    is_known = any(hit.name == text for hit in hits)
    return {
        "hits": [(hit, json.dumps(dict(hit.fills), ensure_ascii=False)) for hit in hits],
        "text": text,
        "list": data.get("list", "list"),
        "new": str(offered.new) % {"name": text} if text and offered.new and data.get("new") and not is_known else "",
    }


def with_records(seen: Seen, text: str, hits: Sequence[Suggested], *, but: type[Model]) -> list[Suggested]:
    """``hits`` and, at most ``RECORDS_MOST``, enterprises that leads, projects, visits are about; none stands twice.

    ``but``: the model whose rows the hits are already.
    """
    known = {hit.name for hit in hits}
    found: dict[str, Suggested] = {}
    for source in search.values():
        if source.firms and source.of not in (None, but) and len(found) < RECORDS_MOST:
            for hit in source.hits(seen, text, HITS_MOST):
                if hit.firm and hit.firm not in known:
                    found.setdefault(hit.firm, Suggested(hit.firm, hit.kind, str(hit.subtitle)))
    more = list(found.values())[:RECORDS_MOST]
    return [*hits[: HITS_MOST - len(more)], *more]
