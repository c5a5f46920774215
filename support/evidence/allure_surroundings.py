"""The files beside Allure's results: what was examined, who ran it, and in which heaps failures fall."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from support.evidence.redaction import clean, clean_in
from support.runs.ledger import Ledger
from support.value import latency

CATEGORIES: list[dict[str, Any]] = [
    {
        "name": "Product: a promise to customers is broken",
        "description": "A reachable platform did something wrong. Start here.",
        "matchedStatuses": ["failed"],
    },
    {
        "name": "Stack: a service did not run",
        "description": "Nothing is said about the product: see the service's log.",
        "matchedStatuses": ["broken"],
        "messageRegex": r"(?s).*(StackBroken|StackError|process behind it is dead|could not be started).*",
    },
    {
        "name": "Prerequisite missing: declared, but cannot be tested",
        "matchedStatuses": ["broken"],
        "messageRegex": r"(?s)Not testable.*",
    },
    {
        "name": "Suite: its own code, hook or cleanup failed",
        "description": "Nothing is said about the product: the suite has an error.",
        "matchedStatuses": ["broken"],
    },
    {"name": "Not offered by this target", "matchedStatuses": ["skipped"], "messageRegex": r"(?s)Not offered.*"},
    {"name": "Not permitted on this target", "matchedStatuses": ["skipped"], "messageRegex": r"(?s)Not permitted.*"},
    {"name": "Known: expected to fail, or in quarantine", "matchedStatuses": ["skipped"]},
    {"name": "Not run: the run ended before", "matchedStatuses": ["unknown"]},
]
"""The first that matches takes a result in Allure 3; Allure 2 shows a result in each that matches."""


def write(folder: Path, ledger: Ledger) -> None:
    """Write environment.properties, executor.json, categories.json and performance.json."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}={_property(value)}" for name, value in environment(ledger).items()]
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    contents = (
        ("executor.json", executor(os.environ)),
        ("categories.json", CATEGORIES),
        ("performance.json", metrics(ledger)),
    )
    for name, content in contents:
        (folder / name).write_text(json.dumps(clean_in(content), indent=2) + "\n", encoding="utf-8")


def metrics(ledger: Ledger) -> list[dict[str, Any]]:
    """The measured times as Allure 3 shows them: median and 95 of 100, in milliseconds."""
    began, ended = (int(moment.timestamp() * 1000) for moment in (ledger.started, ledger.last_ended or ledger.started))
    return [
        {"id": key, "key": key, "value": each[figure], "start": began, "stop": ended}
        for name, values in sorted(ledger.latency_ms.items())
        for each in [latency.figures(values)]
        for figure in ("p50", "p95")
        for key in [f"{name}.{figure}"]
    ]


def environment(ledger: Ledger) -> dict[str, str]:
    """What was examined and with what."""
    return {
        "Target": ledger.settings.target,
        "Scope": ledger.scope,
        "Commit": ledger.commit or "not in a repository",
        "Order": f"shuffled with seed {ledger.settings.shuffle}" if ledger.settings.shuffle else "as written",
        "Defect": ledger.settings.defect or "none",
        "Patience": str(ledger.settings.patience),
        "Python": platform.python_version(),
        "System": f"{platform.system()} {platform.release()}",
        "behave": version("behave"),
    }


def executor(variables: Any) -> dict[str, Any]:
    """Who ran it: GitHub Actions, GitLab, Jenkins, or this machine."""
    if variables.get("GITHUB_ACTIONS"):
        run = f"{variables.get('GITHUB_SERVER_URL')}/{variables.get('GITHUB_REPOSITORY')}/actions/runs"
        number = variables.get("GITHUB_RUN_NUMBER", "")
        url = f"{run}/{variables.get('GITHUB_RUN_ID')}"
        return _executor("GitHub Actions", "github", number, url)
    if variables.get("GITLAB_CI"):
        number, url = variables.get("CI_PIPELINE_IID", ""), variables.get("CI_PIPELINE_URL", "")
        return _executor("GitLab CI", "gitlab", number, url)
    if variables.get("JENKINS_URL"):
        return _executor("Jenkins", "jenkins", variables.get("BUILD_NUMBER", ""), variables.get("BUILD_URL", ""))
    return {"name": "this machine", "type": "local", "buildName": "local run"}


def _executor(name: str, kind: str, number: str, url: str) -> dict[str, Any]:
    about: dict[str, Any] = {"name": name, "type": kind, "buildName": f"run {number}", "buildUrl": url}
    return about | ({"buildOrder": int(number)} if number.isdigit() else {})


def _property(value: str) -> str:
    return clean(value).replace("\\", "\\\\").replace("\n", " ")
