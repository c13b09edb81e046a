"""Pages of the frame itself: search, language, saved views."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import is_valid_path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui import actions
from liantu.ui.answers import asks_part, named_page
from liantu.ui.methods import method_names, method_page
from liantu.ui.navigation.finding import find
from liantu.ui.navigation.menu import Menu
from liantu.ui.navigation.rooms import page_to_pin, rooms_named
from liantu.ui.problems import refusing
from liantu.ui.suggesting import suggested
from liantu.ui.wiring import Seen
from liantu.ui.written_fields import told_money

SEARCH_LIMIT = 80


@require_GET
@needs()
def search(request: ZoneRequest) -> HttpResponse:
    """Search over everything: the page, or the answers for the dialog."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:SEARCH_LIMIT]
    groups = find(Menu(Seen(request.user, request.zone)), text)
    in_list = asks_part(request)
    context = {"title": _("Search"), "text": text, "groups": groups, "in_list": in_list}
    return render(request, "ui/_search_results.html" if in_list else "ui/search.html", context)


@require_GET
@needs()
def more(request: ZoneRequest) -> HttpResponse:
    """Every room this person may open, in groups, narrowed by a part of a name."""
    text = request.GET.get("q", "").strip()[:SEARCH_LIMIT]
    context = {"title": _("All rooms"), "text": text, "rooms": rooms_named(request, text)}
    return render(request, "ui/more.html", context)


@require_GET
@needs()
def side(request: ZoneRequest) -> HttpResponse:
    """The side of the page that asks, with what needs me now."""
    path = named_page(request, "HX-Current-URL").path
    return render(request, "ui/_nav.html", {"menu": Menu(Seen(request.user, request.zone), path)})


@require_POST
@needs()
def pin(request: ZoneRequest) -> HttpResponse:
    """Put one page at my side, or take it away."""
    page = page_to_pin(request, request.POST.get("page", ""))
    if actions.pin_page(by=request.user, zone=request.zone, page=page.key):
        messages.success(request, _("“%(page)s” stands at your side.") % {"page": page.item.label})
    return HttpResponseRedirect(reverse("ui:more"))


@require_GET
@needs()
def suggest(request: ZoneRequest, kind: str) -> HttpResponse:
    """What a field offers for what is typed in it; nothing of what the person may not see."""
    return render(request, "ui/_suggested.html", suggested(request, kind))


@require_GET
def amount(request: HttpRequest) -> HttpResponse:
    """What is typed into a field of money is read as, for the line below it."""
    name = request.GET.get("of", "")
    text, unit = request.GET.get(name, "")[:60], request.GET.get(f"{name}-unit", "")
    return render(request, "ui/_told_amount.html", {"told": told_money(text, unit)})


@require_GET
@login_required
def methods(request: HttpRequest) -> HttpResponse:
    """All method pages."""
    chinese = (get_language() or "").startswith("zh")
    pages = [page for name in method_names() if (page := method_page(name, chinese=chinese))]
    return render(request, "ui/methods.html", {"title": _("Methods"), "pages": pages})


@require_GET
@login_required
def method(request: HttpRequest, method: str) -> HttpResponse:
    """How a figure is made: inputs, formula, guarantees, limits."""
    page = method_page(method, chinese=(get_language() or "").startswith("zh"))
    if page is None:
        raise Http404
    crumbs = [(_("Methods"), reverse("ui:methods")), (page.title, "")]
    return render(request, "ui/method.html", {"title": page.title, "page": page, "crumbs": crumbs})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages; kept in a cookie."""
    return set_language(request)


@require_POST
@needs()
@refusing(lambda request: _inside(request, request.POST.get("path", "")).split("?")[0])
def save_view(request: ZoneRequest) -> HttpResponse:
    """Keep a list's search, filters and order under a name."""
    sent = {name: request.POST.get(name, "") for name in ("name", "path", "query")}
    name, shared = request.POST.get("list", ""), request.POST.get("shared") == "1"
    view = actions.save_view(by=request.user, zone=request.zone, list_name=name, is_shared=shared, **sent)
    messages.success(request, _("View “%(name)s” saved.") % {"name": view.name})
    return _back(request, view.url)


@require_POST
@needs()
def delete_view(request: ZoneRequest, pk: int) -> HttpResponse:
    """Forget one of my saved views."""
    if actions.delete_view(by=request.user, pk=pk):
        messages.success(request, _("View deleted."))
    return _back(request, request.POST.get("next", ""))


def _back(request: HttpRequest, url: str) -> HttpResponseRedirect:
    """To ``url`` when it is of this site, else home."""
    return HttpResponseRedirect(_inside(request, url))


def _inside(request: HttpRequest, url: str) -> str:
    """``url`` when it is an address of this site, else home."""
    host, is_https = request.get_host(), request.is_secure()
    is_safe = url.startswith("/") and url_has_allowed_host_and_scheme(url, {host}, require_https=is_https)
    return url if is_safe and is_valid_path(url.split("?")[0]) else "/"
