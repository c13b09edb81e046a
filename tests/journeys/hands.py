"""A person at a keyboard or a phone: words by an input method, texts at the speed of hands, every touch counted.

``Hands`` does what a person does and adds up how long it would take one (seconds a person needs, not the clock of the
machine): a syllable typed by pinyin and chosen .9, a digit or letter .2, a touch 1.1, a look .6. The numbers are those of
the keystroke-level model for people who type often.
"""

from __future__ import annotations

from typing import Any

SYLLABLE, LETTER, TOUCH, LOOK = 0.9, 0.2, 1.1, 0.6


def type_by_pinyin(page: Any, word: str, syllables: tuple[str, ...], *, pause: int = 350) -> None:
    """Type ``word`` into the field that is on as an input method does: letters stand in it, with pauses, then the word."""
    wire = page.context.new_cdp_session(page)
    written = ""
    for syllable in syllables:
        for letter in syllable:
            written += letter
            wire.send(
                "Input.imeSetComposition",
                {"text": written, "selectionStart": len(written), "selectionEnd": len(written)},
            )
        page.wait_for_timeout(pause)  # somebody looks at the words offered
        written += "'"
    wire.send("Input.insertText", {"text": word})
    wire.detach()


class Hands:
    """A person with a page; ``seconds``: how long a person would have needed so far."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.seconds = 0.0
        self.touches = 0

    def touch(self, selector: str) -> None:
        """Touch what the selector finds, once it is seen."""
        self.page.locator(selector).first.click()
        self.seconds += LOOK + TOUCH
        self.touches += 1

    def write(self, text: str) -> None:
        """Write into the field that is on."""
        self.page.keyboard.insert_text(text)
        self.seconds += sum(LETTER if sign.isascii() else SYLLABLE for sign in text)
