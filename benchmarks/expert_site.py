"""A site of its own with one open round for the benchmarks of the experts' pages.

It imports a study file of the demo, plans its first round (24 drivers, four ratings each), invites one expert
in each language and is served as `make run` serves it, from a database in a folder that goes afterwards.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STUDY = ROOT / "survey" / "demo" / "content" / "innovation_clusters.json"
LANGUAGES = ("en", "ko")
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}
CPU_SLOWDOWN = 4
# “Slow 4G” of Chromium's tools: 1.6 Mbit/s down, 750 kbit/s up, and this much more latency for each request.
SLOW_4G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1.6e6 * 0.9 / 8,
    "uploadThroughput": 750e3 * 0.9 / 8,
}


@dataclass(frozen=True)
class Site:
    """Where it is, and the personal links by language."""

    address: str
    links: dict[str, str]


@contextmanager
def serve_site() -> Iterator[Site]:
    """Make the site, serve it, and take it away again."""
    with tempfile.TemporaryDirectory() as folder:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = {
            "SECRET_KEY": "benchmarks are no secret, 32 letters+",
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        os.environ.update(settings)
        links = _make_study()
        command = f"from scripts.serve import serve; serve('127.0.0.1', {port})"
        server = subprocess.Popen([sys.executable, "-c", command], cwd=ROOT)
        try:
            address = settings["PUBLIC_URL"]
            _wait_for(f"{address}/healthz")
            yield Site(address, {key: f"{address}/i/{token}" for key, token in links.items()})
        finally:
            server.terminate()
            server.wait()


def _make_study() -> dict[str, str]:
    from flask_migrate import upgrade

    from survey import create_app
    from survey.operations.panel import invite_expert, link_token
    from survey.operations.plans import plan_scenario_rounds
    from survey.operations.rounds import open_round
    from survey.studyfile import import_study, read_study_file

    app = create_app()
    with app.app_context():
        upgrade()
        study = import_study(read_study_file(STUDY), seed=1, account=None)
        if not study.rounds:
            plan_scenario_rounds(study, with_sort=False)
        key, group = app.config["PANEL_KEY"], study.groups[0]
        invited = {
            language: invite_expert(
                study,
                name=language,
                email=f"{language}@example.org",
                group=group,
                language=language,
                panel_key=key,
            )
            for language in LANGUAGES
        }
        open_round(study.rounds[0])
        return {language: link_token(study, each, key) for language, each in invited.items()}


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


@contextmanager
def open_phone(throttled: bool = True) -> Iterator[object]:
    """Open Chromium; give a function that opens a window of a phone, slowed down as a middling one is."""
    from playwright.sync_api import sync_playwright

    program = next((each for each in BROWSERS if Path(each).is_file()), None)
    if program is None:
        raise SystemExit("This needs Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])

        def open_window(language: str) -> tuple[object, object]:
            context = browser.new_context(**PHONE, locale={"en": "en-GB", "ko": "ko-KR"}[language])
            page = context.new_page()
            tools = context.new_cdp_session(page)
            tools.send("Network.enable")
            if throttled:
                tools.send("Network.emulateNetworkConditions", SLOW_4G)
                tools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
            return page, tools

        yield open_window
        browser.close()


class Traffic:
    """What came over the wire since the last look: bytes as sent, requests, and the hosts that were asked."""

    def __init__(self, tools: object) -> None:
        self.size, self.requests, self.hosts = 0, 0, set()
        self.files: dict[str, int] = {}
        self._names: dict[str, str] = {}
        tools.on("Network.requestWillBeSent", self._ask)
        tools.on("Network.loadingFinished", self._finish)

    def _ask(self, event: dict) -> None:
        address = event["request"]["url"]
        if address.startswith("data:"):
            return
        self.requests += 1
        self.hosts.add(address.split("/")[2])
        self._names[event["requestId"]] = address.split("/", 3)[-1].partition("?")[0]

    def _finish(self, event: dict) -> None:
        size = int(event["encodedDataLength"])
        self.size += size
        name = self._names.get(event["requestId"], "")
        self.files[name] = self.files.get(name, 0) + size

    def clear(self) -> None:
        """Forget what came so far."""
        self.size = self.requests = 0
        self.files.clear()
