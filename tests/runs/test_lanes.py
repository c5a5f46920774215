"""What a lane runs, in which order, and what narrows it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from support.runs.narrowing import changed_since
from support.runs.refused import Refused
from tests.small_suite import SmallSuite

STEPS = """
from pathlib import Path
from behave import then
@then("{what} is noted")
def noted(context, what):
    with Path("order").open("a") as file:
        file.write(what + " ")
@then("{what} is broken")
def broken(context, what):
    noted(context, what)
    assert Path("mended").exists(), "expected an answer, saw none"
"""


@pytest.fixture
def small(suite: SmallSuite) -> SmallSuite:
    suite.steps(STEPS)
    suite.feature(
        """
        Feature: A
          Scenario: minor
            Then a1 is noted
          @smoke @critical @req.GP-02
          Scenario: critical
            Then a2 is noted
          Rule: R
            @smoke @blocker @req.GP-01
            Scenario: blocker
              Then a3 is noted
            Scenario: beside it
              Then a4 is noted
        """,
        "a",
    )
    suite.feature(
        """
        @golden_path
        Feature: B
          @blocker @smoke @req.GP-01
          Scenario: another blocker
            Then b1 is noted
          @critical @req.GP-03
          Scenario: is red
            Then b2 is broken
          Scenario Outline: of <what>
            Then <what> is noted
            @blocker
            Examples: first
              | what |
              | b3   |
            Examples: last
              | what |
              | b4   |
        """,
        "b",
    )
    return suite


def order(suite: SmallSuite) -> list[str]:
    path = suite.folder / "order"
    noted = path.read_text().split()
    path.unlink()
    return noted


@pytest.mark.promise("TF-03", broken="a suite that is written with its blockers last")
def test_blockers_come_first_then_what_is_severe_and_reports_keep_the_written_order(small: SmallSuite) -> None:
    ran = small.run()
    assert order(small) == ["a3", "b1", "b3", "a2", "a1", "a4", "b2", "b4"]
    assert [each["name"] for each in ran.document()["scenarios"]][:4] == ["minor", "critical", "blocker", "beside it"]
    assert ran.document()["counts"]["selected"] == ran.document()["honesty"]["in_allure"] == 8


@pytest.mark.promise("TF-06", broken="a lane that does not exist")
def test_a_lane_by_its_name_and_by_its_tag_is_the_same(small: SmallSuite) -> None:
    lane = small.goldenpath("run", "smoke")
    assert order(small) == ["a3", "b1", "a2"]
    tags = small.run("--tags=@smoke")
    assert order(small) == ["a3", "b1", "a2"]
    assert lane.code == tags.code == 0
    assert lane.last_line.startswith("Smoke lane: 2 of 2 promises held. Ship or hold is decided by a whole run;")
    narrowed = small.goldenpath("run", "smoke", "--tags=@req.GP-01 or @req.GP-03", "--tags=not @golden_path")
    assert order(small) == ["a3"]
    assert narrowed.code == 0
    assert small.goldenpath("run", "everything").code == 2


@pytest.mark.parametrize("seed", ["1", "2026"])
def test_an_order_is_drawn_by_a_seed_and_found_again(small: SmallSuite, seed: str) -> None:
    assert small.goldenpath("run", "all", "--shuffle", seed).document()["seed"] == seed
    drawn = order(small)
    assert sorted(drawn) == ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"]
    small.goldenpath("run", "all", "--shuffle", seed)
    assert order(small) == drawn != ["a3", "b1", "b3", "a2", "a1", "a4", "b2", "b4"]


def test_fail_fast_ends_with_the_first_red_one(small: SmallSuite) -> None:
    ran = small.goldenpath("run", "all", "--fail-fast")
    assert order(small)[-1] == "b2"
    assert ran.document()["counts"]["not_run"] == 1
    assert ran.code == 1


def test_what_was_red_last_time_runs_again_alone(small: SmallSuite) -> None:
    refused = small.goldenpath("run", "all", "--last-failed")
    assert (refused.code, "run.json does not exist" in refused.err) == (2, True)
    assert small.run().code == 1
    order(small)
    small.write("mended", "")
    ran = small.goldenpath("run", "all", "--last-failed")
    assert order(small) == ["b2"]
    assert (ran.code, ran.statuses()) == (0, {"is red": "passed"})
    assert ran.last_line.startswith("Scenarios that were red last time: 1 of 1 promise held")
    again = small.goldenpath("run", "all", "--last-failed")
    assert (again.code, len(again.err.splitlines())) == (2, 1)
    assert "nothing of what was chosen was red in the last run" in again.err


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Olga", "-c", "user.email=olga@acme.example"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_changed_promise_is_one_that_says_something_else_now(tmp_path: Path) -> None:
    register = tmp_path / "requirements.csv"
    register.write_text("id,statement,source_statement\nA-1,one,\nA-2,two,\nA-3,three,\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    register.write_text("id,statement,source_statement\nA-1,one,uno\nA-2,zwei,\nA-4,four,\n")
    assert changed_since("HEAD", register) == {"A-2", "A-4"}
    with pytest.raises(Refused, match=r"git knows no requirements\.csv at 'nowhere'"):
        changed_since("nowhere", register)


def test_nothing_changed_is_refused_in_one_line(small: SmallSuite) -> None:
    ran = small.goldenpath("run", "smoke", "--changed", "nowhere")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err
    assert "changed: git knows no requirements.csv at 'nowhere'" in ran.err
