"""What a command says when it cannot go on: one clear line in the reader's language, never a traceback.

A fault nobody foresaw is written whole to a file in the data folder, and the line names that file.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from liantu.lib.environment import SettingError
from liantu.lib.problems import ProblemsError

REFUSED, WRONG_SETTING, STOPPED = 1, 2, 130
# Each in the two languages of the program: a fault may come before the catalogues can be read.
_SENTENCES = {
    "stopped": ("已停止。", "Stopped."),
    "refused": ("{what}", "{what}"),
    "disk_full": (
        "磁盘已满：{where}。→ 腾出空间，或把 LIANTU_HOME 指向别的磁盘，再执行一次。",
        "The disk is full: {where}. → Make room, or let LIANTU_HOME point to another disk, and run it again.",
    ),
    "not_allowed": (
        "没有读写权限：{where}。→ 检查该文件或文件夹的所有者与权限，或换一个位置。",
        "Not allowed to read or write {where}. → Look at its owner and permissions, or choose another place.",
    ),
    "not_there": (
        "找不到文件或文件夹：{where}。→ 检查路径，先建好上级文件夹。",
        "There is no file or folder {where}. → Check the path; make the folder first.",
    ),
    "is_folder": (
        "{where} 是文件夹，这里需要一个文件。→ 写上文件名。",
        "{where} is a folder where a file is needed. → Name a file.",
    ),
    "file_fault": ("文件读写失败：{where}（{what}）。", "A file could not be read or written: {where} ({what})."),
    "not_utf8": (
        "文件不是 UTF-8 编码（第 {at} 字节）。→ 另存为 UTF-8 后再试。",
        "The file is not UTF-8 text (byte {at}). → Save it as UTF-8 and try again.",
    ),
    "old_database": (
        "数据库还是旧版本的结构。→ 先备份，再执行：liantu migrate",
        "The database has the tables of an earlier version. → Back up, then run: liantu migrate",
    ),
    "database": (
        "数据库用不了：{what}。→ 检查 LIANTU_DATABASE_URL 与磁盘；liantu doctor 会逐项说明。",
        "The database cannot be used: {what}. → Check LIANTU_DATABASE_URL and the disk; liantu doctor tells more.",
    ),
    "memory": (
        "内存不够。→ 关掉别的程序，或用更少的线程（--threads 1）再试。",
        "There is not enough memory. → Close other programs, or try with fewer threads (--threads 1).",
    ),
    "defect": (
        "程序出错了（{what}），这不是您的操作问题。→ 详情已存入 {where}，请发给维护人员。",
        "The program failed ({what}); it is not your doing. → The details are in {where}: send it to who maintains it.",
    ),
}  # fmt: skip


def in_chinese(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a terminal is answered in Chinese: always, unless its locale names another language (``en_GB.UTF-8``)."""
    named = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return named.split(".")[0].upper() in {"", "C", "POSIX"} or named.lower().startswith("zh")


def guarded(work: Callable[[], None], home: Callable[[], Path]) -> int:
    """Run a command and answer its exit code; whatever stops it is told on the error stream.

    ``home`` is where the details of an unforeseen fault are kept. ``LIANTU_DEBUG=1`` lets the traceback through.
    """
    try:
        work()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
            return REFUSED
        return ended.code or 0
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{_say('stopped')}\n")
        return STOPPED
    except BrokenPipeError:
        _close_quietly()
        return 0
    except Exception as error:
        if os.environ.get("LIANTU_DEBUG") == "1":
            raise
        line, code = explain(error, home)
        sys.stderr.write(f"{line}\n")
        return code
    return 0


def explain(error: Exception, home: Callable[[], Path]) -> tuple[str, int]:
    """The line about an error and the exit code it deserves; the details of a defect go to a file under ``home``."""
    from django.core.management.base import CommandError
    from django.db import DatabaseError

    from liantu.audit.errors import NO_ROOM, not_ready

    cause = error.__cause__ if isinstance(error, CommandError) and error.__cause__ is not None else error
    if isinstance(cause, ProblemsError):
        from liantu.ui.problems import line_of

        return line_of(cause), REFUSED
    if isinstance(error, CommandError):
        return _translated(str(error)), error.returncode
    if isinstance(error, SettingError):
        return str(error), WRONG_SETTING
    if isinstance(error, DatabaseError):
        # The driver's own words name the table or the host, never a row.
        what = "old_database" if _lacks_tables(error) else "disk_full" if not_ready(error) == NO_ROOM else "database"
        if what == "disk_full":
            return _say(what, where=home()), REFUSED
        return _say(what, what=str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__), 1
    if isinstance(error, UnicodeDecodeError):
        return _say("not_utf8", at=error.start), REFUSED
    if isinstance(error, OSError):
        return _of_file(error), REFUSED
    if isinstance(error, MemoryError):
        return _say("memory"), REFUSED
    return _say("defect", what=type(error).__name__, where=_kept(error, home)), REFUSED


def _say(kind: str, **values: object) -> str:
    return _SENTENCES[kind][0 if in_chinese() else 1].format(**values)


def _translated(text: str) -> str:
    from django.utils.translation import gettext as _

    return _(text) if text else text


def _lacks_tables(error: Exception) -> bool:
    text = str(error)
    return any(sign in text for sign in ("no such table", "no such column", "has no column", "does not exist"))


def _of_file(error: OSError) -> str:
    where = str(error.filename) if error.filename is not None else "—"
    kinds = {
        errno.ENOSPC: "disk_full",
        errno.EDQUOT: "disk_full",
        errno.EFBIG: "disk_full",
        errno.EACCES: "not_allowed",
        errno.EPERM: "not_allowed",
        errno.EROFS: "not_allowed",
        errno.ENOENT: "not_there",
        errno.ENOTDIR: "not_there",
        errno.EISDIR: "is_folder",
    }
    return _say(kinds.get(error.errno or 0, "file_fault"), where=where, what=error.strerror or type(error).__name__)


def _kept(error: Exception, home: Callable[[], Path]) -> str:
    """Write the traceback to a file and answer its path; a traceback shows code, not rows."""
    try:
        folder = home() / "faults"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{os.getpid()}.txt"
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except Exception:
        return "—"
    return str(path)


def _close_quietly() -> None:
    """The reader of our output has gone (``| head``): let the interpreter's last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
