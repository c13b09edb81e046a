"""Where the ends of the log may be sent, as an operator writes it."""

from __future__ import annotations

import pytest

from liantu.audit.destination import read_destination
from liantu.lib.environment import SettingError

MAIL = {"LIANTU_MAIL_URL": "smtp://liantu:geheim@mail.example", "LIANTU_MAIL_FROM": "liantu@zone.example"}


def test_nowhere_unless_named() -> None:
    assert read_destination({}) is None
    assert read_destination(MAIL) is None


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("https://court.example/heads/secret?x=1", "https://court.example"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080"),
        ("mailto:log@court.example", "log@court.example"),
        ("log@court.example", "log@court.example"),
    ],
)
def test_places(to: str, shown: str) -> None:
    found = read_destination({"LIANTU_AUDIT_HEADS_TO": to, **MAIL})
    assert found is not None
    assert found.shown == shown


def test_the_user_is_the_sender_where_it_is_a_mailbox() -> None:
    environ = {"LIANTU_AUDIT_HEADS_TO": "a@b.example", "LIANTU_MAIL_URL": "smtps://li%40zone.example:x@mail.example"}
    found = read_destination(environ)
    assert found is not None
    assert found.sender == "li@zone.example"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"LIANTU_AUDIT_HEADS_TO": "http://court.example/"}, "LIANTU_AUDIT_HEADS_TO"),
        ({"LIANTU_AUDIT_HEADS_TO": "http://localhost/"}, "LIANTU_AUDIT_HEADS_TO"),
        ({"LIANTU_AUDIT_HEADS_TO": "https://user:pw@court.example/"}, "LIANTU_AUDIT_HEADS_TO"),
        ({"LIANTU_AUDIT_HEADS_TO": "ftp://court.example/"}, "LIANTU_AUDIT_HEADS_TO"),
        ({"LIANTU_AUDIT_HEADS_TO": "court", **MAIL}, "LIANTU_AUDIT_HEADS_TO"),
        ({"LIANTU_AUDIT_HEADS_TO": "a@b.example,c@d.example", **MAIL}, "LIANTU_AUDIT_HEADS_TO"),
        ({"LIANTU_AUDIT_HEADS_TO": "a@b.example"}, "LIANTU_MAIL_URL"),
        (
            {"LIANTU_AUDIT_HEADS_TO": "a@b.example", "LIANTU_MAIL_URL": "smtp://u:geheim@mail.example"},
            "LIANTU_MAIL_FROM",
        ),
        ({"LIANTU_MAIL_URL": "imap://u:geheim@mail.example"}, "LIANTU_MAIL_URL"),
        ({"LIANTU_MAIL_FROM": "nobody"}, "LIANTU_MAIL_FROM"),
    ],
)
def test_what_cannot_be_used_stops_the_start(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named) as told:
        read_destination(environ)
    assert "geheim" not in str(told.value)
