"""Template tags of the operator's pages: ``{% load system %}``."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from liantu.foundation.system.slots import Finding
from liantu.ui.problems import words_of
from liantu.ui.templatetags.ui import badge

register = template.Library()


@register.simple_tag
def told(finding: Finding) -> dict[str, str]:
    """A finding in the reader's language: place and message, and fix."""
    words = words_of(finding.what)
    return {"message": words.placed, "fix": words.fix}


@register.simple_tag
def tone_badge(tone: str) -> SafeString:
    """A tone in a word."""
    words = {"ok": pgettext("check", "sound"), "warn": pgettext("check", "look"), "bad": pgettext("check", "fault")}
    return badge(words.get(tone, tone), tone)
