"""The demonstration as a newcomer starts it: `cocaf demo` in a folder of its own, on ports of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from cocaf.cli.demo.cast import PASSWORD

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
PORTS = 13
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class World:
    """A running demonstration."""

    folder: Path
    base: int

    def url(self, node: str) -> str:
        """Address of a node's pages: hub, ma or sn."""
        return f"http://127.0.0.1:{self.base + ('hub', 'ma', 'sn').index(node)}"

    def cocaf(self, node: str, *words: str) -> Any:
        """Runs a command at a node and reads the JSON that it prints."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_")}
        environment["DJANGO_SETTINGS_MODULE"] = "cocaf.settings"
        done = subprocess.run(
            [sys.executable, "-m", "cocaf", "--home", str(self.folder / node), *words],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(done.stdout)


@contextlib.contextmanager
def demonstration(folder: Path) -> Iterator[World]:
    """Starts the demonstration and ends it by the signal that Ctrl-C sends."""
    world = World(folder, _free_base())
    annual = SHARED / "unodc_annual_1970_2018.csv"
    command = [sys.executable, "-m", "cocaf", "demo", "--folder", str(folder), "--base-port", str(world.base)]
    command += ["--series", str(annual)] if annual.exists() else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_")}
    environment |= {"DJANGO_SETTINGS_MODULE": "cocaf.settings", "PYTHONUNBUFFERED": "1", "LANG": "C"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        said = []
        for line in process.stdout or ():
            said.append(line)
            if "Password" in line:
                break
        else:
            raise AssertionError("the demonstration did not start:\n" + "".join(said))
        yield world
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _free_base() -> int:
    """A first port such that all the demonstration's ports are free."""
    for base in range(18_100, 19_900, 50):
        with contextlib.ExitStack() as held:
            try:
                for port in range(base, base + PORTS):
                    probe = held.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return base
    raise AssertionError("no free ports")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def signed_in(browser: Browser, world: World, node: str, username: str, language: str) -> Page:
    """A page of a person who signed in and chose a language."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=language)
    page = context.new_page()
    page.goto(world.url(node) + "/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit], main button:not([type])")
    page.wait_for_url(lambda url: "/account/login" not in url)
    context.request.post(
        world.url(node) + "/preferences",
        form={"language": language, "csrfmiddlewaretoken": _token(page)},
        headers={"Referer": world.url(node) + "/"},
    )
    page.goto(world.url(node) + "/")
    assert page.get_attribute("html", "lang") == language
    return page


def _token(page: Page) -> str:
    return page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
