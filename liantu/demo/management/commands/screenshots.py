"""``liantu screenshots``: pictures of the signature pages of a running demo, for README and documents."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.demo.people import DEMO_PASSWORD

PAGES = (
    ("today", "/", "chief"),
    ("chain-map", "/chains/premium-steel/", "chief"),
    ("link", "/chains/premium-steel/rolled-products/", "chief"),
    ("targets", "/targets/premium-steel/rolled-products/", "officer"),
    ("register", "/sources/registers/demo-2026-06-30/", "data"),
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


class Command(BaseCommand):
    """Take the pictures with the Chromium of the machine."""

    help = "Take pictures of the signature pages of a running demo (needs Chromium and the package playwright)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the demo runs and where the pictures go."""
        parser.add_argument("--site", default="http://localhost:8000", help="address of the running demo")
        parser.add_argument("--out", type=Path, default=Path("docs/assets"), help="folder for the pictures")
        parser.add_argument("--width", type=int, action="append", help="screen width; may be repeated (1440)")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Open every page and save its picture."""
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Install the package playwright to take pictures.") from error
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        if chromium is None:
            raise CommandError("Chromium is not installed on this machine.")
        options["out"].mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for width in options["width"] or [1440]:
                for name, path, username in PAGES:
                    file = self._picture(browser, options, width, name, path, username)
                    self.stdout.write(str(file))
            browser.close()

    @staticmethod
    def _picture(browser: Any, options: dict[str, Any], width: int, name: str, path: str, username: str) -> Path:
        """One page as one person sees it."""
        context = browser.new_context(viewport={"width": width, "height": 900 if width > 600 else 844})
        cookie = {"name": "liantu_language", "value": options["language"], "url": options["site"]}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{options['site']}/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        page.goto(f"{options['site']}{path}")
        page.wait_for_timeout(300)
        suffix = "" if width == 1440 and options["language"] == "zh-hans" else f"-{width}-{options['language']}"
        file: Path = options["out"] / f"{name}{suffix}.png"
        page.screenshot(path=str(file))
        context.close()
        return file
