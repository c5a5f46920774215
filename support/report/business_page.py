"""business-value.html, made from run.json: one file, no server, no network, for readers of no console."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

from support.evidence import kinds, swimlane
from support.report import changes
from support.report.charts import charts
from support.report.summary import honesty_line
from support.runs.outcomes import first_line
from support.value.sentence import plural
from support.value.streams import money

NAME = "business-value.html"
CATALOGUE = "catalogue.html"
ALLURE_PAGE = "allure/index.html"
TEMPLATES = Path(__file__).parent / "templates"

WORDS = {"works": "works", "broken": "broken", "not_checked": "not checked", "no_check_yet": "no check yet"}
"""The four words of the page."""

_SCENARIO_WORD = {"passed": "works", "failed": "broken", "flaky": "broken", "expected_failed": "broken"}
"""The word for a scenario's status; every other status is not checked."""

_FINER = {
    "covered": "proved: a scenario was seen to notice a defect",
    "unproved": "holds; not yet proved that a defect would be noticed",
    "failed": "a scenario failed",
    "flaky": "passed and failed on the same platform",
    "expected_failed": "known to fail, with an owner",
    "broken": "the suite or its stack did not work",
    "not_testable": "a prerequisite of the check is missing",
    "not_run": "the run ended before",
    "quarantined": "its check is in quarantine",
    "busy_machine": "the machine was too busy to measure",
    "not_offered": "the target does not offer it",
    "not_permitted": "the target does not permit the check",
    "not_in_this_run": "not selected in this run",
    "accepted_risk": "cannot be checked here: a risk that somebody accepted, until a stated day",
    "no_scenario": "no scenario yet",
    "passed": "passed",
}
"""The finer words, a click below the four."""

MOST_FAILURES = 50
"""So many are told in full; of more, the others stand by capability alone."""

_ROOM_FOR_PICTURES = 700_000
"""Bytes: the page stays under 2 MB with 500 scenarios."""


def write(document: dict[str, Any], folder: Path, allure: Mapping[str, str] | None = None) -> Path:
    """Write the page.

    :param allure: where each scenario stands in the rendered Allure page, by its id, relative to the folder.
    """
    path = folder / NAME
    pages = [("Catalogue of steps, tags, people and words", CATALOGUE)] if (folder / CATALOGUE).is_file() else []
    pages += [("Allure", ALLURE_PAGE)] if allure else []
    path.write_text(render(document, pictures(document, folder), allure, pages), encoding="utf-8")
    return path


def pictures(document: dict[str, Any], folder: Path) -> dict[str, str]:
    """The drawings that the page holds itself, by the scenario's id: of what needs somebody, as far as there is room.

    All others are linked."""
    found: dict[str, str] = {}
    room = _ROOM_FOR_PICTURES
    for scenario in document["scenarios"]:
        path = folder / kinds.PICTURE.file(scenario["id"])
        if is_red(scenario["status"]) and kinds.PICTURE.file(scenario["id"]) in scenario["evidence"] and path.is_file():
            drawn = swimlane.embedded(path.read_text(encoding="utf-8"))
            room -= len(drawn.encode())
            if room < 0:
                break
            found[scenario["id"]] = drawn
    return found


def render(
    document: dict[str, Any],
    drawn: Mapping[str, str] | None = None,
    allure: Mapping[str, str] | None = None,
    pages: Sequence[tuple[str, str]] = (),
) -> str:
    """The page as HTML; ``drawn`` are the pictures that it holds, ``allure`` the addresses in the Allure page, each by
    the scenario's id; ``pages`` are the titles and addresses of further pages."""
    failures = [each for each in document["scenarios"] if is_red(each["status"])]
    proof = document["proof"]["by_stream"]
    return (
        environment()
        .get_template("business-value.html.j2")
        .render(
            run=document,
            rows={row["id"]: row for row in document["rows"]},
            streams={stream["id"]: stream for stream in document["streams"]},
            capabilities=capabilities(document),
            failures=failures,
            red={each["id"] for each in failures[:MOST_FAILURES]},
            changed=changes.lines(document["changes"]),
            changed_line=changes.headline(document["changes"], document["finished"]),
            charts=charts(document["trends"]),
            proofs=[(stream, proof[stream["id"]]) for stream in document["streams"] if proof[stream["id"]]["defects"]],
            honesty_line=honesty_line(document["honesty"]),
            drawn=drawn or {},
            allure=allure or {},
            pages=pages,
            lanes_style=swimlane.STYLE,
        )
    )


def environment() -> Environment:
    """The templates with their words; the catalogue page uses them too."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    found.filters |= {"money": money, "when": _when, "words": words, "spent": _spent, "first_line": first_line}
    found.filters |= {"titled": _title, "segments": _segments}
    found.globals |= {"word_of": word_of, "plural": plural, "WORDS": WORDS, "FINER": _FINER}
    found.globals["MOST_FAILURES"] = MOST_FAILURES
    return found


def _compiled() -> FileSystemBytecodeCache | None:
    """Compiled templates lie where Python keeps compiled modules; compiling takes as long as all other reports."""
    folder = TEMPLATES / "__pycache__"
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def word_of(status: str) -> str:
    """Which of the four words (by its key) stands for a scenario's status."""
    return _SCENARIO_WORD.get(status, "not_checked")


def is_red(status: str) -> bool:
    """True for a scenario that somebody must look at."""
    return status in ("failed", "flaky", "broken", "not_testable", "not_run")


def words(name: str) -> str:
    """golden_path is Golden path."""
    return name.replace("_", " ").capitalize()


def capabilities(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Capability > feature > rule > scenario, with each capability's promises; the register's order."""
    found: dict[str, dict[str, Any]] = {}
    for row in document["rows"]:
        found.setdefault(row["capability"], _capability(row["capability"]))["rows"].append(row)
    for scenario in document["scenarios"]:
        capability = found.setdefault(scenario["capability"], _capability(scenario["capability"]))
        blank = {"name": scenario["feature"], "worth": document["features"][scenario["file"]], "rules": {}}
        feature = capability["features"].setdefault(scenario["file"], blank)
        feature["rules"].setdefault(scenario["rule"], []).append(scenario)
    for capability in found.values():
        states = [row["state"] for row in capability["rows"]]
        capability["counts"] = {word: states.count(word) for word in WORDS}
        red = [s for f in capability["features"].values() for r in f["rules"].values() for s in r]
        capability["red"] = sum(is_red(scenario["status"]) for scenario in red)
        capability["number"] = len(red)
    return sorted(found.values(), key=lambda capability: not capability["features"])


def _capability(name: str) -> dict[str, Any]:
    return {"id": name, "name": words(name), "rows": [], "features": {}}


def _when(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%d %B %Y, %H:%M UTC").lstrip("0")


def _title(file: str) -> str:
    """What a file of evidence shows."""
    kind = kinds.kind_of(file)
    return kind.title if kind else file


def _segments(tags: Iterable[str]) -> str:
    """The customers of a scenario, by its tags."""
    return " ".join(tag.removeprefix("segment.") for tag in tags if tag.startswith("segment."))


def _spent(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
