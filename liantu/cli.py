"""The ``liantu`` command: ``start`` brings the whole program up; every other verb is a room's management command."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from liantu import supervision
from liantu.faults import guarded, in_chinese
from liantu.lib import outgoing
from liantu.supervision import Part, Supervisor

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

PACKAGE = Path(__file__).resolve().parent


# Verbs that a newcomer types first: a database without tables gets them, instead of an error about tables.
NEED_TABLES = {
    "facts",
    "register",
    "screen",
    "gaps",
    "targets",
    "projects",
    "products",
    "zone",
    "schedule",
    "audit",
    "demo",
    "worker",
    "screenshots",
}
# Those that write for other people than who sits at the terminal keep the language of the installation.
KEEP_LANGUAGE = {"worker", "demo", "screenshots"}


def main(arguments: list[str] | None = None) -> None:
    """Run one subcommand; ``liantu help`` lists them. Whatever goes wrong is told in a line, with an exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(guarded(lambda: _run(given), lambda: Path(os.environ.get("LIANTU_HOME") or "var")))


def _run(given: list[str]) -> None:
    """``start`` brings everything up; a verb of the house runs with its faults told; the rest is Django's own."""
    if given[:1] and given[0] in _OWN:
        _take_no_words(given[0], given[1:])
    if given[:1] == ["start"]:
        sys.exit(start())
    if given[:1] == ["prepare"]:
        _prepare()
        return
    if given[:1] == ["welcome"]:
        _say_where(given[1])
        return
    import django
    from django.core.management import ManagementUtility, get_commands

    from liantu.lib.translations import compile_catalogues

    if os.access(PACKAGE, os.W_OK):
        compile_catalogues(PACKAGE)
    utility = ManagementUtility(["liantu", *given])
    verb = given[0] if given else ""
    # A setting that cannot be used raises here, told by itself; Django would hide it behind "unknown command".
    django.setup()
    if not str(get_commands().get(verb, "")).startswith("liantu."):
        utility.execute()
        return
    _run_verb(utility.fetch_command(verb), verb, given[1:])


def _run_verb(command: BaseCommand, verb: str, words: list[str]) -> None:
    """A verb of the house, in the language of the terminal; its errors come out as exceptions, told by ``guarded``."""
    from django.core.management import call_command
    from django.core.management.base import handle_default_options
    from django.db import connection, connections
    from django.utils import translation

    if verb not in KEEP_LANGUAGE:
        translation.activate("zh-hans" if in_chinese() else "en")
    # the parser then prints its usage instead of raising
    command._called_from_command_line = True  # type: ignore[attr-defined]
    options = vars(command.create_parser("liantu", verb).parse_args(words))
    handle_default_options(argparse.Namespace(**options))
    try:
        if verb in NEED_TABLES and not connection.introspection.table_names():
            call_command("migrate", verbosity=0, interactive=False)
        command.execute(*options.pop("args", ()), **options)
    finally:
        connections.close_all()


def _take_no_words(verb: str, words: list[str]) -> None:
    """The verbs that stand here take no words but ``--help``, and ``welcome`` an address: any other ends with 2."""
    told = argparse.ArgumentParser(prog=f"liantu {verb}", description=_OWN[verb][0 if in_chinese() else 1])
    if verb == "welcome":
        told.add_argument("address")
    told.parse_args(words)


def start() -> int:
    """Bring up database, static files, demo zone (``LIANTU_DEMO=1``), web server and worker, and keep them up.

    Prints the address and how to log in once the first page answers. Ends when asked to, and the parts with it.
    """
    from liantu.lib.environment import SettingError, read_number

    try:
        port = read_number("LIANTU_PORT", 8000, least=1, most=65535)
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    host = os.environ.get("LIANTU_HOST", "127.0.0.1")
    home = Path(os.environ.get("LIANTU_HOME") or "var").expanduser().resolve()
    lock = supervision.hold(home)
    if lock is None:
        return _refuse("home_held", home=home)
    if supervision.taken(host, port):
        return _refuse("port_taken", port=port)
    prepared = subprocess.run([*_LIANTU, "prepare"], check=False).returncode
    if prepared:
        return prepared
    # Arrow and glibc keep freed memory per thread; a small machine would rather have it back
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    parts = [Part("web", _web_command(host, port)), Part("worker", [*_LIANTU, "worker"])]
    supervisor = Supervisor(parts, home, supervision.say_in_log)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else shown}:{port}/"  # noqa: S104  # compared, not bound

    def once_up(web: Part) -> None:
        if _answers(address, web, supervisor):
            subprocess.run([*_LIANTU, "welcome", address], check=False)

    return supervisor.run(once_up)


def _web_command(host: str, port: int) -> list[str]:
    """The web server: one process with threads."""
    bound = ["--bind", f"{host}:{port}", "--workers", "1", "--threads", "12", "--timeout", "120"]
    quiet = ["--log-level", "warning", "--limit-request-line", "8190", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "liantu.wsgi", *bound, *quiet]


def _refuse(why: str, **told: object) -> int:
    """Say in the reader's language why it does not start."""
    sys.stderr.write(_REFUSALS[why][0 if in_chinese() else 1].format(**told) + "\n")
    return 2


# what the verbs that stand here do
_OWN = {
    "start": (
        "启动链图：数据库、网页与后台作业；按 Ctrl-C 停止。用 LIANTU_PORT、LIANTU_HOST、LIANTU_HOME 设置。",
        "Bring Liantu up: database, web and worker; Ctrl-C stops. Set by LIANTU_PORT, LIANTU_HOST and LIANTU_HOME.",
    ),
    "prepare": (
        "建好数据库与静态文件；start 会先做这一步。",
        "Bring database and static files to this version; start does it first.",
    ),
    "welcome": ("显示地址与登录办法。", "Say the address and how to log in."),
}
_LIANTU = (sys.executable, "-m", "liantu")
_REFUSALS = {
    "home_held": (
        "另一个链图程序正在使用数据文件夹 {home}。→ 先停掉它，或把 LIANTU_HOME 指向别的文件夹。",
        "Another Liantu works on the data folder {home}. → Stop it, or let LIANTU_HOME point to another folder.",
    ),
    "port_taken": (
        "端口 {port} 已被别的程序占用。→ 停掉它，或换一个端口：LIANTU_PORT=8001 liantu start",
        "Port {port} is taken by another program. → Stop it, or choose another: LIANTU_PORT=8001 liantu start",
    ),
}


def _prepare() -> None:
    """Migrate, gather static files when the program changed, build the demo zone when the database is empty."""
    import django
    from django.core.management import call_command

    from liantu.lib.translations import compile_catalogues

    compile_catalogues(Path(__file__).resolve().parent)
    django.setup()
    from django.conf import settings

    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG and _static_is_stale(Path(settings.STATIC_ROOT)):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        (Path(settings.STATIC_ROOT) / ".stamp").touch()
    if settings.DEMO:
        from liantu.demo.build import build_demo, is_empty

        if is_empty():
            sys.stdout.write("正在建立演示园区 · Building the demo zone …\n")
            sys.stdout.flush()
            build_demo()


def _static_is_stale(root: Path) -> bool:
    """Whether any static file of the program is newer than the gathered copy."""
    stamp = root / ".stamp"
    if not stamp.exists():
        return True
    gathered_at = stamp.stat().st_mtime
    package = Path(__file__).resolve().parent
    return any(path.stat().st_mtime > gathered_at for path in package.glob("**/static/**/*") if path.is_file())


def _answers(address: str, web: Part, supervisor: Supervisor) -> bool:
    """Wait until the server answers its health page, at most a minute."""
    health = f"{address}healthz"
    own = outgoing.Reach(frozenset({outgoing.target_of(health).host}), plain=True)
    for _ in range(600):
        if supervisor.stopping or web.process is None or web.process.poll() is not None:
            return False
        try:
            outgoing.ask(health, reach=own, seconds=2)
        except outgoing.OutgoingError as error:
            if error.why == "redirected":  # to https, which stands in front
                return True
            time.sleep(0.1)
        else:
            return True
    return False


def _say_where(address: str) -> None:
    """The address, and the demo log-in when there is one."""
    import django

    django.setup()
    from django.conf import settings

    sys.stdout.write(f"\n  链图 Liantu  {address}\n")
    if settings.DEMO:
        from liantu.demo.people import DEMO_PASSWORD, PEOPLE

        sys.stdout.write(f"  登录 Log in   {PEOPLE[0].username} / {DEMO_PASSWORD}\n")
        sys.stdout.write("                登录页可切换其他角色 · other roles on the log-in page\n")
    else:
        sys.stdout.write("  新建园区 Make a zone:  liantu zone add CODE NAME --province … --city …\n")
    sys.stdout.write("  按 Ctrl-C 停止 · Ctrl-C stops\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
