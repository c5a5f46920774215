"""What the suite promises of itself, each with a broken suite that is noticed and a sound one that is not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.runs import lint_parts
from support.value import suite_proof
from support.value.requirements import read_requirements
from tests.promises import PROJECT, marked_in_sources, write
from tests.small_suite import SmallSuite

GOOD = "Feature: F\n  @req.GP-01 @smoke\n  Scenario: one\n    Given Ada is there\n    Then Ada is content\n"


# -- nothing is overlooked


def written_scenarios(folder: Path) -> int:
    """Scenarios and rows of Examples below a folder, counted in the text itself, not by behave's parser."""
    found = 0
    for path in folder.rglob("*.feature"):
        outline, heading = False, False
        for line in (each.strip() for each in path.read_text(encoding="utf-8").splitlines()):
            if re.match(r"(Scenario Outline|Scenario Template):", line):
                outline = True
            elif re.match(r"(Scenario|Example):", line):
                outline, found = False, found + 1
            elif outline and re.match(r"(Examples|Scenarios):", line):
                heading = True
            elif heading and line.startswith("|"):
                heading, counting = False, True
            elif line.startswith("|") and outline and counting:
                found += 1
            elif not line.startswith("#"):
                counting = False
    return found


@pytest.mark.promise("TF-01", broken="features in folders, under rules and in tables, one with a mistyped keyword")
def test_every_scenario_in_the_tree_is_selected_or_refused(suite: SmallSuite) -> None:
    suite.feature(GOOD, "deep/deeper/one")
    suite.feature(
        """
        Feature: G
          Rule: R
            Scenario: two
              Given Ada is there
          Scenario Outline: <who> comes
            Given <who> is there
            Examples: first
              | who |
              | Ben |
              | Eli |
            Examples: second
              | who |
              | Fay |
        """
    )
    ran = suite.run()
    assert written_scenarios(suite.folder / "features") == ran.document()["counts"]["selected"] == 5
    assert "5 scenarios in" in ran.out
    there = "    Given Ada is there\n"
    suite.feature(f"Feature: H\n  Scenaro: hidden\n{there}  Scenario: seen\n{there}", "h")
    refused = suite.run()
    assert refused.code == 2
    assert "features/h.feature:2: 'Scenaro: hidden' is read as a description" in refused.err


@pytest.mark.promise("TF-01", broken="the project's own features, counted without the parser")
def test_every_scenario_of_the_project_is_found() -> None:
    command = [sys.executable, "-m", "behave", "--dry-run", "--tags=@wip or not @wip", "--format=plain"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, done.stderr
    listed = len(re.findall(r"^\s+Scenario(?: Outline)?: ", done.stdout, re.MULTILINE))
    assert listed == written_scenarios(PROJECT / "features") > 100


# -- how long it takes

SLOW = """
import threading
from behave import given, then
@given("Ada is there")
def there(context):
    threading.Event().wait(0.4)
@then("Ada is content")
def content(context):
    pass
"""


@pytest.mark.promise("TF-04", broken="a smoke lane that takes longer than it may")
def test_a_smoke_lane_that_has_become_slow_is_an_error_of_the_run(suite: SmallSuite) -> None:
    suite.feature(GOOD)
    assert suite.goldenpath("run", "smoke").code == 0
    suite.steps(SLOW)
    assert suite.run("-D", "budget_smoke=0.2").code == 0, "another lane may take longer"
    ran = suite.goldenpath("run", "smoke", "-D", "budget_smoke=0.2")
    assert ran.code == 2
    assert re.search(r"Smoke lane: it took 0\.\d s, budget_smoke allows 0.2 s", ran.document()["problems"][0])


@pytest.mark.promise("PF-14", broken="a run that takes longer than any may")
def test_a_run_without_an_end_is_an_error_of_the_run(suite: SmallSuite) -> None:
    suite.feature(GOOD)
    suite.steps(SLOW)
    assert suite.run().code == 0
    ran = suite.run("-D", "budget_run=0.2")
    assert ran.code == 2
    assert "Whole run: it took 0." in ran.document()["problems"][0]


# -- real parts, apart from each other


@pytest.mark.promise("TF-09", broken="steps that put a mock in a real part's place")
def test_a_suite_that_mocks_is_refused_and_ours_does_not(suite: SmallSuite) -> None:
    suite.feature(GOOD)
    suite.steps(
        "from unittest import mock\nimport json\nfrom behave import given, then\n"
        "@given('Ada is there')\ndef a(c):\n    import fakeredis\n@then('Ada is content')\ndef b(c):\n    pass\n"
    )
    ran = suite.run()
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "steps/all.py:1: imports unittest: real parts only, nothing is mocked",
        "steps/all.py:6: imports fakeredis: real parts only, nothing is mocked",
    ]
    assert lint_parts.check(PROJECT, everything=True) == []


@pytest.mark.promise("TF-10", broken="a scenario that changes the environment and the folder of its process")
def test_what_a_scenario_changes_around_it_is_put_back(suite: SmallSuite) -> None:
    suite.feature(
        """
        Feature: F
          Scenario: one
            Given Ada makes a mess
          Scenario: two
            Then all is as it was
        """
    )
    suite.steps(
        """
        import os, tempfile
        from behave import given, then
        BEFORE = (os.getcwd(), os.environ["PATH"])
        @given("Ada makes a mess")
        def mess(context):
            os.environ["LEFT_BY_ADA"] = "1"
            del os.environ["PATH"]
            os.chdir(tempfile.gettempdir())
        @then("all is as it was")
        def as_it_was(context):
            assert (os.getcwd(), os.environ.get("PATH")) == BEFORE, "changed"
            assert "LEFT_BY_ADA" not in os.environ, "left"
        """
    )
    ran = suite.run()
    assert ran.statuses() == {"one": "passed", "two": "passed"}, ran.causes()


@pytest.mark.promise("TF-11", broken="a suite of which a scenario needs the one before it")
def test_a_scenario_that_needs_another_one_is_found_by_another_order(suite: SmallSuite) -> None:
    scenarios = "".join(
        f"  Scenario: number {number}\n    Given Ada is there\n    Then {then}\n"
        for number, then in enumerate(["Ada is content"] * 4 + ["number 0 was there before"])
    )
    suite.feature(f"Feature: F\n{scenarios}")
    suite.steps(
        """
        from behave import given, then
        SEEN = []
        @given("Ada is there")
        def there(context):
            SEEN.append(context.scenario.name)
        @then("Ada is content")
        def content(context):
            pass
        @then("number 0 was there before")
        def before(context):
            assert "number 0" in SEEN, "it is not"
        """
    )
    assert suite.run().code == 0, "in the written order nobody notices"
    codes = {suite.run("-D", f"shuffle={seed}").code for seed in range(4)}
    assert 1 in codes
    suite.feature(f"Feature: F\n{scenarios.replace('number 0 was there before', 'Ada is content')}")
    assert {suite.run("-D", f"shuffle={seed}").code for seed in range(2)} == {0}


# -- what each test says of itself


def without_value(folder: Path) -> Iterator[str]:
    """Features that do not say in four lines, or by their stream, what they are worth."""
    for path in sorted(folder.rglob("*.feature")):
        text = path.read_text(encoding="utf-8")
        head = text.partition("Feature:")[2].splitlines()[1:]
        lines = []
        for line in head:
            if not line.strip() or line.strip().startswith(("@", "Background:", "Rule:", "Scenario", "#")):
                break
            lines.append(line)
        if len(lines) != 4 or "@value." not in text.partition("Feature:")[0]:
            yield path.name


@pytest.mark.promise("TF-12", broken="a feature that does not say what it is worth")
def test_every_feature_says_what_it_is_worth(suite: SmallSuite) -> None:
    assert list(without_value(PROJECT / "features")) == []
    suite.feature(GOOD)
    suite.write(
        "features/two.feature", "@value.answers\nFeature: G\n  For all\n  Goal\n  Value\n  Effect\n\n  Rule: R\n"
    )
    assert list(without_value(suite.folder / "features")) == ["one.feature"]
    assert "one.feature:1: the feature names 0 revenue streams" in suite.goldenpath("lint").out


# -- what counts


@pytest.mark.promise("TF-18", broken="a suite from which the scenario of a promise was taken")
def test_a_promise_that_has_lost_its_check_is_told(suite: SmallSuite) -> None:
    second = "  @req.GP-02\n  Scenario: two\n    Given Ada is there\n"
    suite.feature(GOOD + second)
    first = suite.run().document()["requirements"]
    suite.feature(GOOD)
    ran = suite.run()
    assert "1 promise lost their check" in ran.out
    second_count = ran.document()["requirements"]
    assert first["registered"] == second_count["registered"]
    assert second_count["uncovered"] == first["uncovered"] + 1
    suite.feature(GOOD + second)
    assert "lost their check" not in suite.run().out
    history = [json.loads(line) for line in (suite.folder / "reports" / "history.jsonl").read_text().splitlines()]
    checks = [len(read_requirements()) - each["promises"]["no_check_yet"] for each in history]
    assert [count - checks[1] for count in checks] == [1, 0, 1]


SILENT = """
from types import SimpleNamespace
from support.wire.tape import Tape
def before_scenario(context, scenario):
    tape = Tape({})
    context.world = SimpleNamespace(wire=SimpleNamespace(tape=tape))
    tape.add("step", "steps", {"type": "given"})
    if scenario.name == "one":
        tape.add("exchange", "Ada", {})
"""


@pytest.mark.promise("TF-19", broken="a scenario whose steps never speak to the platform")
def test_a_scenario_that_talked_to_nobody_is_not_passed(suite: SmallSuite) -> None:
    suite.feature(GOOD + "  Scenario: two\n    Given Ada is there\n    Then Ada is content\n")
    suite.environment(SILENT)
    ran = suite.run("-D", "evidence=off")
    assert ran.statuses() == {"one": "passed", "two": "broken"}
    assert ran.causes()["two"] == "it said nothing to the platform and heard nothing: it can prove nothing"
    assert ran.code == 2


MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
"""Runs a command and says on its last line how much memory the largest of its processes took, in KiB."""


@pytest.mark.promise("TF-20", broken="a run with 50 workers")
def test_a_run_is_bounded(suite: SmallSuite) -> None:
    suite.feature(GOOD)
    ran = suite.run("-D", "workers=50")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "setting workers must be a number from 1 to 49" in ran.err
    behave = str(Path(sys.executable).with_name("behave"))
    ran = suite.command([sys.executable, "-c", MEASURED, behave, "-D", "workers=49"])
    assert ran.code == 0
    assert int(ran.out.splitlines()[-1]) < 200 * 1024, "KiB"


# -- how these are kept


def test_every_promise_of_the_suite_has_a_test() -> None:
    promised = {row.id for row in read_requirements().values() if row.subject == "suite"}
    assert promised - set(marked_in_sources()) == set()


def test_the_register_of_what_is_proved_holds_for_one_state_alone(suite: SmallSuite) -> None:
    suite.feature(GOOD)
    test = suite.write("tests/test_x.py", "def test_it(): pass\n")
    entry = {"test": "tests/test_x.py::test_it", "broken": "a mess", "passed": True, "key": suite_proof.key_of(test)}

    def said() -> tuple[str, str]:
        row = next(each for each in suite.run().document()["rows"] if each["id"] == "TF-01")
        return row["state"], row["detail"]

    assert said() == ("no_check_yet", "no_scenario")
    write({"TF-01": [entry]}, suite.folder)
    assert said() == ("works", "covered")
    assert suite_proof.proved_by(suite.folder, suite.folder) == {"TF-01": ["a mess"]}
    write({"TF-01": [entry, entry | {"passed": False}]}, suite.folder)
    assert said() == ("not_checked", "unproved")
    write({"TF-01": [entry]}, suite.folder)
    test.write_text("def test_it(): assert True\n")
    assert said() == ("not_checked", "unproved")
    assert suite_proof.proved_by(suite.folder, suite.folder) == {}
