"""``goldenpath report``: the business page anew, and the Allure 3 page where Node is found; else it says so.

Allure comes from PATH, from a local node_modules, or once from the npm registry at a pinned version. It
displays; our gate has decided already. The analytics script that it puts into the page is taken out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from support.report import business_page, run_json
from support.settings import Settings, SettingsError

ALLURE = "allure@3.18.0"
_SECONDS = 180
_ANALYTICS = re.compile(
    r"<script[^>]*googletagmanager[^>]*>\s*</script>|<script[^>]*>(?:(?!</script>).)*\bgtag\(.*?</script>", re.DOTALL
)


class NotRendered(Exception):  # noqa: N818 - it names what happened
    """The Allure page could not be rendered; the message says why. Nothing else depends on it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Render both pages; 0 also where Allure cannot be had, 2 where there is no run to report."""
    parser = argparse.ArgumentParser(prog="goldenpath report", description="Render the pages of the last run.")
    parser.add_argument("-D", dest="defines", action="append", default=[], metavar="NAME=VALUE", help="a setting")
    asked = parser.parse_args(arguments)
    try:
        defines = [(name.strip(), value) for name, _, value in (each.partition("=") for each in asked.defines)]
        reports = Settings.of_folder(Path.cwd(), defines).reports
        document = run_json.read(reports)
    except (SettingsError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"business page: {business_page.write(document, reports)}")
    try:
        print(f"Allure page:   {render(reports / 'allure-results', reports / 'allure')}")
    except NotRendered as reason:
        print(f"Allure page:   not rendered: {reason}")
    return 0


def render(results: Path, page: Path) -> Path:
    """Render the results into a folder; returns its index.html. Raises NotRendered."""
    if not any(results.glob("*-result.json")):
        raise NotRendered(f"{results} holds no results (a run with a formatter of your own wrote them elsewhere)")
    command = [*_allure(), "generate", "--output", str(page.resolve()), str(results.resolve())]
    config = page.parent / ".allurerc.json"
    config.write_text(json.dumps(_config(page)), encoding="utf-8")
    shutil.rmtree(page, ignore_errors=True)
    environment = os.environ | {"ALLURE_NO_ANALYTICS": "1", "npm_config_update_notifier": "false"}
    try:
        done = subprocess.run(
            [*command, "--config", str(config.resolve())],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotRendered(f"{command[0]}: {error}") from error
    index = page / "index.html"
    if done.returncode or not index.is_file():
        last = (done.stderr or done.stdout).strip().splitlines()
        raise NotRendered(f"{Path(command[0]).name} said: {last[-1] if last else 'nothing'}")
    for html in page.rglob("*.html"):
        html.write_text(_ANALYTICS.sub("", html.read_text(encoding="utf-8")), encoding="utf-8")
    return index


def _config(page: Path) -> dict[str, object]:
    options = {"reportName": "Golden path", "singleFile": False, "groupBy": ["epic", "feature", "story"]}
    return {"name": "Golden path", "output": str(page.resolve()), "plugins": {"awesome": {"options": options}}}


def _allure() -> list[str]:
    local = Path("node_modules/.bin/allure")
    if local.is_file():
        return [str(local)]
    found = shutil.which("allure")
    if found:
        return [found]
    npx = shutil.which("npx")
    if npx is None or shutil.which("node") is None:
        raise NotRendered("no Node on PATH: install Node 20 or newer; the results in allure-results/ are complete")
    return [npx, "--yes", ALLURE]
