"""The console tells people how far a run is, each failure as it comes, and nothing twice."""

from __future__ import annotations

import io

from support.report.progress import Console
from support.runs.ledger import Entry
from support.runs.outcomes import Outcome, Status
from tests.small_suite import SmallSuite

FEATURE = """
@value.answers
Feature: F
  @req.GP-01 @golden_path
  Scenario: A holds
    Given Ada is there
    Then Ada is content
"""
PASSED = Outcome(Status.PASSED)
FAILED = Outcome(Status.FAILED, "expected an answer, saw none\nand much more")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def entry(number: int, feature: str = "Answers are right") -> Entry:
    place = ("features/chat/a.feature", number, None)
    return Entry(None, f"SC-{number}", f"It holds {number}", feature, *place, "golden_path", [], [], [])


def played(stream: io.StringIO, *, live: bool = False, quiet: bool = False) -> str:
    """Three scenarios of ten seconds each, where five had been expected; the second fails, the third is of another
    feature."""
    expected = {f"SC-{number}": 5.0 for number in range(1, 5)}
    console = Console(stream, 4, expected, left=20.0, live=live, quiet=quiet)
    for number, outcome in ((1, PASSED), (2, FAILED), (3, PASSED)):
        each = entry(number, "Answers are right" if number < 3 else "Answers are kept")
        console.begins(each)
        console.ended(each, outcome, 10.0)
    console.closes()
    return stream.getvalue()


def test_in_a_log_each_feature_has_its_line_and_a_failure_comes_at_once() -> None:
    assert played(io.StringIO()).splitlines() == [
        "✕ failed: It holds 2 (features/chat/a.feature:2)",
        "  expected an answer, saw none",
        "2 of 4  Golden path: Answers are right: 1 of 2 passed; about 20 s left",
        "3 of 4  Golden path: Answers are kept: 1 passed; about 10 s left",
    ]


def test_on_a_terminal_one_line_is_written_over() -> None:
    said = played(Terminal(), live=True)
    assert "\r3 of 4, 1 red, about 10 s left  Golden path: Answers are kept" in said
    kept = [line.split("\r")[-1] for line in said.split("\n")]
    assert kept == ["✕ failed: It holds 2 (features/chat/a.feature:2)", "  expected an answer, saw none", ""]
    assert said.endswith("\r")


def test_quiet_tells_failures_alone() -> None:
    assert played(io.StringIO(), quiet=True).splitlines() == [
        "✕ failed: It holds 2 (features/chat/a.feature:2)",
        "  expected an answer, saw none",
    ]


def test_the_sentence_is_the_last_line_and_a_formatter_of_ones_own_takes_its_place(suite: SmallSuite) -> None:
    ini = (suite.folder / "behave.ini").read_text()
    suite.write("behave.ini", ini.replace("progress3", "support.report.progress:Progress"))
    suite.feature(FEATURE)
    ran = suite.run()
    assert "1 of 1  One: F: 1 passed\n" in ran.out
    assert ran.last_line == ran.document()["verdict"]["sentence"]
    assert "1 of 1  One" not in suite.run("-f", "progress3").out
    quiet = suite.run("-q")
    assert "1 of 1  One" not in quiet.out
    assert "scenario passed" not in quiet.out
    assert quiet.last_line == ran.last_line
