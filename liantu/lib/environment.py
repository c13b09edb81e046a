"""Typed readers of settings from the environment: a wrong value stops the start and says what is right."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class SettingError(Exception):
    """A setting cannot be used; the text names the variable, the value and what is accepted."""


def read_text(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> str:
    """The text of ``name``, or of the file that ``name_FILE`` points to (for secrets), or ``default``.

    Raises SettingError when the file cannot be read.
    """
    file_name = environ.get(f"{name}_FILE", "")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE={file_name}: cannot be read ({error.strerror}).") from error
    return environ.get(name, default)


def read_flag(name: str, default: bool = False, *, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the switch ``name`` is on. Raises SettingError on anything but yes and no words."""
    text = environ.get(name)
    if text is None:
        return default
    if text.strip().lower() in _TRUE:
        return True
    if text.strip().lower() in _FALSE:
        return False
    raise SettingError(f"{name}={text!r}: write 1 or 0.")


def read_number(
    name: str, default: int, *, least: int = 0, most: int = 2**31, environ: Mapping[str, str] = os.environ
) -> int:
    """The whole number ``name`` between ``least`` and ``most``. Raises SettingError otherwise."""
    text = environ.get(name)
    if text is None or not text.strip():
        return default
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise SettingError(f"{name}={text!r}: write a whole number from {least} to {most}.")
    return number


def read_list(name: str, default: tuple[str, ...] = (), *, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The comma-separated list ``name``, blanks removed."""
    text = environ.get(name)
    if text is None:
        return list(default)
    return [part.strip() for part in text.split(",") if part.strip()]


def read_database(name: str, *, home: Path, environ: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Django's database entry for the URL in ``name``: ``sqlite:///path`` or ``postgresql://user:pw@host:port/db``.

    Without the variable: SQLite under ``home``. Raises SettingError on another scheme or a missing database name.
    """
    url = read_text(name, environ=environ)
    if not url:
        return _sqlite(home / "liantu.sqlite3")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingError(f"{name}: the address cannot be read ({error}).") from error
    if parts.scheme == "sqlite":
        path = unquote(parts.path)[1:] if parts.path.startswith("/") else unquote(parts.path)
        if not path:
            raise SettingError(f"{name}: name the file, as in sqlite:////srv/liantu/liantu.sqlite3")
        return _sqlite(Path(path))
    if parts.scheme in {"postgres", "postgresql"}:
        if not parts.path.strip("/"):
            raise SettingError(f"{name}: name the database, as in postgresql://liantu@localhost/liantu")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise SettingError(f"{name}: {parts.scheme or 'no scheme'!r} is not supported; use sqlite:/// or postgresql://")


def _sqlite(path: Path) -> dict[str, object]:
    """SQLite as a server database: writers queue (IMMEDIATE) instead of failing, readers never wait (WAL)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=2000;"
            "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;",
        },
    }
