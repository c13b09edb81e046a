"""Have a file opened by the bounded process: what it holds, or a refusal that says why."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import liantu
from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers import lanes
from liantu.parsers.bounds import ORDINARY, Bounds
from liantu.parsers.host import MESSAGE_MOST
from liantu.parsers.lanes import Child

_WHOLE_MESSAGES = socket.SOCK_SEQPACKET if sys.platform.startswith("linux") else socket.SOCK_STREAM
_FIX = "Save it again from its own program with only what is needed in it, or bring it in parts."


def parse(
    parser: str,
    source: bytes | IO[bytes],
    *,
    where: str,
    bounds: Bounds = ORDINARY,
    options: Mapping[str, object] | None = None,
) -> Any:
    """What the named parser reads from the file, as JSON values. ``where``: the file's name, for refusals.

    Raises ProblemsError: what the parser found wrong; the file is damaged; it asked for more than ``bounds``.
    """
    with _answer_file() as answer:
        _ask(parser, source, answer, where, bounds, dict(options or {}))
        answer.seek(0)
        return json.loads(answer.read())


def parse_into(
    parser: str,
    source: bytes | IO[bytes],
    answer: IO[bytes],
    *,
    where: str,
    bounds: Bounds,
    options: Mapping[str, object] | None = None,
) -> Any:
    """Like ``parse`` for an answer too large for memory: written to ``answer``; what the parser returns comes back."""
    return _ask(parser, source, answer, where, bounds, dict(options or {})).get("value")


def _ask(
    parser: str, source: bytes | IO[bytes], answer: IO[bytes], where: str, bounds: Bounds, options: dict[str, object]
) -> dict[str, Any]:
    message = json.dumps({"parser": parser, "options": options, "bounds": asdict(bounds)}).encode()
    if len(message) > MESSAGE_MOST:
        raise ValueError(f"options of {parser} are longer than a message")
    with _opened(source) as file:
        if bounds.alone:
            with _HOST.begin(message, file.fileno(), answer.fileno()) as child:
                status = child.word(bounds)
        else:
            status = lanes.through(lambda: _HOST.begin(message, file.fileno(), answer.fileno()), bounds)
    if status["how"] == "refused":
        raise ProblemsError(Problem(**one) for one in status["problems"])
    if status["how"] != "done":
        raise ProblemsError([_refusal(str(status["how"]), where, bounds)])
    return status


def _refusal(how: str, where: str, bounds: Bounds) -> Problem:
    told: dict[str, object] = {"seconds": bounds.seconds, "memory": bounds.memory_mb, "answer": bounds.answer_mb}
    if how == "time":
        text = "Opening the file takes longer than %(seconds)d seconds; it is left unread."
        return Problem("file_takes_too_long", text, where=where, fix=_FIX, params=told)
    if how == "memory":
        text = "Opening the file takes more than %(memory)d MB of memory; it is left unread."
        return Problem("file_takes_too_much", text, where=where, fix=_FIX, params=told)
    if how == "busy":
        text = "Several large files are being opened just now; this one is left unread."
        return Problem("files_being_opened", text, where=where, fix="Bring it again in half a minute.", params=told)
    if how == "answer":
        text = "The file unpacks to more than %(answer)d MB; it is left unread."
        return Problem("file_unpacks_too_large", text, where=where, fix=_FIX, params=told)
    text = "The file is damaged or not of the kind its name says."
    return Problem("file_damaged", text, where=where, fix="Open it in its own program and save it again.", params=told)


def _opened(source: bytes | IO[bytes]) -> IO[bytes]:
    """The source as an open file with a descriptor of its own, at its beginning."""
    if not isinstance(source, bytes):
        return open(os.dup(source.fileno()), "rb")
    file = _answer_file()
    file.write(source)
    file.flush()
    file.seek(0)
    return file


def _answer_file() -> IO[bytes]:
    """A nameless file: in memory where the system has such, else on disk."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("liantu"), "w+b")
    return tempfile.TemporaryFile()


class _Host:
    """The warm process of this process. Made at the first file, made anew after it ended or after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._door: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def begin(self, message: bytes, source: int, answer: int) -> Child:
        """Have a child made for a file."""
        mine, its = socket.socketpair()
        with its:
            try:
                self._send(message, [source, answer, its.fileno()])
            except OSError:
                mine.close()
                raise
        return Child(mine, self.close)

    def _send(self, message: bytes, descriptors: list[int]) -> None:
        with self._lock:
            for last in (False, True):
                try:
                    socket.send_fds(self._ready(), [message], descriptors)
                    return
                except OSError:
                    self._forget()
                    if last:
                        raise

    def _ready(self) -> socket.socket:
        if self._door is None or self._owner != os.getpid():
            self._door, its = socket.socketpair(socket.AF_UNIX, _WHOLE_MESSAGES)
            self._owner = os.getpid()
            with its:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "liantu.parsers.host", str(its.fileno())],
                    pass_fds=[its.fileno()],
                    env={"PYTHONPATH": _PATH, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        return self._door

    def _forget(self) -> None:
        if self._door is not None:
            self._door.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._door = self._process = None

    def close(self) -> None:
        """End the host and what it made."""
        with self._lock:
            if self._process is not None and self._owner == os.getpid():
                os.killpg(self._process.pid, 9)
            self._forget()


_PATH = str(Path(liantu.__file__).resolve().parents[1])
_HOST = _Host()


def warm_up() -> None:
    """Start the warm process ahead of the first file."""
    with _HOST._lock:
        _HOST._ready()


def cool_down() -> None:
    """End the warm process; the next file starts another. For a process that is about to become another program."""
    _HOST.close()
