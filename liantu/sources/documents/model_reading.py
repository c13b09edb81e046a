"""A language model as a second reader, when the operator named one: it proposes, the text decides, the rules stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import pgettext_lazy

from liantu.lib import outgoing
from liantu.reader.answers import ANSWER_INSTRUCTION
from liantu.reader.grounding import INSTRUCTION
from liantu.sources.documents.models import Document

SENT_MOST = 20_000
ANSWER_BYTES_MOST = 1_000_000
ANSWERED = "answered"
OUTCOMES: dict[str, Any] = {
    "timeout": pgettext_lazy("model", "it took too long"), "busy": pgettext_lazy("model", "it is busy (429)"),
    "refused": pgettext_lazy("model", "it refused"), "unreadable": pgettext_lazy("model", "its answer holds no facts"),
    "cut": pgettext_lazy("model", "the answer was cut off"), "fault": pgettext_lazy("model", "it reported a fault"),
    "unreachable": pgettext_lazy("model", "it cannot be reached"),
    "inside": pgettext_lazy("model", "its address lies inside and stands not in LIANTU_INSIDE_HOSTS"),
    "address": pgettext_lazy("model", "LIANTU_MODEL_URL is no address of the usual form"),
}  # fmt: skip


def configured() -> bool:
    """Whether the operator named an endpoint."""
    return bool(settings.MODEL_URL and settings.MODEL_NAME)


def body_of(document: Document) -> bytes:
    """What would be sent for a document; the same document gives the same bytes."""
    return _body(INSTRUCTION, document.text[:SENT_MOST])


def question_body(question: str, passages: Sequence[str]) -> bytes:
    """What would be sent to have a question answered from passages."""
    numbered = "\n".join(f"[{number}] {passage}" for number, passage in enumerate(passages, 1))
    return _body(ANSWER_INSTRUCTION, f"{question}\n\n{numbered}"[:SENT_MOST])


def _body(instruction: str, text: str) -> bytes:
    return json.dumps(
        {
            "model": settings.MODEL_NAME,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": text}],
        },
        ensure_ascii=False,
        sort_keys=True,
    ).encode()


# what went wrong on the way → what a reader is told
_WAYS_IT_FAILED = {"timeout": "timeout", "redirected": "fault", "cut": "cut", "too_large": "cut", "packed": "cut"}
_WAYS_IT_FAILED |= {"inside": "inside", "address": "address"}


def send(body: bytes) -> tuple[str, str]:
    """(outcome, the model's words); every way it can fail has a name. A document goes to no address but the named."""
    headers = {"Content-Type": "application/json"}
    if settings.MODEL_KEY:
        headers["Authorization"] = f"Bearer {settings.MODEL_KEY}"
    url = settings.MODEL_URL.rstrip("/") + "/chat/completions"
    reach = outgoing.reach_of(url, inside=settings.INSIDE_HOSTS, plain=True)
    try:
        answer = outgoing.ask(
            url,
            reach=reach,
            method="POST",
            headers=headers,
            body=body,
            seconds=settings.MODEL_SECONDS,
            bytes_most=ANSWER_BYTES_MOST,
        )
    except outgoing.OutgoingError as error:
        return _WAYS_IT_FAILED.get(error.why, "unreachable"), ""
    if answer.status >= 400:
        return ("busy" if answer.status == 429 else "fault"), ""
    return _words_of(answer.content)


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
