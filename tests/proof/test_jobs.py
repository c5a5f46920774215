"""The runs of a proof, with a small real suite in place of the platform's."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from support.runs.proof_inquiry import Inquiry
from support.runs.proof_jobs import Job, alone, run_all, trouble
from tests.small_suite import BEHAVE_INI

FEATURE = """\
@value.sign_in
Feature: Tea

  @req.AU-01
  Scenario: Tea is hot
    Then tea is hot

  @req.AU-01
  Scenario: Tea is cold
    Then tea is cold

  @req.AU-01
  Scenario: Tea is late
    Then tea is late
"""
STEPS = """\
import threading
from behave import then

@then('tea is {how}')
def is_so(context, how):
    if how == 'late':
        threading.Event().wait(60)
    assert how == 'hot', 'tea is hot, not cold'
"""
HOT, COLD, LATE = (f"features/tea.feature:{line}" for line in (5, 9, 13))


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    for name, text in (("features/tea.feature", FEATURE), ("steps/tea.py", STEPS), ("behave.ini", BEHAVE_INI)):
        file = tmp_path / "suite" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "suite" / "environment.py").write_text("")
    return tmp_path / "suite"


def test_each_run_brings_what_became_of_its_scenarios(suite: Path, tmp_path: Path) -> None:
    jobs = [Job("both", (HOT, COLD), {"patience": "0.3"}), Job("one", (HOT,), {})]
    outcomes = {job.name: outcome for job, outcome in run_all(jobs, tmp_path / "runs", suite)}
    both = outcomes["both"]
    assert both.trouble is None
    assert both.seconds > 0
    assert [(each.name, each.status, each.caught) for each in both.seen] == [
        ("Tea is hot", "passed", False),
        ("Tea is cold", "failed", True),
    ]
    assert both.seen[1].says == "tea is hot, not cold"
    assert [each.green for each in outcomes["one"].seen] == [True]


def test_a_run_with_an_inquiry_leaves_out_what_cannot_change_the_verdict(suite: Path, tmp_path: Path) -> None:
    [(_, everything)] = run_all([Job("all", (HOT, COLD), {})], tmp_path / "runs", suite)
    hot, cold = (each.id for each in everything.seen)
    inquiry = Inquiry(others=frozenset({hot, cold}))
    [(_, outcome)] = run_all([Job("some", (HOT, COLD), {}, lambda: inquiry)], tmp_path / "runs", suite)
    assert outcome.trouble is None
    assert [each.unneeded for each in outcome.seen] == [False, True]


def test_a_run_that_cannot_take_place_says_why(suite: Path, tmp_path: Path) -> None:
    [(_, outcome)] = run_all([Job("none", ("features/none.feature:5",), {})], tmp_path / "runs", suite)
    assert "none.feature" in str(outcome.trouble)
    [(_, outcome)] = run_all([Job("bad", (HOT,), {"patiense": "1"})], tmp_path / "runs", suite)
    assert "did you mean patience" in str(outcome.trouble)


def test_a_run_that_takes_too_long_is_ended_and_has_no_outcome(suite: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    jobs = [Job("late", (LATE,), {}), Job("hot", (HOT,), {}), Job("left out", (HOT,), {})]
    ended = run_all(jobs, tmp_path / "runs", suite, may_begin=lambda job: job.name != "left out", until=began + 10)
    assert [job.name for job, _ in ended] == ["hot"]
    assert time.monotonic() - began < 30


def document(*statuses: str, problems: tuple[str, ...] = (), reached: bool | None = None) -> dict[str, Any]:
    scenarios = [{"status": status} for status in statuses]
    return {"scenarios": scenarios, "problems": list(problems), "defect": "x", "defect_reached": reached}


def test_a_defect_that_was_not_in_place_is_told_from_one_that_nobody_noticed() -> None:
    assert trouble(document("passed", "failed", reached=True)) is None
    assert trouble(document("passed", "broken", problems=("a cleanup failed",), reached=True)) is None
    assert "no 'defect reached x'" in str(trouble(document("passed", reached=False)))
    log = "accounts should be running, but it ended with code 3\nits log:\n  not applied: x replaces y"
    assert trouble(document("broken", "broken", problems=(log,))) == "not applied: x replaces y"
    assert trouble(document("broken", problems=("no free port",))) == "no free port"
    assert trouble(document("passed", "not_run")) == "the run ended before all scenarios had begun"


def test_two_proofs_do_not_share_a_folder(tmp_path: Path) -> None:
    with alone(tmp_path / "proof"):
        with pytest.raises(BlockingIOError), alone(tmp_path / "proof"):
            pass
        with alone(tmp_path / "another"):
            pass
    with alone(tmp_path / "proof"):
        pass
