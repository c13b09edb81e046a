"""One declaration answers page, htmx fragment and sheets of a table from one address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from liantu.people.abilities import needs, require
from liantu.people.requests import ZoneRequest
from liantu.ui.answers import asks_part
from liantu.ui.exports import EXPORT_FORMATS, export_response
from liantu.ui.lists.declared import Declared
from liantu.ui.lists.density import DENSITY_COOKIE, kept_density
from liantu.ui.lists.side import SidePanel
from liantu.ui.lists.state import ListState


@dataclass
class ListPage(Declared):
    """A declared list as the page that answers it; its fields are told by ``Declared``."""

    def view(self) -> Callable[..., HttpResponseBase]:
        """The list as a view behind its ability."""
        methods = ["GET", "POST"] if self.batch is not None else ["GET"]
        return require_http_methods(methods)(needs(self.ability)(self.respond))

    def respond(
        self, request: ZoneRequest, extra_context: dict[str, Any] | None = None, *, template: str = ""
    ) -> HttpResponse:
        """The page, its fragment for htmx, or a CSV or XLSX file. Raises PermissionDenied without the ability."""
        if self.ability:
            require(request.user, self.ability, request.zone)
        if request.method == "POST" and self.batch is not None:
            return self.batch.perform(request, self.queryset_fn(request), request.get_full_path())
        state = self.state(request)
        file_format = request.GET.get(self.prefix + "export", "")
        if file_format in EXPORT_FORMATS and self.export_ability:
            require(request.user, self.export_ability, request.zone)
            return export_response(request, state.export(file_format))
        if self.side is not None and asks_part(request, SidePanel.ELEMENT):
            return render(request, "ui/list/side.html", {"list": state, **(extra_context or {})})
        is_part = asks_part(request, state.dom_id)
        context = self._context(request, state) | (extra_context or {})
        answer = render(request, "ui/list/panel.html" if is_part else template or self.template, context)
        if kept := kept_density(request):
            answer.set_cookie(DENSITY_COOKIE, kept, max_age=365 * 86_400, samesite="Lax", httponly=True)
        return answer

    def _context(self, request: ZoneRequest, state: ListState) -> dict[str, Any]:
        """What the page of the list is drawn with."""
        return {
            "list": state,
            "title": self.title,
            "subtitle": self.subtitle,
            "links": list(self.links(request)),
            "above": self.above,
            **self.shared(request),
        }

    def state(self, request: ZoneRequest) -> ListState:
        """The list as this request asks for it, for a page of your own: ``{% include "ui/list/panel.html" %}``."""
        return ListState(self, request)
