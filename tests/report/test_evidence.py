"""What a real run leaves as evidence: of a failure all there is, of the golden path its picture; the same in Allure,
on the business page and in run.json."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.small_suite import Ran, SmallSuite

PROJECT = Path(__file__).resolve().parents[2]
DEFECT = "tool_is_announced_without_purpose"
FEATURE = """
    @value.live_events
    Feature: A customer watches an agent work
      For every customer

      Background:
        Given Max has brought in a month of AI use
        And Max is connected

      @golden_path @req.GP-01
      Scenario: It holds
        When Max asks "What are our biggest cost drivers?"
        Then Max is answered within the answer budget

      @req.EV-04
      Scenario: It breaks
        When Max asks "What are our biggest cost drivers?"
        Then each tool is announced to Max by name, with its purpose and what it is given
        And Max hears nothing more of the run

      @req.EV-01
      Scenario: It holds too
        When Max asks "What do we spend?"
        Then Max is answered within the answer budget
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The project's own steps on the embedded stack with a defect in it."""
    suite = SmallSuite(tmp_path_factory.mktemp("evidence") / "suite")
    shutil.rmtree(suite.folder / "steps")
    shutil.copytree(PROJECT / "steps", suite.folder / "steps", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "environment.py", suite.folder)
    suite.feature(FEATURE)
    ran = suite.run("-D", f"defect={DEFECT}", "-D", "patience=4", PYTHONPATH=str(PROJECT))
    assert ran.code == 1, ran.out + ran.err
    assert "error of the run" not in ran.out, ran.out
    return ran


def scenario(ran: Ran, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in ran.document()["scenarios"] if each["name"] == name)
    return found


def of_kind(ran: Ran, name: str, ends: str) -> str:
    """The text of a scenario's evidence of that kind."""
    file = next(file for file in scenario(ran, name)["evidence"] if file.endswith(ends))
    return (ran.reports / file).read_text()


@pytest.mark.promise("TF-21", broken="the platform with tools announced without their purpose")
def test_a_failure_leaves_everything_and_every_file_is_there(ran: Ran) -> None:
    files = scenario(ran, "It breaks")["evidence"]
    assert [file.partition(".")[2] for file in files] == [
        "lanes.svg", "timeline.txt", "calls.txt", "rows.txt", "logs.txt", "jsonl",
    ]  # fmt: skip
    assert all((ran.reports / file).stat().st_size > 100 for file in files)


def test_what_passed_leaves_its_picture_on_the_golden_path_alone(ran: Ran) -> None:
    endings = {
        name: [file.partition(".")[2] for file in scenario(ran, name)["evidence"]]
        for name in ("It holds", "It holds too")
    }
    assert endings == {"It holds": ["lanes.svg", "jsonl"], "It holds too": ["jsonl"]}
    assert "✓ passed" in of_kind(ran, "It holds", "svg")
    assert "✕" not in of_kind(ran, "It holds", "svg")


@pytest.mark.promise("TF-21", broken="the platform with tools announced without their purpose")
def test_the_picture_marks_the_frame_and_names_the_promise(ran: Ran) -> None:
    svg = of_kind(ran, "It breaks", "svg")
    ET.fromstring(svg)
    assert "✕ Here EV-04 broke: Then each tool is announced to Max by name" in svg
    row = svg[: svg.index("✕ Here EV-04 broke")]
    assert 'class="ring" cx=' in svg
    assert "asks" in row
    assert "owner, mid plan" in svg


def test_the_texts_say_who_called_whom_what_is_kept_and_what_was_logged(ran: Ran) -> None:
    calls = of_kind(ran, "It breaks", "calls.txt")
    assert "Max registers" in calls
    assert "hidden-" in calls
    rows = of_kind(ran, "It breaks", "rows.txt")
    assert "messages, conversation" in rows
    assert "What are our biggest cost drivers?" in rows
    assert "keys of Redis" in rows
    logs = of_kind(ran, "It breaks", "logs.txt")
    assert "== chat-1" in logs or "== chat-2" in logs
    timeline = of_kind(ran, "It breaks", "timeline.txt")
    assert sum(line.startswith("✕") for line in timeline.splitlines()) == 1


def test_allure_has_the_same_files_and_the_command(ran: Ran) -> None:
    result = ran.allure()["It breaks"]
    names = [each["name"] for each in result["attachments"]]
    assert names[0] == "Who did and saw what, when"
    assert len(names) == 5
    folder = ran.reports / "allure-results"
    assert all((folder / each["source"]).is_file() for each in result["attachments"])
    assert f"behave features/one.feature:16 -D defect={DEFECT} -D patience=4.0" in result["description"]
    assert [each["type"] for each in ran.allure()["It holds"]["attachments"]] == ["image/svg+xml"]


def test_the_page_holds_the_failures_picture_and_links_the_rest(ran: Ran) -> None:
    page = (ran.reports / "business-value.html").read_text()
    assert page.count("<svg") == 1
    assert f"behave features/one.feature:16 -D defect={DEFECT}" in page
    assert f'href="{scenario(ran, "It holds")["evidence"][0]}"' in page


def test_no_secret_is_in_any_of_it(ran: Ran) -> None:
    assert ran.document()["honesty"]["canaries_found"] == []
    written = "".join(path.read_text() for path in (ran.reports / "evidence").iterdir())
    assert '"password": "Aa1!' not in written
