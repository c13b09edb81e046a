"""Fields of forms that take files: a button, a place to drop them, what may come said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

FILES_MOST = 30


class FilesInput(forms.ClearableFileInput):
    """The native field, reached by keyboard, under a button in the reader's words. ``photos``: taken on the phone."""

    template_name = "ui/widgets/files.html"
    most = 1
    photos = False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The field, and what may come."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        accept = str(self.attrs.get("accept", ""))
        context["widget"]["files"] = {"told": files_told(accept, self.most), "photos": self.photos}
        return context


class _ManyInput(FilesInput):
    """A choice of several files."""

    allow_multiple_selected = True
    most = FILES_MOST


def files_told(accept: str, most: int) -> str:
    """Which kinds, how large, how many: PDF DOCX, at most 20 MB each, at most 12 at once."""
    kinds = " ".join(one.strip().lstrip(".").upper() for one in accept.split(",") if one.strip().startswith("."))
    size = _("at most %(mb)d MB each") % {"mb": settings.UPLOAD_MAX_BYTES // 1024**2}
    many = ngettext("one file", "at most %(most)d at once", most) % {"most": most}
    return str(_(", ")).join(str(one) for one in (kinds, size, many) if one)


class OneFile(forms.FileField):
    """A file; ``kinds``: the endings it may have, offered by the browser and judged by the action."""

    def __init__(self, *, kinds: Sequence[str], **more: Any) -> None:
        more.setdefault("widget", FilesInput)
        super().__init__(**more)
        self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in kinds)


class ManyFiles(OneFile):
    """Several files at once; a list, empty when none was chosen. ``photos``: they may be taken on the spot."""

    def __init__(self, *, kinds: Sequence[str], most: int = FILES_MOST, photos: bool = False, **more: Any) -> None:
        self.most = most
        super().__init__(kinds=kinds, widget=_ManyInput, **more)
        assert isinstance(self.widget, FilesInput)
        self.widget.most, self.widget.photos = most, photos

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, each as one file would be taken."""
        given: list[UploadedFile[Any] | None] = list(data or [])
        if len(given) > self.most:
            raise ValidationError(
                _("At most %(most)d files at once; these are %(n)d."), params={"most": self.most, "n": len(given)}
            )
        if not given:
            super().clean(None, initial)
        return [super(ManyFiles, self).clean(one, initial) for one in given]


def as_files_input(widget: forms.Widget) -> forms.Widget:
    """A plain field of a file as one that every form has; another widget as it is."""
    if type(widget) not in (forms.FileInput, forms.ClearableFileInput):
        return widget
    attrs: Mapping[str, Any] = widget.attrs
    return FilesInput(attrs=dict(attrs))
