"""``{% csrf_token %}`` in every form, with the token that lets it be done once beside it."""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from liantu.ui.once import FIELD, new_token

register = template.Library()


class FormTokens(CsrfTokenNode):
    """Both tokens of a form."""

    def render(self, context: Context) -> str:
        """Two hidden fields."""
        return super().render(context) + format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token())


@register.tag("csrf_token")
def csrf_token(_parser: Parser, _token: Token) -> FormTokens:
    """The tokens of a form."""
    return FormTokens()
