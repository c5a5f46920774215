"""What Allure is told besides the results, and what is made of its page; the page itself: tests/pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from support.report import allure_page
from tests.report import made_up


@pytest.fixture
def document() -> dict[str, Any]:
    return made_up.made_up(20)[0]


@pytest.fixture
def without_allure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: dict[str, Any]) -> None:
    """There is an Allure, but it renders nothing."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "allure").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bin" / "allure").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    monkeypatch.chdir(tmp_path)


def told(folder: Path, document: dict[str, Any]) -> dict[str, Any]:
    """What Allure was told."""
    (folder / "results").mkdir(exist_ok=True)
    (folder / "results" / "1-result.json").write_text("{}")
    with pytest.raises(allure_page.NotRendered):
        allure_page.render(folder / "results", folder / "allure", document)
    config: dict[str, Any] = json.loads((folder / ".allurerc.json").read_text())
    return config


@pytest.mark.usefixtures("without_allure")
def test_broken_promises_are_grouped_by_the_stream_that_hangs_on_them(tmp_path: Path, document: dict[str, Any]) -> None:
    rules = told(tmp_path, document)["categories"]["rules"]
    assert rules[0]["groupBy"] == [{"label": "value"}]
    stack = next(each for each in rules if each["name"].startswith("Stack"))
    assert re.search(stack["messageRegex"], "first\nStackBroken: chat died")
    assert "(?s)" not in json.dumps(rules)


@pytest.mark.usefixtures("without_allure")
def test_measured_times_stand_beside_their_promises(tmp_path: Path, document: dict[str, Any]) -> None:
    metrics = told(tmp_path, document)["performance"]["metrics"]
    assert metrics["answer.p95"]["title"] == "Answer, 95 of 100, promised within 5000 ms"


@pytest.mark.usefixtures("without_allure")
def test_a_run_enters_allures_history_once(tmp_path: Path, document: dict[str, Any]) -> None:
    appended = [told(tmp_path, document)["appendHistory"] for _ in range(2)]
    again = told(tmp_path, document | {"finished": "2026-11-21T00:00:00.000+00:00"})["appendHistory"]
    assert [*appended, again] == [True, False, True]


def test_scenarios_are_found_in_the_page_by_their_names(tmp_path: Path, document: dict[str, Any]) -> None:
    first = document["scenarios"][0]
    assert allure_page.addresses(tmp_path / "allure", document["scenarios"]) == {}
    (tmp_path / "allure").mkdir()
    listed = {"byId": {"abc": {"id": "abc", "name": first["name"]}}}
    (tmp_path / "allure" / "test-results.json").write_text(json.dumps(listed))
    assert allure_page.addresses(tmp_path / "allure", document["scenarios"]) == {first["id"]: "allure/index.html#abc"}
