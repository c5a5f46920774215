"""JUnit files, one for each feature, made from run.json: what CI systems read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.runs.outcomes import first_line

FOLDER = "junit"
_ELEMENT = {
    "failed": "failure",
    "flaky": "failure",
    "broken": "error",
    "not_testable": "error",
    "not_run": "error",
    "not_offered": "skipped",
    "not_permitted": "skipped",
    "expected_failed": "skipped",
    "quarantined": "skipped",
}
"""The element that each status other than passed puts into a test case."""
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(document: dict[str, Any], folder: Path) -> int:
    """Write the files, emptied of an earlier run's. Returns the number of test cases written."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.xml"):
        old.unlink()
    by_file: dict[str, list[dict[str, Any]]] = {}
    for scenario in document["scenarios"]:
        by_file.setdefault(scenario["file"], []).append(scenario)
    for file, scenarios in by_file.items():
        tree = ET.ElementTree(_suite(scenarios, document))
        ET.indent(tree)
        name = re.sub(r"[^\w.-]+", ".", file.removeprefix("features/").removesuffix(".feature"))
        tree.write(target / f"TESTS-{name}.xml", encoding="utf-8", xml_declaration=True)
    return len(document["scenarios"])


def read(folder: Path) -> dict[str, str]:
    """Each scenario's element by its id, ``passed`` where it has none. Raises ParseError."""
    return dict(_read(folder / FOLDER))


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.xml")):
        for case in ET.parse(path).getroot().iter("testcase"):
            found = [child.tag for child in case if child.tag in _ELEMENT.values()]
            properties = {each.get("name"): each.get("value") for each in case.iter("property")}
            yield str(properties.get("id")), found[0] if found else "passed"


def element_of(status: str) -> str:
    """The element that a status is written as; ``passed`` for passed."""
    return _ELEMENT.get(status, "passed")


def _suite(scenarios: list[dict[str, Any]], document: dict[str, Any]) -> ET.Element:
    elements = [element_of(scenario["status"]) for scenario in scenarios]
    suite = ET.Element(
        "testsuite",
        name=_text(scenarios[0]["feature"]),
        tests=str(len(scenarios)),
        failures=str(elements.count("failure")),
        errors=str(elements.count("error")),
        skipped=str(elements.count("skipped")),
        time=f"{sum(scenario['duration_s'] for scenario in scenarios):.3f}",
        timestamp=document["started"],
    )
    for scenario in scenarios:
        suite.append(_case(scenario))
    return suite


def _case(scenario: dict[str, Any]) -> ET.Element:
    case = ET.Element(
        "testcase",
        name=_text(scenario["name"]),
        classname=_text(".".join(part for part in (scenario["capability"], scenario["feature"]) if part)),
        time=f"{scenario['duration_s']:.3f}",
        file=scenario["file"],
        line=str(scenario["line"]),
    )
    properties = ET.SubElement(case, "properties")
    ET.SubElement(properties, "property", name="id", value=scenario["id"])
    for row in scenario["requirements"]:
        ET.SubElement(properties, "property", name="requirement", value=row)
    if scenario["status"] != "passed":
        cause = _text(scenario["cause"] or "")
        said = {"message": f"{scenario['status']}: {first_line(cause)}"}
        ET.SubElement(case, element_of(scenario["status"]), said).text = f"{cause}\nRepeat: {scenario['repeat']}"
    return case


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("?", text)
