"""Do the reports agree? Read back from disk after everything has closed, scenario by scenario."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from support.evidence.allure import STATUS
from support.report import junit
from support.runs.ledger import Ledger
from support.runs.outcomes import Status

_MOST_NAMED = 3


def disagreements(ledger: Ledger) -> tuple[list[str], dict[str, int]]:
    """What in Allure and JUnit is not as the ledger has it, and how many scenarios agree in each."""
    expected = {entry.id: entry.status for entry in ledger.entries}
    found: list[str] = []
    agree = {"in_allure": 0, "in_junit": 0}
    if len(expected) != len(ledger.entries):
        twice = [identity for identity, times in Counter(e.id for e in ledger.entries).items() if times > 1]
        found.append(f"scenarios share the id {', '.join(twice)}")
    if ledger.allure_results is not None:
        seen, faults = _allure(ledger.allure_results, int(ledger.started.timestamp() * 1000))
        wanted = {identity: STATUS[status] for identity, status in expected.items()}
        found += [*faults, *_compare("Allure", wanted, seen)]
        agree["in_allure"] = sum(seen.get(identity) == status for identity, status in wanted.items())
    try:
        in_junit = junit.read(ledger.settings.reports)
    except (ParseError, OSError) as error:
        in_junit = {}
        found.append(f"JUnit cannot be read back: {error}")
    elements = {identity: junit.element_of(status.value) for identity, status in expected.items()}
    found += _compare("JUnit", elements, in_junit)
    agree["in_junit"] = sum(in_junit.get(identity) == element for identity, element in elements.items())
    return found, agree


def _allure(folder: Path, since_ms: int) -> tuple[dict[str, str], list[str]]:
    """Each scenario's status in the results that this run wrote, and what is wrong with them."""
    seen: dict[str, str] = {}
    faults = []
    for path in folder.glob("*-result.json"):
        try:
            result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            faults.append(f"the Allure result {path.name} is not JSON")
            continue
        if result.get("start", 0) < since_ms:
            continue
        identity = next((each["value"] for each in result["labels"] if each["name"] == "scenario"), path.name)
        if identity in seen:
            faults.append(f"Allure has {identity} twice")
        seen[identity] = result.get("status", "none")
    return seen, faults


def _compare(where: str, wanted: dict[str, str], seen: dict[str, str]) -> Iterator[str]:
    missing = sorted(set(wanted) - set(seen))
    extra = sorted(set(seen) - set(wanted))
    differ = sorted(identity for identity in set(wanted) & set(seen) if wanted[identity] != seen[identity])
    if missing:
        yield f"{where} lacks {len(missing)} of {len(wanted)} selected scenarios ({_few(missing)})"
    if extra:
        yield f"{where} has {len(extra)} scenarios that were not selected ({_few(extra)})"
    for identity in differ[:_MOST_NAMED]:
        yield f"{where} calls {identity} {seen[identity]}, the run says {wanted[identity]}"


def _few(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", ..." if len(names) > _MOST_NAMED else "")


def red(status: Status) -> bool:
    """True for a status that somebody must look at."""
    return status in (Status.FAILED, Status.FLAKY, Status.BROKEN, Status.NOT_TESTABLE, Status.NOT_RUN)
