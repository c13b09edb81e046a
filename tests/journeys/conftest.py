"""A whole demo installation, started by the same command a newcomer types, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# what is no fault: a refusal, a question that a newer one takes the place of, a line that a test takes away
CALM = (
    "status of 4", "Response Status Error Code 4", "htmx:sendAbort", "htmx:afterRequest", "htmx:sendError",
    "ERR_INTERNET_DISCONNECTED",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys drive a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def answers(address: str) -> bool:
    """Whether a page is served there."""
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo installation."""
    if running := os.environ.get("LIANTU_JOURNEY_SITE"):
        yield running
        return
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home), "LIANTU_PORT": str(port), "LIANTU_DEMO": "1"}
    log = (home / "start.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "liantu", "start"], cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT
    )
    address = f"http://localhost:{port}"
    try:
        until = time.monotonic() + 900  # the demo zone is built first, on a busy machine in minutes
        while not answers(f"{address}/healthz"):
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"the program did not start:\n{(home / 'start.log').read_text()[-4000:]}")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One headless Chromium."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("continuous integration needs chromium")
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: object) -> Iterator[object]:
    """A fresh page in Chinese at desktop width; fails the test on a script error or a blocked resource."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")  # type: ignore[attr-defined]
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            errors.append(message.text)
            if message.type == "error" and not any(calm in message.text for calm in CALM)
            else None
        ),
    )
    yield opened
    context.close()
    assert not errors, f"the page complained: {errors}"


@pytest.fixture
def log_in(site: str, page: object) -> Callable[[str], object]:
    """Log in as one of the demo people; answers the page."""
    from liantu.demo.people import DEMO_PASSWORD

    def enter(username: str) -> object:
        page.goto(f"{site}/login/")  # type: ignore[attr-defined]
        page.fill("input[name=username]", username)  # type: ignore[attr-defined]
        page.fill("input[name=password]", DEMO_PASSWORD)  # type: ignore[attr-defined]
        page.click("button[type=submit]:not([name]) >> visible=true")  # type: ignore[attr-defined]
        page.wait_for_url(lambda url: "/login" not in url)  # type: ignore[attr-defined]
        return page

    return enter
