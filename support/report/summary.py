"""summary.md, made from run.json: what a pull request or a job page shows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from support.report import changes
from support.runs.outcomes import first_line
from support.value.sentence import ago
from support.value.streams import money

NAME = "summary.md"
_WORDS = {"broken": "broken", "not_checked": "not checked", "no_check_yet": "no check yet", "works": "works"}


def write(document: dict[str, Any], folder: Path) -> Path:
    """Write the summary."""
    path = folder / NAME
    path.write_text("\n".join(lines(document)) + "\n", encoding="utf-8")
    return path


def lines(document: dict[str, Any]) -> list[str]:
    """The summary, line by line."""
    verdict, counts = document["verdict"], document["counts"]
    text = [f"# {verdict['sentence']}", ""]
    text += [f"- {problem}" for problem in document["problems"]]
    text += [f"- the {each['kind'].replace('_', ' ')} {each['id']} {each['overdue']}" for each in _overdue(document)]
    text += _failures(document["scenarios"])
    text += _changes(document)
    text += ["## Scenarios", "", "| " + " | ".join(name.replace("_", " ") for name in counts) + " |"]
    text += ["|" + " --- |" * len(counts), "| " + " | ".join(str(number) for number in counts.values()) + " |", ""]
    text += [
        "## Revenue streams",
        "",
        "| stream | state | works | broken | not checked | no check yet | claimed a year |",
    ]
    text += ["|" + " --- |" * 7]
    for stream in document["streams"]:
        numbers = stream["counts"]
        cells = [
            "&nbsp;" * 4 * stream["depth"] + stream["name"],
            f"**{_WORDS[stream['state']]}**",
            *(str(numbers[word]) for word in ("works", "broken", "not_checked", "no_check_yet")),
            money(stream["own_usd_per_year"]) if stream["own_usd_per_year"] else "",
        ]
        text.append("| " + " | ".join(cells) + " |")
    honesty = document["honesty"]
    text += ["", "Amounts are the sources' claims, not your figures. " + honesty_line(honesty), ""]
    text.append(f"Target {document['target']}, commit {document['commit'] or 'unknown'}, {document['finished']}.")
    return text


def honesty_line(honesty: dict[str, Any]) -> str:
    """The honesty block in one sentence."""
    left, secrets = len(honesty["left_behind"]), len(honesty["canaries_found"])
    return (
        f"Of {honesty['selected']} selected scenarios {honesty['in_allure']} stand in Allure"
        f" and {honesty['in_junit']} in JUnit as they ended;"
        f" secrets found in the reports: {secrets}; left behind: {left};"
        f" promises left unchecked: {len(honesty['not_checked'])}."
    )


def _overdue(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in document["waivers"] if each["overdue"]]


def _changes(document: dict[str, Any]) -> list[str]:
    found = document["changes"]
    if found["since"] is None or not (listed := changes.lines(found)):
        return [changes.headline(found, document["finished"]), ""]
    when = ago(datetime.fromisoformat(found["since"]), datetime.fromisoformat(document["finished"]))
    return [f"## Since the last run, {when}", "", *(f"- **{change}** {what}" for change, what, _ in listed), ""]


def _failures(scenarios: list[dict[str, Any]]) -> list[str]:
    red = [each for each in scenarios if each["status"] in ("failed", "flaky", "broken", "not_testable", "not_run")]
    if not red:
        return []
    text = ["## What needs you", ""]
    for scenario in red:
        text.append(f"- **{scenario['status'].replace('_', ' ')}** {scenario['name']}")
        text.append(f"  {first_line(scenario['cause'])}")
        text.append(f"  `{scenario['repeat']}`")
    return [*text, ""]
