"""Ctrl-C, SIGTERM and SIGHUP: one clear line, exit code 2, everything stopped, the rest reported as not run."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from support.stack.ground import user_root
from tests.small_suite import Ran, SmallSuite
from tests.stack.conftest import PROJECT

LINE = "interrupted by {}: the run ends, its services are stopped"
FEATURE = """
Feature: A
  Scenario: one
    Given Ada is there
    Then Ada is content
  Scenario: two
    Given Ada is there
    Then Ada waits
    And Ada is content
  Scenario: three
    Given Ada is there
  Scenario: four
    Given Ada is there
"""
STEPS = """
import os, threading
from behave import given, then

def says_and_waits():
    os.write(1, b"here\\n")
    threading.Event().wait(30)

@given('{who} is there')
def is_there(context, who):
    pass

@then('{who} is content')
def is_content(context, who):
    pass

@then('{who} waits')
def waits(context, who):
    says_and_waits()
"""
CALM = STEPS.replace("    says_and_waits()", "    pass")
WAITS_IN_HOOK = """
import os, threading

def {hook}(*arguments):
    if {when}:
        os.write(1, b"here\\n")
        {waits}
"""
ASKS_TO_END = "os.kill(os.getpid(), 2)"
WAITS = "threading.Event().wait(30)"


def interrupted(suite: SmallSuite, number: signal.Signals, times: int = 1) -> Ran:
    """A run that gets the signal as soon as it says that it is there."""
    behave = subprocess.Popen(
        [str(Path(sys.executable).with_name("behave"))],
        cwd=suite.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert behave.stdout is not None
    out = ""
    while "here\n" not in out:
        line = behave.stdout.readline()
        assert line, "it ended too early"
        out += line
    for _ in range(times):
        behave.send_signal(number)
    rest, err = behave.communicate(timeout=30)
    return Ran(behave.returncode, out + rest, err, suite.folder / "reports")


def well_ended(ran: Ran, by: str = "Ctrl-C") -> None:
    assert ran.code == 2, ran.out + ran.err
    assert ran.err.strip() == LINE.format(by)
    assert "Traceback" not in ran.out
    assert "KeyboardInterrupt" not in ran.out
    assert "ABORTED" not in ran.out


@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM"), (signal.SIGHUP, "SIGHUP")]
)
def test_in_a_step(suite: SmallSuite, number: signal.Signals, name: str) -> None:
    suite.feature(FEATURE)
    suite.steps(STEPS)
    ran = interrupted(suite, number, times=2)
    well_ended(ran, name)
    assert ran.statuses() == {"one": "passed", "two": "not_run", "three": "not_run", "four": "not_run"}
    assert ran.causes()["two"] == f"interrupted by {name} while it ran"
    assert ran.causes()["three"] == "the run ended before this scenario began"
    document = ran.document()
    assert (document["counts"]["selected"], document["counts"]["run"], document["exit_code"]) == (4, 2, 2)
    assert document["honesty"]["in_allure"] == document["honesty"]["in_junit"] == 4
    assert document["problems"] == [f"interrupted by {name}"]
    assert document["verdict"]["says"] == "none"
    assert f"3 scenarios did not run; interrupted by {name}" in ran.last_line


@pytest.mark.parametrize(
    ("hook", "when", "waits", "statuses"),
    [
        ("launches", "True", WAITS, None),
        ("before_all", "True", WAITS, ["not_run", "not_run", "not_run", "not_run"]),
        ("before_feature", "True", ASKS_TO_END, ["not_run", "not_run", "not_run", "not_run"]),
        ("before_scenario", "arguments[1].name == 'two'", WAITS, ["passed", "not_run", "not_run", "not_run"]),
        (
            "before_step",
            "arguments[0].scenario.name == 'two'",
            ASKS_TO_END,
            ["passed", "not_run", "not_run", "not_run"],
        ),
        ("after_scenario", "arguments[1].name == 'two'", ASKS_TO_END, ["passed", "passed", "not_run", "not_run"]),
        ("after_all", "True", ASKS_TO_END, ["passed", "passed", "passed", "passed"]),
    ],
)
def test_at_any_moment(suite: SmallSuite, hook: str, when: str, waits: str, statuses: list[str] | None) -> None:
    """Where the suite waits, the signal ends the waiting; a hook that tidies up runs to its end."""
    suite.feature(FEATURE)
    suite.steps(CALM)
    suite.environment(WAITS_IN_HOOK.format(hook=hook, when=when, waits=waits))
    ran = interrupted(suite, signal.SIGINT) if waits == WAITS else suite.run()
    well_ended(ran)
    if statuses is None:
        assert not ran.reports.exists(), "nothing had been selected yet"
    else:
        assert list(ran.statuses().values()) == statuses
        assert ran.document()["interrupted"] == "Ctrl-C"


def test_a_promise_that_was_broken_before_counts_more(suite: SmallSuite) -> None:
    suite.feature(FEATURE)
    suite.steps(STEPS.replace("def is_content(context, who):\n    pass", "def is_content(context, who):\n    assert 0"))
    ran = interrupted(suite, signal.SIGINT)
    assert ran.code == 1
    assert ran.statuses() == {"one": "failed", "two": "not_run", "three": "not_run", "four": "not_run"}


def test_what_was_launched_is_stopped_when_the_run_is_refused(suite: SmallSuite) -> None:
    suite.feature("Feature: A\n  Scenario: one\n    Given nobody wrote this\n")
    suite.environment(
        """
        import os
        class Stack:
            def stop(self):
                os.write(1, b"stopped\\n")
        def launches(settings):
            os.write(1, b"launched\\n")
            return Stack()
        """
    )
    ran = suite.run()
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err
    assert ran.out.splitlines()[-2:] == ["launched", "stopped"]
    assert "launched" not in suite.run("--dry-run").out


def test_nohup_is_respected(suite: SmallSuite) -> None:
    suite.feature(FEATURE)
    suite.steps(CALM)
    suite.environment("import os\ndef before_scenario(c, s):\n    os.kill(os.getpid(), 1)\n")
    ran = suite.command(["nohup", str(Path(sys.executable).with_name("behave"))])
    assert ran.code == 0, ran.err


def working_directories() -> Iterator[str]:
    """Where each process of this machine stands; every process of a stack stands in its run's folder."""
    for place in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            yield str(place.readlink())


@pytest.mark.parametrize("moment", [random.Random(11 * n).uniform(0.5, 5) for n in range(4)])
def test_the_whole_suite_with_its_stack(tmp_path: Path, moment: float) -> None:
    """At some moment of a real run: nothing stays, and no report is called untrustworthy."""
    reports = tmp_path / "reports"
    behave = subprocess.Popen(
        [str(Path(sys.executable).with_name("behave")), "--tags=@smoke", "-D", f"reports={reports}"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        threading.Event().wait(moment)
        behave.send_signal(signal.SIGINT)
        out, err = behave.communicate(timeout=60)
    finally:
        behave.kill()
    if behave.returncode == 0:
        pytest.skip("this machine was so quick that the run had ended")
    ran = Ran(behave.returncode, out, err, reports)
    well_ended(ran)
    for place in (Path("/dev/shm", user_root().name), user_root()):
        assert not list(place.glob(f"runs/{behave.pid}-*"))
    assert not [where for where in working_directories() if f"/{behave.pid}-" in where]
    if (reports / "run.json").exists():
        document = ran.document()
        assert set(ran.statuses().values()) <= {"passed", "not_run"}
        assert document["honesty"]["left_behind"] == []
        assert document["honesty"]["in_allure"] == document["counts"]["selected"]
