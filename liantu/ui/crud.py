"""One declaration, a whole table: list, form, import with preview and receipt, export, permissions, log, tests.

    OFFICES = crud(Office, fields=("code", "name", "phone"), key=("code",), view="offices.view", edit="offices.edit")
    urlpatterns = [*OFFICES.urls]

Addresses (names in the app's namespace): ``<model>_list``, ``_add``, ``_edit``, ``_delete``, ``_import``, ``_batch``.
Writes go through ``ui.actions`` unless ``store`` and ``remove`` name the room's own actions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.db import models
from django.forms import ModelForm, modelform_factory
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import may, needs
from liantu.people.requests import ZoneRequest
from liantu.ui import actions, imports
from liantu.ui import seen as seen_rows
from liantu.ui.act_forms import narrow
from liantu.ui.choices import offer_rows
from liantu.ui.drafts import draft_key
from liantu.ui.dressing import dress
from liantu.ui.exports import Export, Sheet, export_response, file_answer
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.models import ImportBatch
from liantu.ui.pages.importing import STATES, Looked, way
from liantu.ui.picking import asked_rows
from liantu.ui.problems import lines, refusing, telling
from liantu.ui.sheet_reading import BYTES_MOST
from liantu.ui.sheets import write_workbook
from liantu.ui.uniqueness import OnceForm, told_as_taken

TABLES: dict[str, Crud] = {}


@dataclass
class Crud:
    """A declared table; ``urls`` go into the app's urlpatterns.

    ``choices``: field → who or what may be chosen in it, where that is less than what the person sees of the zone.
    """

    model: type[models.Model]
    fields: tuple[str, ...]
    key: tuple[str, ...]
    view: str
    edit: str
    export: str = ""
    columns: tuple[Column, ...] = ()
    search_fields: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    default_sort: str = ""
    title: Any = ""
    subtitle: Any = ""
    form_class: type[ModelForm[Any]] | None = None
    choices: Mapping[str, Callable[[ZoneRequest], models.QuerySet[Any]]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    store: Callable[..., Any] = actions.save_row
    remove: Callable[..., None] | None = actions.delete_row
    page: Callable[[Any], str] | None = None  # where a row's name leads, when rows have a page beside their form
    drafts: bool = True  # what is typed stays in the browser until it is kept
    list_page: ListPage = field(init=False)

    def __post_init__(self) -> None:
        self.name = cast(str, self.model._meta.model_name)
        self.label = self.model._meta.label_lower
        self.list_page = ListPage(
            name=self.label,
            queryset_fn=lambda request: self.rows(request),
            columns=self.columns or tuple(self._column(name, index) for index, name in enumerate(self.fields)),
            search_fields=self.search_fields or self._text_fields(),
            filters=self.filters,
            default_sort=self.default_sort or self.fields[0],
            export_ability=self.export or self.edit,
            ability=self.view,
            title=self.title or capfirst(self.model._meta.verbose_name_plural),
            subtitle=self.subtitle,
            template="ui/crud/list.html",
            row_href=self.page or (lambda row: self.url("edit", row.pk)),
        )

    # -- what the table holds -------------------------------------------------------------------------------

    @property
    def has_zone(self) -> bool:
        """Whether rows belong to a zone."""
        return any(one.name == "zone" for one in self.model._meta.get_fields())

    def rows(self, request: ZoneRequest) -> models.QuerySet[Any]:
        """The rows of the current zone that this person may see."""
        rows: Any = self.model._default_manager.all()
        if hasattr(self.model._default_manager, "visible_to"):
            rows = self.model._default_manager.visible_to(request.user)
        if self.has_zone:
            rows = rows.filter(zone=request.zone)
        keys = [one.name for one in self.model._meta.fields if one.is_relation and one.name in self.fields]
        return cast("models.QuerySet[Any]", rows.select_related(*keys, *self.related))

    @cached_property
    def once_form(self) -> type[ModelForm[Any]]:
        """The class of the table's form: what stands only once is told at its field."""
        if self.form_class is None:
            return modelform_factory(self.model, form=OnceForm, fields=self.fields)
        metaclass: Any = type(self.form_class)
        made: type[ModelForm[Any]] = metaclass(self.form_class.__name__, (self.form_class, OnceForm), {})
        return made

    def form(
        self, request: ZoneRequest, row: Any = None, data: Any = None, *, is_sheet: bool = False
    ) -> ModelForm[Any]:
        """The form of one row; the zone is the current one and never asked. ``is_sheet``: the row stands in a file."""
        instance = row if row is not None else self.model()
        if self.has_zone and row is None:
            setattr(instance, "zone", request.zone)  # noqa: B010  # the model is not known to have a zone
        form = self.once_form(data=data, instance=instance)
        for name, offered in self.choices.items():
            offer_rows(form, name, offered(request))
        narrow(form, request.user, request.zone)
        dress(form, is_sheet=is_sheet)
        return form

    def _column(self, name: str, index: int) -> Column:
        one = self.model._meta.get_field(name)
        kind, value = _KINDS.get(one.get_internal_type(), "text"), name
        if getattr(one, "choices", None):
            value = f"get_{name}_display"
        label = capfirst(getattr(one, "verbose_name", name))
        return Column(name, label, value=value, sort=name, kind=kind, primary=index == 0)

    def _text_fields(self) -> tuple[str, ...]:
        kinds = {"CharField", "TextField", "SlugField"}
        return tuple(name for name in self.fields if self.model._meta.get_field(name).get_internal_type() in kinds)

    # -- addresses ------------------------------------------------------------------------------------------

    @property
    def urls(self) -> list[URLPattern]:
        """Addresses under ``<model>/``, each with its guard."""
        at = f"{self.name}/"
        see, change, again = needs(self.view), needs(self.edit), refusing()
        found = [
            path(at, see(self.list_view), name=f"{self.name}_list"),
            path(f"{at}add/", change(self.add_view), name=f"{self.name}_add"),
            path(f"{at}<int:pk>/", change(self.edit_view), name=f"{self.name}_edit"),
            path(f"{at}import/", change(again(self.import_view)), name=f"{self.name}_import"),
            path(f"{at}import/<int:pk>/", change(again(self.batch_view)), name=f"{self.name}_batch"),
        ]
        if self.remove is not None:
            delete = refusing(lambda request: request.path.removesuffix("delete/"))(self.delete_view)
            found.append(path(f"{at}<int:pk>/delete/", change(delete), name=f"{self.name}_delete"))
        return found

    def url(self, view: str, *args: Any) -> str:
        """The address of one of this table's views."""
        name = f"{self.name}_{view}"
        return reverse(f"{self.namespace}:{name}" if self.namespace else name, args=args)

    @property
    def namespace(self) -> str:
        """The app's namespace."""
        return self.model._meta.app_label

    # -- views ----------------------------------------------------------------------------------------------

    def list_view(self, request: ZoneRequest) -> HttpResponse:
        """The table."""
        may_edit = may(request.user, self.edit, request.zone)
        return self.list_page.respond(request, {"crud_urls": self.links(), "may_edit": may_edit})

    def add_view(self, request: ZoneRequest) -> HttpResponse:
        """A new row."""
        return self._form_view(request, None)

    def edit_view(self, request: ZoneRequest, pk: int) -> HttpResponse:
        """One row."""
        return self._form_view(request, get_object_or_404(self.rows(request), pk=pk))

    def _form_view(self, request: ZoneRequest, row: Any) -> HttpResponse:
        seen = seen_rows.marks(row, self.fields) if row is not None else ""  # before the form writes into the row
        form = self.form(request, row, request.POST if request.method == "POST" else None)
        form.seen = seen  # type: ignore[attr-defined]  # the template draws it
        if (rows := asked_rows(request, form)) is not None:
            return rows
        if request.method == "POST" and form.is_valid():
            sent = request.POST.get(seen_rows.FIELD, "")
            held = seen_rows.held(row, sent, self.fields)
            with telling(request, form), told_as_taken(self.key[-1]), held:  # what was typed stays on the page
                saved = self.store(form.instance, by=request.user, zone=request.zone, fields=self.fields)
                messages.success(request, _("“%(name)s” saved.") % {"name": saved})
                if request.headers.get("HX-Request") == "true":
                    return HttpResponse(headers={"HX-Redirect": self.url("list")})
                return HttpResponseRedirect(self.url("list"))
        title = str(row) if row is not None else _("New: %(what)s") % {"what": self.model._meta.verbose_name}
        links = self.links(None if row is None else row.pk)
        context = {"crud_urls": links, "form": form, "row": row, "title": title, "crumbs": self.crumbs(title)}
        context["draft"] = draft_key(request) if self.drafts else ""
        return render(request, "ui/crud/form.html", context, status=422 if form.errors else 200)

    def delete_view(self, request: ZoneRequest, pk: int) -> HttpResponse:
        """Take a row away (POST)."""
        row = get_object_or_404(self.rows(request), pk=pk)
        if request.method != "POST" or self.remove is None:
            raise Http404
        name = str(row)
        self.remove(row, by=request.user, zone=request.zone, fields=self.fields)
        messages.success(request, _("“%(name)s” deleted.") % {"name": name})
        return HttpResponseRedirect(self.url("list"))

    def import_view(self, request: ZoneRequest) -> HttpResponse:
        """Bring a sheet: an empty one to fill in (?template=1), the upload, then the preview."""
        if request.GET.get("template"):
            return self._template_file()
        upload = request.FILES.get("file")
        if request.method == "POST" and upload is not None:
            batch = imports.preview(self, request, upload.name or "", upload.read(BYTES_MOST + 1))
            looked = Looked(batch, {}, "")  # a column nobody knows, or one nobody finds, is asked about first
            asks = looked.unread or imports.missing_columns(self, batch.mapping.values())
            return HttpResponseRedirect(self.url("batch", batch.pk) + ("?step=columns" if asks else ""))
        title = _("Import: %(what)s") % {"what": self.list_page.title}
        context = {"title": title, "crumbs": self.crumbs(title), "fields": self.labels(), "way": way({"file"})}
        return render(request, "ui/crud/import.html", context)

    def batch_view(self, request: ZoneRequest, pk: int) -> HttpResponse:
        """Preview and receipt of an import: apply, undo, bad rows as a file."""
        batches = ImportBatch.objects.filter(user_id=int(request.user.pk or 0), zone=request.zone, table=self.label)
        batch = get_object_or_404(batches, pk=pk)
        if request.GET.get("bad"):
            return self._bad_rows_file(request, batch)
        if request.GET.get("receipt"):
            return self._receipt_file(request, batch)
        if request.method == "POST":
            act = imports.undo if "undo" in request.POST else imports.apply
            if "columns" in request.POST:
                imports.remap(self, request, batch, _chosen(request))
            else:
                messages.success(request, act(self, request, batch))
            return HttpResponseRedirect(self.url("batch", pk))
        labels = dict(zip(self.fields, self.labels(), strict=True))
        only = request.GET.get("only", "")
        missing = tuple(imports.missing_columns(self, batch.mapping.values()))
        seen = Looked(batch, labels, request.path, only if only in STATES else "", request.GET.get("step", ""), missing)
        context = {"batch": batch, "seen": seen, "title": batch.file_name, "crumbs": self.crumbs(batch.file_name)}
        return render(request, "ui/crud/batch.html", context)

    # -- files ----------------------------------------------------------------------------------------------

    def labels(self) -> list[str]:
        """Column names of the sheet, in the reader's language."""
        return [str(self.model._meta.get_field(name).verbose_name) for name in self.fields]  # type: ignore[union-attr]

    def _template_file(self) -> HttpResponse:
        content = write_workbook({str(self.list_page.title): (self.labels(), [])})
        return file_answer(content, f"{self.name}.xlsx")

    def _bad_rows_file(self, request: ZoneRequest, batch: ImportBatch) -> HttpResponse:
        """The refused rows as they were, each with what is wrong."""
        bad = batch.rows_in("bad")
        rows = ([*row["cells"], lines(row["problems"])] for row in bad)
        sheet = Sheet(_("Rows"), [*batch.headers, _("What is wrong")], rows)
        title = f"{self.list_page.title} · {batch.file_name}"
        name = f"{self.label}.refused"
        return export_response(
            request, Export(name, title, (sheet,), len(bad), "csv", self.edit, f"{self.name}-refused")
        )

    def _receipt_file(self, request: ZoneRequest, batch: ImportBatch) -> HttpResponse:
        """Every row as it was, with its line, what became of it and what is wrong: a workbook to file away."""
        states = {state: str(words) for state, (words, _tone) in STATES.items()}
        rows = (
            [row["number"], states.get(row["state"], row["state"]), lines(row["problems"]), *row["cells"]]
            for row in batch.rows
        )
        headers = [_("Line"), _("State"), _("What is wrong"), *batch.headers]
        about: list[list[object]] = [
            [_("File"), batch.file_name],
            [_("Brought"), f"{batch.created_at:%Y-%m-%d %H:%M}"],
            [_("State"), str(batch.get_state_display())],
            *([states[state], count] for state, count in batch.counts.items()),
        ]
        sheets = (Sheet(_("Receipt"), [_("What"), _("Value")], about), Sheet(_("Rows"), headers, rows))
        title, name = f"{self.list_page.title} · {batch.file_name}", f"{self.name}-receipt-{batch.pk}"
        many = len(batch.rows) + len(about)
        return export_response(request, Export(f"{self.label}.receipt", title, sheets, many, "xlsx", self.edit, name))

    def crumbs(self, title: str) -> list[tuple[Any, str]]:
        """The way back to the table."""
        return [(self.list_page.title, self.url("list")), (title, "")]

    def links(self, pk: int | None = None) -> dict[str, str]:
        """Addresses for the templates."""
        found = {"list": self.url("list"), "add": self.url("add"), "import": self.url("import")}
        if pk is not None and self.remove is not None:
            found["delete"] = self.url("delete", pk)
        return found


def _chosen(request: ZoneRequest) -> dict[int, str]:
    """Column → field as the boxes of the preview say."""
    found = {}
    for name, value in request.POST.items():
        index = whole_number(name.removeprefix("column-"), most=9999)
        if name.startswith("column-") and index is not None and value:
            found[index] = str(value)
    return found


_KINDS = {
    "IntegerField": "number",
    "PositiveIntegerField": "number",
    "BigIntegerField": "number",
    "DecimalField": "number",
    "FloatField": "number",
    "DateField": "date",
    "DateTimeField": "datetime",
    "BooleanField": "bool",
    "SlugField": "code",
}


def crud(
    model: type[models.Model], *, fields: Sequence[str], key: Sequence[str], view: str, edit: str, **more: Any
) -> Crud:
    """Declare the table of ``model``.

    ``key``: fields that tell a row of a sheet which row it means. ``view``/``edit``/``export``: ability codes.
    ``store`` and ``remove`` (row, *, by, zone, fields): the room's own actions, if it has them.
    Raises ValueError when a key field is not among the fields.
    """
    missing = [name for name in key if name not in fields]
    if missing:
        raise ValueError(f"{model.__name__}: key fields {missing} are not among the fields")
    table = Crud(model=model, fields=tuple(fields), key=tuple(key), view=view, edit=edit, **more)
    TABLES[table.label] = table
    return table
