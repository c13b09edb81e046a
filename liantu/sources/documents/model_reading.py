"""A language model as a second reader, when the operator named one: it proposes, the text decides, the rules stand."""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.accounts.abilities import require
from liantu.foundation.accounts.models import User
from liantu.foundation.audit.actions import record
from liantu.lib.problems import Problem, ProblemsError
from liantu.sources.documents.models import Document, Fact, ModelCall
from liantu.sources.documents.rules.grounding import INSTRUCTION, Suggestion, UnreadableAnswer, suggestions_of
from liantu.sources.documents.rules.proposals import quote_of

SENT_MOST = 20_000
ANSWER_BYTES_MOST = 1_000_000
ANSWERED = "answered"
OUTCOMES: dict[str, Any] = {
    "timeout": pgettext_lazy("model", "it took too long"), "busy": pgettext_lazy("model", "it is busy (429)"),
    "refused": pgettext_lazy("model", "it refused"), "unreadable": pgettext_lazy("model", "its answer holds no facts"),
    "cut": pgettext_lazy("model", "the answer was cut off"), "fault": pgettext_lazy("model", "it reported a fault"),
    "unreachable": pgettext_lazy("model", "it cannot be reached"),
}  # fmt: skip


def configured() -> bool:
    """Whether the operator named an endpoint."""
    return bool(settings.MODEL_URL and settings.MODEL_NAME)


def ask(document: Document, *, by: User) -> str:
    """Ask the model what the document states; what happened, in words. The same question is never sent twice.

    Raises NotAllowed; ProblemsError when none is configured, the document is confidential, or nothing came back.
    """
    require(by, "documents.review", document.zone)
    if not configured():
        raise ProblemsError([
            Problem("no_model", "No language model is configured.",
                    fix="The operator sets LIANTU_MODEL_URL and LIANTU_MODEL.")
        ])  # fmt: skip
    if document.confidential:
        raise ProblemsError([Problem("document_confidential", "The document is confidential; it is never sent out.")])
    body = _body(document)
    digest = hashlib.sha256(body).hexdigest()
    known = document.model_calls.filter(request_sha256=digest, outcome=ANSWERED).first()
    outcome, answer = (ANSWERED, known.answer[0]) if known is not None else _send(body)
    suggestions: list[Suggestion] = []
    if outcome == ANSWERED:
        try:
            suggestions = suggestions_of(answer, document.text)
        except UnreadableAnswer:
            outcome = "unreadable"
    with transaction.atomic():
        if known is None:
            ModelCall.objects.create(
                zone=document.zone, document=document, request_sha256=digest, model=settings.MODEL_NAME,
                host=urlsplit(settings.MODEL_URL).hostname or "", sent_characters=min(len(document.text), SENT_MOST),
                outcome=outcome, answer=[answer[:100_000]], asked_by=by,
            )  # fmt: skip
            record("documents.model_asked", by=by, zone=document.zone, target=document,
                   after={"model": settings.MODEL_NAME, "outcome": outcome})  # fmt: skip
        kept = _keep(document, suggestions)
    if outcome != ANSWERED:
        raise ProblemsError([
            Problem("model_failed", "The model gave nothing: %(why)s. What the rules read stands.",
                    params={"why": OUTCOMES.get(outcome, outcome)})
        ])  # fmt: skip
    return _("The model proposed %(n)d facts; %(bad)d of them have no quote in the text.") % {
        "n": kept[0] + kept[1], "bad": kept[1],
    }  # fmt: skip


def _body(document: Document) -> bytes:
    text = document.text[:SENT_MOST]
    return json.dumps(
        {
            "model": settings.MODEL_NAME, "temperature": 0, "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": INSTRUCTION}, {"role": "user", "content": text}],
        },
        ensure_ascii=False, sort_keys=True,
    ).encode()  # fmt: skip


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A document goes to the address that was configured, to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Refuse."""


def _send(body: bytes) -> tuple[str, str]:
    """(outcome, the model's words); every way it can fail has a name."""
    headers = {"Content-Type": "application/json"}
    if settings.MODEL_KEY:
        headers["Authorization"] = f"Bearer {settings.MODEL_KEY}"
    url = settings.MODEL_URL.rstrip("/") + "/chat/completions"
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310  # the operator's own address
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=settings.MODEL_SECONDS) as response:
            raw = response.read(ANSWER_BYTES_MOST)
    except urllib.error.HTTPError as error:
        return ("busy" if error.code == 429 else "fault"), ""
    except TimeoutError:
        return "timeout", ""
    except http.client.HTTPException:
        return "cut", ""
    except OSError as error:
        return ("timeout" if "timed out" in str(error) else "unreachable"), ""
    return _words_of(raw)


def _words_of(raw: bytes) -> tuple[str, str]:
    try:
        choice = json.loads(raw)["choices"][0]
        message = choice["message"]
        words = message.get("content")
    except (ValueError, KeyError, IndexError, TypeError, RecursionError, AttributeError):
        return "cut", ""
    if choice.get("finish_reason") == "length":
        return "cut", str(words or "")
    if message.get("refusal") or not isinstance(words, str) or not words.strip():
        return "refused", ""
    return ANSWERED, words


def _keep(document: Document, suggestions: list[Suggestion]) -> tuple[int, int]:
    """New facts of the model beside those of the rules: (with a quote, without one). What is known is left alone."""
    labels = set(document.facts.values_list("kind", "label"))
    grounded = unsupported = 0
    for one in suggestions:
        label = str(one.value.get("name") or one.value.get("text") or one.value.get("date") or "")
        if one.kind == "person":
            label = f"{one.value.get('title') or ''}{label}"
        if (one.kind, label) in labels:
            continue
        labels.add((one.kind, label))
        value = dict(one.value)
        if one.kind == "event":
            value["date"] = {"text": one.value["date"], "iso": None}
        if one.kind == "project":
            value["stage"] = {"code": str(one.value.get("stage") or ""), "text": ""} if one.value.get("stage") else None
        Fact.objects.get_or_create(
            document=document, key=f"model:{one.kind}:{label}"[:200],
            defaults={
                "zone": document.zone, "kind": one.kind, "label": label[:300], "value": value, "start": one.start,
                "end": one.end, "marks": [["quote", one.start, one.end]] if one.is_grounded else [],
                "quote": quote_of(document.text, one.start, one.end) if one.is_grounded else one.quote,
                "rule": "model", "confidence": 0.5 if one.is_grounded else 0.1, "origin": "model",
                "reader_version": settings.MODEL_NAME[:20],
                "state": Fact.State.PROPOSED if one.is_grounded else Fact.State.UNSUPPORTED,
            },
        )  # fmt: skip
        grounded += one.is_grounded
        unsupported += not one.is_grounded
    return grounded, unsupported
