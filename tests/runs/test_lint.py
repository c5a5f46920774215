"""Lint: each fault by file and line; those that would make a run untrue refuse it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.value.scenario_ids import ScenarioIds, Titled
from support.value.tag_table import BEGIN, END
from tests.small_suite import SmallSuite

HEAD = "@value.answers\nFeature: F\n"
GOOD = "  @req.EV-01\n  Scenario: one\n    Given Ada is there\n    Then Ada is content\n"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("  @golden_pth\n" + GOOD, "3: @golden_pth is not in the dictionary of tags: did you mean @golden_path?"),
        ("  @req.GP-99\n" + GOOD, "3: @req.GP-99: there is no such value of @req.: did you mean @req.GP-09?"),
        ("  Scenario: one\n", "3: the scenario has no step: it would pass without proving anything"),
        ("  Scenario: one\n    Givn Ada is there\n    Then Ada is content\n", "4: 'Givn Ada is there' stands inside"),
        ("  Scenaro: one\n    Given Ada is there\n" + GOOD, "3: 'Scenaro: one' is read as a description: did you"),
        ("  Scenario Outline: one\n    Given <who> is there\n", "3: the outline has no Examples"),
        (
            "  Scenario Outline: one\n    Given <who> is there\n    Examples: none\n      | who |\n",
            "5: the Examples have no rows",
        ),
        (GOOD + GOOD, "8: the scenario 'one' has the name of the one at features/one.feature:4"),
        ("  Scenario: one\n    Given Ada was there\n", "4: no step definition matches 'Given Ada was there'"),
        ("  Background:\n    Givn x\n" + GOOD, "4: 'Givn x' stands inside the Background but is no step"),
        ("  Rule: R\n    Scenario: one\n", "4: the scenario has no step"),
    ],
)
@pytest.mark.promise("TF-17", broken="features with equal names, mistyped keywords and empty scenarios")
def test_a_fault_refuses_the_run_by_its_place(suite: SmallSuite, body: str, says: str) -> None:
    suite.feature(HEAD + body)
    ran = suite.run()
    assert ran.code == 2
    assert any(line.startswith(f"features/one.feature:{says}") for line in ran.err.splitlines()), ran.err


def test_a_fault_in_a_feature_that_was_not_selected_refuses_too(suite: SmallSuite) -> None:
    suite.feature(HEAD + GOOD)
    suite.feature("Feature: G\n  @golden_pth\n  Scenario: two\n    Given Ada is there\n", "two")
    ran = suite.run("features/one.feature")
    assert ran.code == 2
    assert ran.err.startswith("features/two.feature:2: @golden_pth")


def test_one_line_that_two_definitions_match(suite: SmallSuite) -> None:
    suite.feature(HEAD + GOOD)
    suite.steps(
        "from behave import given, then\n"
        "@given('{who} is there')\ndef a(c, who): 0\n"
        "@given('Ada is {where}')\ndef b(c, where): 0\n"
        "@then('Ada is content')\ndef d(c): 0\n"
    )
    ran = suite.run()
    assert ran.code == 2
    assert ran.err == (
        "features/one.feature:5: 'Given Ada is there' matches the definitions at"
        " steps/all.py:2 and steps/all.py:4: make one differ\n"
    )


@pytest.mark.promise("TF-17", broken="a suite with two events in one scenario and steps that nobody uses")
def test_untidiness_fails_lint_and_lets_a_run_begin(suite: SmallSuite) -> None:
    suite.feature(
        "Feature: F\n  Scenario: one\n    When Ada waits\n    When Ada waits\n\n"
        "  @req.GP-01\n  Scenario: two\n    When Ada waits\n    Then Ada is content\n"
    )
    suite.steps(
        "from behave import given, when, then\n@when('Ada waits')\ndef a(c): 0\n"
        "@then('Ada is content')\ndef b(c): 0\n@given('nobody uses this')\ndef d(c): 0\n"
    )
    ran = suite.goldenpath("lint")
    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if "stable id" not in line] == [
        "features/one.feature:1: the feature names 0 revenue streams: give it one @value. tag",
        "features/one.feature:2: the scenario has 2 Whens: one event is one scenario",
        "features/one.feature:2: the scenario has no Then: it promises nothing",
        "features/one.feature:2: the scenario names no promise: give it a @req. tag",
        "features/one.feature:7: a GP row needs @golden_path",
        "steps/all.py:6: no feature uses the step 'nobody uses this': use it or delete it",
        "8 findings in 2 scenarios of 1 features",
    ]
    assert suite.run().code == 0


def test_fix_gives_ids_and_follows_a_renamed_scenario(suite: SmallSuite) -> None:
    suite.feature(HEAD + GOOD)
    assert suite.goldenpath("lint", "--fix").code == 0
    first = (suite.folder / "scenario_ids.csv").read_text()
    before = suite.run().document()["scenarios"][0]["id"]
    assert before in first
    suite.feature(HEAD + GOOD.replace("one", "a better name"))
    assert suite.goldenpath("lint").code == 1
    fixed = suite.goldenpath("lint", "--fix")
    assert fixed.code == 0, fixed.out
    assert "followed features/one.feature: one to features/one.feature: a better name" in fixed.out
    after = suite.run()
    assert after.document()["scenarios"][0]["id"] == before
    assert after.last_line.startswith("Ship")


def test_fix_keeps_the_table_of_tags_in_the_readme(suite: SmallSuite) -> None:
    suite.feature(HEAD + GOOD)
    readme = suite.write("README.md", f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert "README.md:1: the table of tags is out of date" in suite.goldenpath("lint").out
    assert suite.goldenpath("lint", "--fix").code == 0
    text = readme.read_text()
    assert "| `@golden_path` | A customer's way" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "\nold\n" not in text


def test_ids_follow_moves_and_never_collide(tmp_path: Path) -> None:
    ids = ScenarioIds()
    ids.follow([Titled("a.feature", "one"), Titled("a.feature", "two things happen")])
    one, two = (ids.of(Titled("a.feature", name)) for name in ("one", "two things happen"))
    ids.follow([Titled("b.feature", "one"), Titled("a.feature", "two nice things happen"), Titled("a.feature", "one")])
    assert ids.of(Titled("a.feature", "one")) == one
    assert ids.of(Titled("a.feature", "two nice things happen")) == two
    assert len(set(ids.by_title.values())) == 3
    ids.write(tmp_path / "ids.csv")
    assert ScenarioIds.read(tmp_path / "ids.csv").by_title == ids.by_title


def test_a_shuffled_order_is_the_seeds(suite: SmallSuite) -> None:
    scenarios = [f"  Scenario: number {n}\n    Given Ada is there\n    Then Ada is content\n" for n in range(8)]
    suite.feature("Feature: F\n" + "".join(scenarios))
    orders = [list(suite.run("-D", f"shuffle={seed}").statuses()) for seed in ("a", "a", "b")]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2]) == [f"number {n}" for n in range(8)]
