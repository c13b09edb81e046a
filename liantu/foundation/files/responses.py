"""A stored file as the answer to a request: always a download, never run by the browser, and logged."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from liantu.foundation.files import actions
from liantu.foundation.files.models import StoredFile
from liantu.people.models import User


def file_response(stored: StoredFile, *, by: User) -> FileResponse:
    """The file for a person who may have it. Raises Http404 when its bytes are gone."""
    try:
        content = stored.open()
    except OSError as error:
        raise Http404(_("The bytes of this file are gone; the operator's check names it.")) from error
    actions.record_download(stored, by=by)
    return FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.media_type)
