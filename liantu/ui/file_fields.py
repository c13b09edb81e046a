"""Fields of forms that take files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

FILES_MOST = 30


class _ManyInput(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class OneFile(forms.FileField):
    """A file; ``kinds``: the endings it may have, offered by the browser and judged by the action."""

    def __init__(self, *, kinds: Sequence[str], **more: Any) -> None:
        more.setdefault("widget", forms.FileInput)
        super().__init__(**more)
        self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in kinds)


class ManyFiles(OneFile):
    """Several files at once, at most 30; a list, empty when none was chosen."""

    def __init__(self, *, kinds: Sequence[str], **more: Any) -> None:
        super().__init__(kinds=kinds, widget=_ManyInput, **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, each as one file would be taken."""
        given: list[UploadedFile[Any] | None] = list(data or [])
        if len(given) > FILES_MOST:
            raise ValidationError(
                _("At most %(most)d files at once; these are %(n)d."), params={"most": FILES_MOST, "n": len(given)}
            )
        if not given:
            super().clean(None, initial)
        return [super(ManyFiles, self).clean(one, initial) for one in given]
