"""A letter goes to the server the operator named, under TLS, in time; whatever the server says, it is told why not."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liantu.lib.outgoing import OutgoingError, target_of
from liantu.lib.outgoing_mail import Letter, MailServer, is_mailbox, send, server_of
from tests.attacks.mail_server import Ways, nobody, serving
from tests.attacks.sign_on.provider import certificate

LETTER = Letter("liantu@zone.example", "log@court.example", "Heads", "north   12  " + "a" * 64 + "\n.\nend\n",
                datetime(2026, 11, 30, tzinfo=UTC))  # fmt: skip


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of 127.0.0.1 that the program trusts, as it does an authority of the operator's own."""
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@pytest.mark.parametrize("way", ["plain", "starttls", "tls"])
def test_a_letter_arrives_as_it_was_written(paper: Path, way: str) -> None:
    ways = Ways(paper, secured=way == "tls", starttls=way == "starttls", login=("liantu", "geheim"))
    with serving(ways) as server:
        send(LETTER, server)
    (letter,) = ways.letters
    assert "To: log@court.example\r\n" in letter
    assert "north   12  " + "a" * 64 + "\r\n..\r\nend" in letter  # a line of one point is doubled on its way
    under_tls = {verb: tls for verb, tls in ways.verbs}
    assert under_tls["AUTH"] == under_tls["DATA"] == (way != "plain")


def test_elsewhere_nothing_is_said_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = Ways(login=("liantu", "geheim"))
    monkeypatch.setattr(MailServer, "is_here", property(lambda _server: False))
    with serving(ways) as server, pytest.raises(OutgoingError) as told:
        send(LETTER, server)
    assert told.value.why == "refused"
    assert {verb for verb, _tls in ways.verbs} <= {"EHLO", "QUIT"}
    assert not ways.letters


def test_a_certificate_of_somebody_else_is_no_server(tmp_path: Path) -> None:
    for secured in (True, False):
        ways = Ways(certificate(tmp_path), secured=secured, starttls=not secured)
        with serving(ways) as server, pytest.raises(OutgoingError) as told:
            send(LETTER, server)
        assert told.value.why == "cut"
        assert "CERTIFICATE_VERIFY_FAILED" in str(told.value)
        assert not ways.letters


@pytest.mark.parametrize(
    ("ways", "why", "said"),
    [
        (Ways(answers={"GREET": "554 go away"}), "refused", "554"),
        (Ways(answers={"MAIL": "530 who are you"}), "refused", "530"),
        (Ways(answers={"RCPT": "550 unknown"}), "refused", "550"),
        (Ways(answers={"DATA": "452 full"}), "refused", "452"),
        (Ways(answers={"GREET": "nonsense"}), "refused", "-1"),
        (Ways(answers={"EHLO": "250 " + "x" * 9000}), "refused", "500"),
        (Ways(flood=True), "too_large", ""),
        (Ways(slow_seconds=4), "timeout", ""),
    ],
)
def test_what_goes_wrong_is_told(ways: Ways, why: str, said: str) -> None:
    began = time.monotonic()
    with serving(ways) as server, pytest.raises(OutgoingError) as told:
        send(LETTER, server, seconds=1.0 if ways.slow_seconds else 8.0)
    assert told.value.why == why
    assert said in str(told.value)
    assert time.monotonic() - began < 3
    assert not ways.letters


def test_a_wrong_password_is_told() -> None:
    with serving(Ways(login=("liantu", "geheim")), password="falsch") as server, pytest.raises(OutgoingError) as told:
        send(LETTER, server)
    assert (told.value.why, str(told.value)) == ("refused", "535")


def test_nobody_there() -> None:
    with pytest.raises(OutgoingError) as told:
        send(LETTER, nobody())
    assert told.value.why == "unreachable"


@pytest.mark.parametrize(
    "url",
    ["http://mail.example", "smtp://", "smtp://user@mail.example", "smtp://127.1", "smtp://mail.example/inbox",
     "smtp://mail.example:99999", "smtps://u:p@mail.example?x=1", "smtp://a b", "mail.example"],
)  # fmt: skip
def test_addresses_of_servers_that_are_none(url: str) -> None:
    with pytest.raises(OutgoingError) as told:
        server_of(url)
    assert told.value.why == "address"


def test_addresses_of_servers() -> None:
    assert server_of("smtp://li%40zone.example:p%3Aw@mail.example") == MailServer(
        "mail.example", 587, False, "li@zone.example", "p:w"
    )
    assert server_of("smtps://[::1]:4650").port == 4650
    assert target_of(server_of("smtps://[::1]:4650").as_web).host == "::1"
    assert "geheim" not in repr(server_of("smtp://u:geheim@mail.example"))


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b", "a@b\nRCPT TO:<c@d>", "a b@c", "A <a@b>", "a@b,c@d", "钱@区.中国"]
)
def test_mailboxes_that_are_none(text: str) -> None:
    assert not is_mailbox(text)
