"""A run shared out to workers, or played several times: one report, and every scenario accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.runs.deal import deal, rounds
from support.runs.ledger import Entry
from tests.runs.test_statuses import ENVIRONMENT, EXPECTED, FEATURE, STEPS
from tests.small_suite import Ran, SmallSuite

DYING = """
import os, signal
from pathlib import Path
from behave import given, then

@given("{who} is there")
def there(context, who):
    pass

@then("{who} is content")
def content(context, who):
    pass

@then("the worker dies once")
def dies_once(context):
    if not Path("died").exists():
        Path("died").touch()
        os.kill(os.getpid(), signal.SIGKILL)

@then("every worker dies")
def dies(context):
    os.kill(os.getpid(), signal.SIGKILL)

@then("it holds the {first} time")
def flips(context, first):
    path = Path("times")
    path.write_text(path.read_text() + "x" if path.exists() else "x")
    assert (len(path.read_text()) == 1) == (first == "first"), "expected an answer, saw none"
"""


def features(suite: SmallSuite, count: int, last: str = "Ada is content") -> None:
    for number in range(count):
        end = last if number == count - 1 else "Ada is content"
        suite.feature(
            f"""
            Feature: Number {number}
              Scenario: begins {number}
                Given Ada is there
                Then Ada is content
              Scenario: ends {number}
                Given Ada is there
                Then {end}
              Scenario: comes after {number}
                Given Ada is there
                Then Ada is content
            """,
            f"f{number}",
        )


def reconciles(ran: Ran, selected: int) -> None:
    """Selected equals reported, everywhere."""
    document = ran.document()
    counts = document["counts"]
    assert counts["selected"] == selected == sum(counts.values()) - counts["selected"] - counts["run"], counts
    honesty = document["honesty"]
    assert (honesty["in_allure"], honesty["in_junit"], honesty["distrust"]) == (selected, selected, []), honesty
    assert len(ran.allure()) == len(ran.junit()) == selected


@pytest.mark.promise("TF-07", broken="a suite that ends in every status there is")
def test_two_workers_report_as_one_run_does(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.environment(ENVIRONMENT)
    suite.feature(FEATURE)
    suite.feature(
        "Feature: Another\n  Scenario: stands apart\n    Given Ada is there\n    Then all is well\n", "another"
    )
    alone = suite.run("--tags=@wip or not @wip")
    one, statuses = alone.document(), {name: each["status"] for name, each in alone.allure().items()}
    ran = suite.run("--tags=@wip or not @wip", "-D", "workers=2")
    assert ran.statuses() == {name: each[0] for name, each in EXPECTED.items()} | {"stands apart": "passed"}
    assert {name: each["status"] for name, each in ran.allure().items()} == statuses
    document = ran.document()
    for key in ("exit_code", "counts", "problems", "verdict", "streams"):
        assert document[key] == one[key], key
    for each, other in zip(document["scenarios"], one["scenarios"], strict=True):
        for key in ("id", "status", "cause", "deciding_step", "steps"):
            assert each[key] == other[key], each["name"]
    reconciles(ran, len(EXPECTED) + 1)
    assert "3 scenarios passed" not in ran.out
    assert ran.code == 1


@pytest.mark.promise("TF-07", broken="a suite whose scenario kills its worker")
def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(suite: SmallSuite) -> None:
    suite.steps(DYING)
    features(suite, 4, "the worker dies once")
    ran = suite.run("-D", "workers=2")
    assert set(ran.statuses().values()) == {"passed"}, ran.out + ran.err
    reconciles(ran, 12)
    assert ran.code == 0


@pytest.mark.promise("TF-07", broken="a suite whose scenario kills every worker")
def test_a_scenario_that_kills_every_worker_is_broken_and_the_others_are_played(suite: SmallSuite) -> None:
    suite.steps(DYING)
    features(suite, 4, "every worker dies")
    ran = suite.run("-D", "workers=2")
    statuses = ran.statuses()
    assert statuses.pop("ends 3") == "broken"
    assert set(statuses.values()) == {"passed"}
    assert "2 workers died while it ran; the last one was ended by SIGKILL" in ran.causes()["ends 3"]
    reconciles(ran, 12)
    assert ran.code == 2


def test_workers_that_cannot_start_break_every_scenario_with_the_reason(suite: SmallSuite) -> None:
    features(suite, 2)
    suite.environment("import os\nif os.environ.get('X'):\n    raise SystemExit('no ground')\n")
    suite.steps("from support.settings import Settings\nimport sys\n"
                "if any('worker=' in each for each in sys.argv):\n    sys.exit('no ground')\n"
                + DYING)  # fmt: skip
    ran = suite.run("-D", "workers=2")
    assert set(ran.statuses().values()) == {"broken"}
    assert all("no worker could play it" in cause for cause in ran.causes().values())
    reconciles(ran, 6)
    assert ran.code == 2


@pytest.mark.parametrize("first", ["first", "other"])
def test_a_flip_is_flaky_and_never_passed(suite: SmallSuite, first: str) -> None:
    suite.steps(DYING)
    features(suite, 1, f"it holds the {first} time")
    ran = suite.run("-D", "repeat=3")
    assert ran.statuses() == {"begins 0": "passed", "ends 0": "flaky", "comes after 0": "passed"}
    times = "passed 1 times of 3, failed 2 times" if first == "first" else "passed 2 times of 3, failed 1 times"
    assert ran.causes()["ends 0"] == f"it flips: {times}: expected an answer, saw none"
    result = ran.allure()["ends 0"]
    assert (result["status"], result["statusDetails"]["flaky"]) == ("failed", True)
    reconciles(ran, 3)
    assert ran.document()["counts"]["flaky"] == 1
    assert ran.code == 1


def test_the_first_red_one_ends_the_run_where_that_is_asked(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.feature("Feature: A\n  Scenario: red\n    Then a promise is broken\n  Scenario: next\n    Then all is well\n")
    suite.steps("from behave import then\n@then('a promise is broken')\ndef b(c):\n    assert False, 'no'\n"
                "@then('all is well')\ndef w(c):\n    pass\n")  # fmt: skip
    ran = suite.run("-D", "workers=2", "--stop")
    assert ran.statuses() == {"red": "failed", "next": "not_run"}
    reconciles(ran, 2)


@pytest.mark.promise("TF-14", broken="a suite with a step that waits for ever")
def test_a_scenario_that_hangs_is_stopped_and_broken(suite: SmallSuite) -> None:
    suite.feature("Feature: A\n  Scenario: hangs\n    Then it waits\n  Scenario: goes on\n    Then it works\n")
    suite.steps("import threading\nfrom behave import then\n@then('it waits')\ndef w(c):\n"
                "    threading.Event().wait(50)\n@then('it works')\ndef ok(c):\n    pass\n")  # fmt: skip
    ran = suite.run("-D", "scenario_limit=0.3")
    assert ran.statuses() == {"hangs": "broken", "goes on": "passed"}
    assert "the scenario hung: it was stopped after 0.3 s" in ran.causes()["hangs"]
    assert ran.code == 2


def test_features_are_dealt_by_the_last_runs_times(suite: SmallSuite) -> None:
    suite.steps(DYING)
    features(suite, 3)
    suite.run()
    known = json.loads((suite.folder / "reports" / "experience.json").read_text())
    assert len(known) == 9
    assert all(each["seconds"] >= 0 for each in known.values())
    assert not Path(suite.folder / "reports" / "workers").exists()


def test_deal_gives_the_longest_first_and_keeps_features_and_isolated_ones_together() -> None:
    def entry(identity: str, file: str, *tags: str) -> Entry:
        return Entry(None, identity, identity, file, file, 1, None, "c", list(tags), [], [])

    entries = [
        entry("a1", "a"), entry("b1", "b"), entry("a2", "a", "isolated"), entry("b2", "b", "isolated"),
        entry("c1", "c"), entry("d1", "d", "load"),
    ]  # fmt: skip
    seconds = {"a1": 3.0, "b1": 2.0, "a2": 1.0, "b2": 1.0, "c1": 2.0}
    first, last = rounds(entries, 2, seconds)
    assert [[each.id for each in hand.entries] for hand in first] == [["a2", "b2"], ["a1", "b1", "c1"]]
    assert [[each.id for each in hand.entries] for hand in last] == [["d1"]]
    assert len(deal(entries[:1], 5, {})) == 1
    nothing_known = deal([entry(str(number), str(number)) for number in range(9)], 3, {})
    assert [len(hand.entries) for hand in nothing_known] == [3, 3, 3]
    no_time = deal([entry(str(number), str(number)) for number in range(4)], 2, dict.fromkeys("0123", 0.0))
    assert [len(hand.entries) for hand in no_time] == [2, 2]
