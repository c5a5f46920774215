"""history.jsonl survives every run; what changed is told between runs that decided; spoilt runs say nothing."""

from __future__ import annotations

import json
import re
from typing import Any

from support.report import changes, history
from tests.small_suite import Ran, SmallSuite

STEPS = """
from pathlib import Path
from behave import then
@then("{it} works")
def works(context, it):
    says = Path(f"{it}.txt").read_text() if Path(f"{it}.txt").exists() else "ok"
    assert says != "bad", f"expected {it}, saw none"
    if says == "bug": raise KeyError(it)
"""
FEATURE = """
@value.answers
Feature: F
  @smoke @req.GP-01 @golden_path
  Scenario: A holds
    Then A works
  @req.GP-02 @golden_path
  Scenario: B holds
    Then B works
"""


def lines(suite: SmallSuite) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (suite.folder / "reports" / history.NAME).read_text().splitlines()]


def names(ran: Ran, change: str) -> list[str]:
    return [each["name"] for each in ran.document()["changes"][change]]


def test_what_changed_from_run_to_run(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.feature(FEATURE)
    first = suite.run()
    assert "No earlier run on record here to compare with." in first.out

    suite.write("A.txt", "bad")
    broke = suite.run()
    assert names(broke, "newly_broken") == ["A holds"]
    assert "Since the last run, just now: newly broken 'A holds'." in broke.out
    page = (suite.folder / "reports" / "business-value.html").read_text()
    assert re.search(r"newly broken: <a [^>]+>A holds</a>", page)

    unjudged = suite.write("A.txt", "bug")
    assert suite.run().code == 2  # it decided nothing of A, so it breaks no row of runs
    unjudged.write_text("bad")
    still = suite.run()
    assert still.document()["changes"]["still_broken"][0]["runs"] == 2
    assert "- **still broken for 2 runs** A holds" in (still.reports / "summary.md").read_text()

    suite.write("A.txt", "ok")
    part = suite.run("--tags=@smoke")
    assert names(part, "newly_works") == ["A holds"]
    assert part.last_line == (
        "Smoke lane: 1 of 1 promise held. Ship or hold is decided by a whole run; the last one, just now, said hold."
    )
    assert "nothing changed" in suite.run().out
    assert [each["whole"] for each in lines(suite)] == [True, True, True, True, False, True]


def test_a_run_never_shortens_the_history_and_a_torn_line_stays_alone(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.feature(FEATURE)
    suite.run()
    path = suite.folder / "reports" / history.NAME
    before = path.read_text()
    with path.open("a") as file:
        file.write('{"finished": "2026-')
    suite.run("-D", "shuffle=1")
    kept = path.read_text()
    assert kept.startswith(before)
    assert len(history.comparable(suite.folder / "reports", "embedded")) == 2
    assert json.loads(kept.splitlines()[-1])["scenarios"] == {"passed": [each["id"] for each in _scenarios(suite)]}


def test_a_run_with_a_defect_in_it_says_nothing_of_the_target(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.feature(FEATURE)
    suite.run()
    suite.write("A.txt", "bad")
    spoilt = suite.run("-D", "defect=something")
    assert spoilt.last_line.startswith("Hold")
    assert names(spoilt, "newly_broken") == ["A holds"]
    suite.write("A.txt", "ok")
    sound = suite.run("--tags=@smoke")
    assert sound.last_line.endswith("said ship.")
    assert names(sound, "newly_works") == []


def test_a_new_scenario_that_fails_is_newly_broken_and_one_that_fails_as_expected_is_still_broken() -> None:
    document = {
        "scenarios": [{"id": "A", "name": "a", "status": "failed"}, {"id": "B", "name": "b", "status": "failed"}]
    }
    runs = [{"finished": "2026-05-01T10:00:00+00:00", "scenarios": {"expected_failed": ["B"], "not_run": ["A"]}}]
    found = changes.changes(document, runs)
    assert [each["id"] for each in found["newly_broken"]] == ["A"]
    assert found["still_broken"] == [{"id": "B", "name": "b", "runs": 2}]
    said = changes.headline(found, "2026-05-02T00:00:00+00:00")
    assert said == "Since the last run, 14 h ago: newly broken 'a'; still broken 'b' for 2 runs."


def _scenarios(suite: SmallSuite) -> list[dict[str, Any]]:
    document = json.loads((suite.folder / "reports" / "run.json").read_text())
    return [each for each in document["scenarios"] if each["status"] == "passed"]
