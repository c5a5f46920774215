"""Every status that behave can produce, in Allure, JUnit, run.json and the exit code alike."""

from __future__ import annotations

import pytest

from tests.small_suite import SmallSuite

STEPS = """
from behave import given, then
from behave.api.pending_step import StepNotImplementedError
from support.runs.outcomes import NotOffered, NotPermitted, NotTestable

@given("{who} is there")
def is_there(context, who):
    pass

@then("all is well")
def well(context):
    pass

@then("a promise is broken")
def broken_promise(context):
    assert False, "expected an answer, saw none"

@then("the suite has a bug")
def bug(context):
    raise KeyError("forgotten")

@then("it is to be written")
def pending(context):
    raise StepNotImplementedError("later")

@then("it is not {what}")
def cannot(context, what):
    kinds = {"testable": NotTestable, "offered": NotOffered, "permitted": NotPermitted}
    raise kinds[what]("no store to look into")

@then("it is skipped")
def skipped(context):
    context.scenario.skip("not today")

@given("a table")
def table(context):
    assert context.table[0]["name"] == "Ada"

@given("a text")
def text(context):
    assert context.text == "line one\\nline two"

@given("its cleanup fails")
def cleanup(context):
    def forget():
        raise RuntimeError("cannot forget")
    context.add_cleanup(forget)
"""
ENVIRONMENT = """
def before_scenario(context, scenario):
    if "before" in scenario.name:
        raise RuntimeError("no ground")

def after_scenario(context, scenario):
    if "after" in scenario.name:
        assert False, "the ground is gone"

def before_step(context, step):
    if "hooked" in context.scenario.name and step.step_type == "then":
        assert False, "the hook slipped"
"""
FEATURE = """
Feature: Every status

  Scenario: passes
    Given Ada is there
    Then all is well

  Scenario: fails
    Given Ada is there
    Then a promise is broken
    And all is well

  Scenario: errs
    Then the suite has a bug

  @wip
  Scenario: is undefined
    Given nobody wrote this

  Scenario: is pending
    Then it is to be written

  Scenario: cannot be tested
    Then it is not testable

  Scenario: is not on offer
    Then it is not offered

  Scenario: is not allowed
    Then it is not permitted

  Scenario: is skipped by a step
    Then it is skipped

  Scenario: errs before it begins
    Then all is well

  Scenario: errs after it ended
    Then all is well

  Scenario: fails and errs after it ended
    Then a promise is broken

  Scenario: hooked wrongly
    Then all is well

  Scenario: cleans up badly
    Given its cleanup fails
    Then all is well

  Rule: Rules count too

    Scenario: passes under a rule
      Given a table
        | name |
        | Ada  |
      And a text
        \"\"\"
        line one
        line two
        \"\"\"
      Then all is well

    Scenario: fails under a rule
      Then a promise is broken

    Scenario Outline: <who> is served
      Given <who> is there
      Then <end>

      Examples: both ways
        | who | end                 |
        | Ben | all is well         |
        | Fay | a promise is broken |
"""
EXPECTED = {
    "passes": ("passed", "passed", "passed"),
    "fails": ("failed", "failed", "failure"),
    "errs": ("broken", "broken", "error"),
    "is undefined": ("broken", "broken", "error"),
    "is pending": ("broken", "broken", "error"),
    "cannot be tested": ("not_testable", "broken", "error"),
    "is not on offer": ("not_offered", "skipped", "skipped"),
    "is not allowed": ("not_permitted", "skipped", "skipped"),
    "is skipped by a step": ("not_testable", "broken", "error"),
    "errs before it begins": ("broken", "broken", "error"),
    "errs after it ended": ("broken", "broken", "error"),
    "fails and errs after it ended": ("failed", "failed", "failure"),
    "hooked wrongly": ("broken", "broken", "error"),
    "cleans up badly": ("broken", "broken", "error"),
    "passes under a rule": ("passed", "passed", "passed"),
    "fails under a rule": ("failed", "failed", "failure"),
    "Ben is served -- @1.1 both ways": ("passed", "passed", "passed"),
    "Fay is served -- @1.2 both ways": ("failed", "failed", "failure"),
}
"""By scenario: its status in run.json, in Allure, in JUnit."""


@pytest.fixture
def every_status(suite: SmallSuite) -> SmallSuite:
    suite.steps(STEPS)
    suite.environment(ENVIRONMENT)
    suite.feature(FEATURE)
    return suite


@pytest.mark.parametrize("formatter", ["progress3", "progress2", "plain", "pretty", "customer's allure"])
@pytest.mark.promise("TF-13", broken="a suite that ends in every status there is")
def test_all_reports_agree_on_every_status(every_status: SmallSuite, formatter: str) -> None:
    chosen = ["-f", formatter]
    folder = None
    if formatter == "customer's allure":
        folder = every_status.folder / "theirs"
        chosen = ["-f", "allure_behave.formatter:AllureFormatter", "-o", str(folder)]
    ran = every_status.run("--tags=@wip or not @wip", *chosen)
    assert ran.statuses() == {name: expected[0] for name, expected in EXPECTED.items()}
    assert {name: result["status"] for name, result in ran.allure(folder).items()} == {
        name: expected[1] for name, expected in EXPECTED.items()
    }
    assert ran.junit() == {name: expected[2] for name, expected in EXPECTED.items()}
    document = ran.document()
    counts = document["counts"]
    assert counts["selected"] == len(EXPECTED) == sum(counts.values()) - counts["selected"] - counts["run"]
    assert document["honesty"]["in_allure"] == document["honesty"]["in_junit"] == len(EXPECTED)
    assert ran.code == document["exit_code"] == 1, ran.out
    assert ran.last_line == document["verdict"]["sentence"]


@pytest.mark.promise("TF-16", broken="a suite whose hooks and cleanups fail")
def test_the_cause_is_the_one_that_happened(every_status: SmallSuite) -> None:
    causes = every_status.run("--tags=@wip or not @wip").causes()
    assert causes["fails"] == "expected an answer, saw none"
    assert causes["errs"] == "KeyError: 'forgotten'"
    assert causes["errs before it begins"] == "RuntimeError: no ground"
    assert causes["errs after it ended"] == "the ground is gone"
    assert causes["fails and errs after it ended"].splitlines() == [
        "expected an answer, saw none",
        "Afterwards: the ground is gone",
    ]
    assert causes["cleans up badly"] == "the cleanup failed: RuntimeError: cannot forget"
    assert causes["is undefined"] == "no step definition matches: Given nobody wrote this"
    assert causes["is skipped by a step"] == "skipped by the suite's own code: not today"
    assert causes["is not on offer"] == "no store to look into"


def test_allure_keeps_tables_texts_and_parameters(every_status: SmallSuite) -> None:
    ran = every_status.run()
    results = ran.allure()
    attached = [
        (ran.reports / "allure-results" / each["source"]).read_text()
        for step in results["passes under a rule"]["steps"]
        for each in step.get("attachments", [])
    ]
    assert attached == ["name\nAda\n", "line one\nline two"]
    assert results["Ben is served -- @1.1 both ways"]["parameters"] == [
        {"name": "who", "value": "Ben"},
        {"name": "end", "value": "all is well"},
    ]
    labels = {each["name"]: each["value"] for each in results["passes under a rule"]["labels"]}
    assert labels["story"] == "Rules count too"
    assert labels["feature"] == "Every status"


def test_what_the_target_does_not_offer_is_no_error_anywhere(suite: SmallSuite) -> None:
    suite.feature(
        """
        Feature: A
          Scenario: is not on offer
            Given Ada is there
            Then Ada is content
          Scenario: is not allowed here
            Given Ada is there
            Then Ada is content
        """
    )
    suite.steps(
        """
        from behave import given, then
        from support.runs.outcomes import NotOffered
        @given("Ada is there")
        def there(context):
            raise NotOffered("no single sign-on here")
        @then("Ada is content")
        def content(context):
            assert False, "never reached"
        """
    )
    suite.environment(
        """
        from support.runs.outcomes import NotPermitted
        def before_scenario(context, scenario):
            if "allowed" in scenario.name:
                raise NotPermitted("[may] does not allow load")
        """
    )
    ran = suite.run()
    assert ran.code == 0, ran.out
    assert ran.statuses() == {"is not on offer": "not_offered", "is not allowed here": "not_permitted"}
    assert ran.causes()["is not on offer"] == "no single sign-on here"
    assert {each["status"] for each in ran.allure().values()} == {"skipped"}
    assert "0 scenarios passed, 0 failed, 2 skipped" in ran.out
    assert "1 scenario not offered by the target; 1 scenario not permitted there" in ran.last_line


def test_a_target_decides_by_what_it_declares_and_permits(suite: SmallSuite) -> None:
    suite.feature(
        """
        @needs.stores
        Feature: A
          Scenario: can run
            Given Ada is there
          @needs.controllers
          Scenario: needs more
            Given Ada is there
          @load
          Scenario: is too heavy
            Given Ada is there
        """
    )
    suite.steps("from behave import given\n@given('Ada is there')\ndef there(context): pass\n")
    suite.environment(
        """
        from types import SimpleNamespace
        from support.runs.ledger import Ledger
        class Suite:
            target = SimpleNamespace(declares={"stores"}, may=frozenset())
            @classmethod
            def open(cls, settings):
                return cls()
        def before_all(context):
            context.suite = Ledger.of(context).opens(Suite)
        """
    )
    ran = suite.run()
    assert ran.code == 0, ran.out
    assert ran.causes() == {
        "can run": None,
        "needs more": "the target does not declare controllers",
        "is too heavy": "the target's [may] does not allow load",
    }
    assert ran.statuses()["is too heavy"] == "not_permitted"


def test_a_hook_of_a_feature_that_fails_breaks_all_its_scenarios(suite: SmallSuite) -> None:
    suite.feature("Feature: A\n  Scenario: one\n    Given Ada is there\n    Then Ada is content\n")
    suite.feature("Feature: B\n  Scenario: two\n    Given Ada is there\n    Then Ada is content\n", "two")
    suite.environment("def before_feature(c, feature):\n    assert feature.name != 'A', 'no floor'\n")
    ran = suite.run()
    assert ran.code == 2
    assert ran.statuses() == {"one": "broken", "two": "passed"}
    assert ran.causes()["one"] == "no floor"
    assert {name: each["status"] for name, each in ran.allure().items()} == {"one": "broken", "two": "passed"}


def test_what_never_began_is_reported_as_not_run(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.feature(
        """
        Feature: A
          Scenario: breaks a promise
            Given Ada is there
            Then a promise is broken
          Scenario: would come next
            Given Ada is there
            Then all is well
        """
    )
    suite.steps(
        "from behave import given, then\n"
        "@given('Ada is there')\ndef a(c): pass\n"
        "@then('a promise is broken')\ndef b(c): assert False, 'no'\n"
        "@then('all is well')\ndef w(c): pass\n"
    )
    ran = suite.run("--stop")
    assert ran.statuses() == {"breaks a promise": "failed", "would come next": "not_run"}
    assert ran.allure()["would come next"]["status"] == "unknown"
    assert ran.junit()["would come next"] == "error"
    counts = ran.document()["counts"]
    assert (counts["selected"], counts["run"], counts["not_run"]) == (2, 1, 1)
    assert ran.code == 1


HOOKS = """
def before_tag(context, tag):
    assert tag != "minor", "no ground for a tag"

def after_tag(context, tag):
    assert tag != "critical", "a tag left something"

def before_rule(context, rule):
    assert rule.name != "Shaky", "no ground for a rule"

def after_rule(context, rule):
    assert rule.name != "Crumbles", "a rule left something"

def after_feature(context, feature):
    assert feature.name != "Last", "a feature left something"
"""
HOOKED = """
Feature: First
  @minor
  Scenario: errs before, by a tag
    Then all is well
  @critical
  Scenario: errs after, by a tag
    Then all is well
  Rule: Shaky
    Scenario: never begins
      Then all is well
  Rule: Crumbles
    Scenario: passes before its rule errs
      Then all is well
"""


def test_hooks_of_tags_rules_and_features_that_err_are_told_and_never_passed_over(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.environment(HOOKS)
    suite.feature(HOOKED)
    suite.feature("Feature: Last\n  Scenario: passes before its feature errs\n    Then all is well\n", "two")
    for workers in ("1", "2"):
        ran = suite.run("-D", f"workers={workers}")
        statuses = ran.statuses()
        for name in ("errs before, by a tag", "errs after, by a tag", "never begins"):
            assert statuses[name] == "broken", (name, ran.causes()[name])
        honesty = ran.document()["honesty"]
        assert honesty["in_allure"] == honesty["in_junit"] == len(statuses) == 5
        assert honesty["distrust"] == []
        assert ran.code == 2


def test_the_console_names_every_red_scenario_with_its_status(every_status: SmallSuite) -> None:
    ran = every_status.run("--name", "errs|fails", "-f", "progress3")
    red = {name: status for name, status in ran.statuses().items() if status != "passed"}
    assert len(red) > 4
    for name, status in red.items():
        assert f"\n{status.replace('_', ' ')}: {name}\n" in ran.out, name
