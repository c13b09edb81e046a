"""The warm process: waits for files, makes a child for each with hard bounds, and is gone when its owner is.

A request comes over a socket as one message: JSON (parser, its options, bounds) and three open descriptors: the file,
where the answer goes, and a socket on which the child says how it went. The child opens nothing by name, has no network
where the system can take it away, and knows none of the program's keys: the host is started with an empty environment.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from typing import IO, Any

from liantu.lib.problems import ProblemsError
from liantu.parsers.bounds import MB, Bounds
from liantu.parsers.catalogue import parser_named, warm_up

MESSAGE_MOST = 64 * 1024
_FILES_MOST = 64
_LITTLE = 128 * MB
_PR_SET_NO_NEW_PRIVS = 38
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000


def serve(number: int) -> None:
    """Answer requests on the socket of that number until its other end is closed."""
    _give_up_rights()
    warm_up()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    door = socket.socket(fileno=number)
    while True:
        message, descriptors, _flags, _address = socket.recv_fds(door, MESSAGE_MOST, 3)
        if not message:
            return
        if os.fork() == 0:
            door.close()
            _answer(message, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _give_up_rights() -> None:
    """Gain no rights, lose the network: each where the system has it."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.unshare(_NEW_USER | _NEW_NET)


def _answer(message: bytes, source: int, answer: int, said: int) -> None:
    """The child: bound itself, run the parser, say how it went, end. Never returns."""
    status: dict[str, Any] = {"how": "damaged"}
    try:
        asked = json.loads(message)
        _end_when_nobody_waits(said)
        _bound(Bounds(**asked["bounds"]))
        with open(source, "rb", closefd=False) as file, open(answer, "wb", closefd=False) as out:
            status = run(parser_named(asked["parser"]), file, out, asked["options"])
    except MemoryError:
        status = {"how": "memory"}
    except OSError as error:
        status = {"how": "answer" if error.errno == 27 else "damaged", "detail": type(error).__name__}
    except BaseException as error:  # a damaged file makes a library raise anything, also things that are no Exception
        status = {"how": "memory" if _out_of_memory() else "damaged", "detail": type(error).__name__}
    signal.signal(signal.SIGIO, signal.SIG_IGN)  # room for the next piece of a long word is told the same way
    with contextlib.suppress(Exception), open(said, "wb", closefd=False) as word:
        word.write(json.dumps(status).encode())
    os._exit(0)


def run(parser: Callable[..., Any], file: IO[bytes], out: IO[bytes], options: dict[str, Any]) -> dict[str, Any]:
    """Run a parser; its value goes to ``out`` as JSON. How it went: done, or refused with its problems.

    A parser that takes ``out`` writes its answer itself, piece by piece.
    """
    try:
        if "out" in parser.__code__.co_varnames[: parser.__code__.co_argcount + parser.__code__.co_kwonlyargcount]:
            value = parser(file, out=out, **options)
            return {"how": "done", "value": value}
        out.write(json.dumps(parser(file, **options), ensure_ascii=False, separators=(",", ":")).encode())
        out.flush()
    except ProblemsError as error:
        return {"how": "refused", "problems": [problem.stored() for problem in error.problems]}
    return {"how": "done"}


def _out_of_memory() -> bool:
    """Whether little is left of what this process may have: libraries tell of it by errors of their own."""
    try:
        bytearray(_LITTLE)
    except MemoryError:
        return True
    return False


def _end_when_nobody_waits(said: int) -> None:
    """Let the system end this process when the other end of its word is closed: who asked has gone or given up."""
    if sys.platform.startswith("linux"):
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(said, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(said, fcntl.F_SETFL, fcntl.fcntl(said, fcntl.F_GETFL) | os.O_ASYNC)


def _bound(bounds: Bounds) -> None:
    """Hard bounds on this process: beyond them the system refuses memory, or ends it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (bounds.answer_mb * MB,) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES_MOST, _FILES_MOST))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + bounds.memory_mb * MB,) * 2)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process even inside a library that never returns
    signal.setitimer(signal.ITIMER_REAL, bounds.seconds * bounds.patience)


def _address_space() -> int:
    """Bytes of address space this process has now; 0 where the system does not tell (the bound is then absolute)."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    serve(int(sys.argv[1]))
