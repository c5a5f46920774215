"""Bad input: one clear line that says what to do, exit code 2, no traceback, and no report of a run."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from support.runs.reports_folder import claim
from tests.small_suite import SmallSuite

GOOD = "Feature: F\n  Scenario: one\n    Given Ada is there\n    Then Ada is content\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-D", "patiance=2"], "there is no setting 'patiance' (-D patiance): did you mean patience?"),
        (["-D", "patience=lots"], "setting patience must be a number above 0, but -D patience says 'lots'"),
        (["--tags=@golden_pth"], "--tags: @golden_pth is not in the dictionary of tags: did you mean @golden_path?"),
        (["--tags=@req.GP-99"], "--tags: @req.GP-99: there is no such value of @req.: did you mean @req.GP-"),
        (["--tags=@smoke"], "no scenario selected: --tags=@smoke leaves none of 1 scenarios in 1 features"),
        (["--tags=@smoke and"], "--tags: '@smoke and' is no tag expression: Expected operand after and: write it like"),
        (["--tags=(@smoke"], "--tags: '(@smoke' is no tag expression: Unclosed '('"),
        (["--tags=@smoke", "--tags=not"], "--tags: '@smoke and not' is no tag expression: Expected operand after not"),
        (["--tags=~@smoke and @wip"], "--tags: '~@smoke and @wip' is no tag expression: "),
        (["--name=nobody"], "no scenario selected: --name=nobody leaves none of 1 scenarios"),
        (["features/absent.feature"], "features/absent.feature"),
    ],
)
@pytest.mark.promise("TF-06", broken="filters that are mistyped or that select nothing")
def test_a_bad_command_line(suite: SmallSuite, arguments: list[str], says: str) -> None:
    suite.feature(GOOD)
    ran = suite.run(*arguments)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err
    assert says in ran.err
    assert "Traceback" not in ran.out + ran.err
    assert not (ran.reports / "run.json").exists()


@pytest.mark.parametrize(
    ("feature", "steps", "says"),
    [
        ("Feature: F\n  Scenario: one\n    Given Ada is there\n  Feature: G\n", None, "features/one.feature:4: "),
        (GOOD, "from behave import given\n@given('x'\n", "steps/all.py:2: SyntaxError"),
        (GOOD, "import nothing_of_that_name\n", "steps/all.py:1: ModuleNotFoundError"),
        (GOOD, "from behave import given\n@given('a')\ndef a(c): 0\n@given('a')\ndef b(c): 0\n", "two step def"),
    ],
)
@pytest.mark.promise("TF-02", broken="a feature and steps with errors of syntax and import")
def test_a_suite_that_cannot_be_read(suite: SmallSuite, feature: str, steps: str | None, says: str) -> None:
    suite.feature(feature)
    if steps is not None:
        suite.steps(steps)
    ran = suite.run()
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_a_feature_that_is_not_text(suite: SmallSuite) -> None:
    (suite.folder / "features" / "one.feature").write_bytes(b"Feature: F\xff\xfe\n")
    ran = suite.run()
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err
    assert "UTF-8" in ran.err


def test_two_allure_formatters_are_refused(suite: SmallSuite) -> None:
    suite.feature(GOOD)
    allure = "allure_behave.formatter:AllureFormatter"
    ran = suite.run("-f", allure, "-o", "a", "-f", allure, "-o", "b")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err
    assert "one Allure formatter" in ran.err


def test_a_folder_of_reports_that_another_run_uses(suite: SmallSuite) -> None:
    suite.feature(GOOD)
    reports = suite.folder / "reports"
    holder = claim(reports)
    try:
        ran = suite.run()
        assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err
        assert f"the folder reports is in use by another run (process {os.getpid()})" in ran.err
        assert suite.run("-D", "reports=others").code == 0
    finally:
        os.close(holder)
    assert suite.run().code == 0


def test_a_dry_run_reports_nothing_and_fails_nothing(suite: SmallSuite) -> None:
    suite.feature(GOOD)
    ran = suite.run("--dry-run")
    assert ran.code == 0, ran.err
    assert not (ran.reports / "run.json").exists()


def test_a_reader_who_has_seen_enough() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "support.runs.cli", "--help"]
    ran = subprocess.run(command, check=False, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (2, "")
