"""Exit codes: 0 kept, 1 broken promise, 2 could not run, 3 not to be trusted; precedence 3, 1, 2."""

from __future__ import annotations

import pytest

from support.runs.gate import exit_code
from tests.small_suite import SmallSuite

STEPS = """
from behave import then
@then("all is well")
def well(context): pass
@then("a promise is broken")
def broken(context): assert False, "expected an answer, saw none"
@then("the suite has a bug")
def bug(context): raise KeyError("forgotten")
"""


def feature(*ends: str, tags: str = "@req.GP-01") -> str:
    scenarios = [f"  {tags}\n  Scenario: number {number}\n    Then {end}\n" for number, end in enumerate(ends)]
    return "Feature: F\n" + "\n".join(scenarios)


@pytest.fixture
def small(suite: SmallSuite) -> SmallSuite:
    suite.steps(STEPS)
    suite.feature(feature("all is well", "a promise is broken", "the suite has a bug"))
    return suite


def test_all_kept_is_0_and_a_whole_run_says_ship(suite: SmallSuite) -> None:
    suite.steps("from behave import then\n@then('all is well')\ndef well(c): pass\n")
    suite.feature(feature("all is well"))
    ran = suite.run()
    assert ran.code == 0, ran.err
    assert ran.last_line.startswith("Ship: 1 of 1 promise held, in streams worth $500K a year")
    part = suite.run("--tags=@req.GP-01")
    assert part.last_line.startswith("Selected scenarios: 1 of 1 promise held. Ship or hold is decided by a whole")
    assert part.last_line.endswith("said ship.")


@pytest.mark.promise("TF-22", broken="a suite whose red scenario stands in a stream with an amount")
def test_a_broken_promise_is_1_although_another_scenario_could_not_run(small: SmallSuite) -> None:
    ran = small.run()
    assert ran.code == 1
    assert ran.last_line.startswith("Hold: 0 of 1 promise held; GP-01 is broken, in streams worth $500K")
    assert "failed: number 1\n  expected an answer, saw none\n  again: behave features/one.feature:7" in ran.out


def test_a_scenario_that_could_not_be_judged_is_2(small: SmallSuite) -> None:
    ran = small.run("--name", "number [02]")
    assert ran.code == 2
    assert "1 scenario could not be judged" in ran.last_line


@pytest.mark.promise("TF-13", broken="a run of which a result was deleted")
def test_a_deleted_result_is_3(small: SmallSuite) -> None:
    small.environment(
        """
        from pathlib import Path
        def after_all(context):
            next(Path("reports/allure-results").glob("*-result.json")).unlink()
        """
    )
    ran = small.run()
    assert ran.code == 3
    assert ran.last_line.startswith("Do not trust this report: Allure lacks 1 of 3 selected scenarios")


@pytest.mark.promise("TF-13", broken="a run of which a result was changed to passed")
def test_a_flipped_result_is_3(small: SmallSuite) -> None:
    small.environment(
        """
        import json
        from pathlib import Path
        def after_all(context):
            for path in Path("reports/allure-results").glob("*-result.json"):
                result = json.loads(path.read_text())
                if result["status"] == "failed":
                    path.write_text(json.dumps(result | {"status": "passed"}))
        """
    )
    ran = small.run()
    assert ran.code == 3
    assert "passed, the run says failed" in ran.last_line
    assert ran.document()["exit_code"] == 3


def test_something_left_behind_is_3(small: SmallSuite) -> None:
    small.environment(
        """
        from support.runs.ledger import Ledger
        def after_all(context):
            Ledger.of(context).left_behind.append("process 4711")
        """
    )
    ran = small.run()
    assert ran.code == 3
    assert "left behind: process 4711" in ran.last_line


def test_a_secret_in_a_report_is_3_and_is_not_repeated(small: SmallSuite) -> None:
    small.environment(
        """
        from pathlib import Path
        from support.evidence.redaction import plant
        def before_all(context):
            plant("Tr0ub4dor-and-3")
        def after_scenario(context, scenario):
            Path("reports/notes.txt").write_text("she typed Tr0ub4dor-and-3")
        """
    )
    ran = small.run()
    assert ran.code == 3
    assert "1 secret in the reports, first in notes.txt" in ran.last_line
    assert "Tr0ub4dor" not in (ran.reports / "run.json").read_text() + ran.out


@pytest.mark.promise("TF-15", broken="a suite whose target cannot be reached")
def test_a_failed_start_breaks_every_scenario_by_its_cause(small: SmallSuite) -> None:
    small.environment(
        """
        from support.settings import SettingsError
        def before_all(context):
            raise SettingsError("the target answers nothing: start it")
        """
    )
    ran = small.run()
    assert ran.code == 2
    assert set(ran.statuses().values()) == {"broken"}
    assert set(ran.causes().values()) == {"the target answers nothing: start it"}
    assert {each["status"] for each in ran.allure().values()} == {"broken"}
    assert "Traceback" not in ran.out + ran.err
    assert ran.out.strip().splitlines()[1:] == [
        "Whole run: could not run, so it says nothing of the product. the target answers nothing: start it"
    ]


def test_a_cleanup_of_the_run_that_fails_is_2(suite: SmallSuite) -> None:
    suite.feature("Feature: F\n  Scenario: one\n    Given Ada is there\n    Then Ada is content\n")
    suite.environment("def before_all(c):\n    c.add_cleanup(lambda: 1 / 0)\n")
    ran = suite.run()
    assert ran.code == 2
    assert ran.document()["problems"] == ["the cleanup of the testrun failed: ZeroDivisionError: division by zero"]


@pytest.mark.parametrize(
    ("counts", "flags", "code"),
    [
        ({}, {}, 0),
        ({"not_offered": 2, "not_permitted": 1, "expected_failed": 1, "quarantined": 1}, {}, 0),
        ({"failed": 1, "broken": 1}, {}, 1),
        ({"flaky": 1}, {}, 1),
        ({}, {"hold": True}, 1),
        ({"broken": 1}, {}, 2),
        ({"not_testable": 1}, {}, 2),
        ({"not_run": 1}, {}, 2),
        ({}, {"could_not_run": True}, 2),
        ({"failed": 1, "broken": 1}, {"distrust": True}, 3),
    ],
)
def test_precedence(counts: dict[str, int], flags: dict[str, bool], code: int) -> None:
    none = dict.fromkeys(("failed", "flaky", "broken", "not_testable", "not_run", "not_offered", "not_permitted"), 0)
    calm = {"could_not_run": False, "hold": False, "distrust": False}
    assert exit_code(none | counts, **(calm | flags)) == code
