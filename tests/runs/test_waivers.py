"""Known failures, quarantine and accepted risks: let pass until a stated day, and never forgotten."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from support.registers import FOLDER
from support.value.waivers import Waivers
from tests.small_suite import SmallSuite

STEPS = """
from behave import then
@then("it works")
def works(context): pass
@then("it fails")
def fails(context): assert False, "expected an answer, saw none"
@then("it stumbles")
def stumbles(context): raise KeyError("bug")
"""
IDS = "id,feature,scenario\nSC-1,features/one.feature,number 0\nSC-2,features/one.feature,number 1\n"
TODAY = datetime.datetime.now(datetime.UTC).date()
LATER = TODAY + datetime.timedelta(days=30)
PAST = TODAY - datetime.timedelta(days=2)


def entry(kind: str, identity: str = "SC-1", expiry: datetime.date = LATER) -> str:
    return f'[[{kind}]]\nid = "{identity}"\nissue = "#7"\nowner = "Olga"\nexpiry = {expiry}\n'


@pytest.fixture
def small(suite: SmallSuite) -> SmallSuite:
    suite.steps(STEPS)
    suite.write("scenario_ids.csv", IDS)
    return suite


def write(suite: SmallSuite, *ends: str, tags: str = "") -> None:
    scenarios = [
        f"  @golden_path @req.GP-0{number + 1} {'' if number else tags}\n"
        f"  Scenario: number {number}\n    Then it {end}\n"
        for number, end in enumerate(ends)
    ]
    suite.feature("@value.answers\nFeature: F\n" + "\n".join(scenarios))


def test_an_expected_failure_is_let_pass_and_shown(small: SmallSuite) -> None:
    write(small, "fails", "works")
    small.write("expected_failures/embedded.toml", entry("expected_failure"))
    ran = small.run()
    assert ran.code == 0, ran.out + ran.err
    assert ran.statuses() == {"number 0": "expected_failed", "number 1": "passed"}
    assert ran.causes()["number 0"].endswith(f"Known: #7; Olga answers for it until {LATER}.")
    assert ran.allure()["number 0"]["statusDetails"]["message"].startswith("Expected to fail: expected an answer")
    [shown] = ran.document()["waivers"]
    assert (shown["about"], shown["owner"], shown["overdue"]) == ("number 0", "Olga", None)
    page = (ran.reports / "business-value.html").read_text()
    assert 'Expected failure <span class="row">SC-1</span>' in page
    assert f'<td>Olga</td><td class="date">{LATER}</td>' in page


def test_an_expected_failure_of_another_target_is_none(small: SmallSuite) -> None:
    write(small, "fails")
    small.write("expected_failures/staging.toml", entry("expected_failure"))
    assert small.run().statuses() == {"number 0": "failed"}


def test_an_expected_failure_that_passes_fails_the_run(small: SmallSuite) -> None:
    write(small, "works")
    small.write("expected_failures/embedded.toml", entry("expected_failure"))
    ran = small.run()
    assert ran.code == 1
    assert "is not needed any more, for SC-1 passed: delete it from embedded.toml" in ran.last_line
    assert ran.last_line.startswith("No verdict: 1 of 1 promise held")
    assert "the expected failure SC-1 (#7, Olga, until" in ran.last_line


@pytest.mark.parametrize("kind", ["expected_failure", "quarantine"])
def test_an_expired_waiver_waives_nothing_and_fails_the_run(small: SmallSuite, kind: str) -> None:
    write(small, "fails", tags="@quarantine" if kind == "quarantine" else "")
    small.write(
        f"{'expected_failures/embedded' if kind == 'expected_failure' else kind}.toml", entry(kind, expiry=PAST)
    )
    ran = small.run()
    assert ran.code == 1
    assert ran.statuses() == {"number 0": "failed"}
    assert f"expired on {PAST}: mend it, or decide anew in" in ran.out
    write(small, "works", tags="@quarantine" if kind == "quarantine" else "")
    assert small.run().code == 1


def test_quarantine_takes_red_of_any_kind_and_counts_it_as_such(small: SmallSuite) -> None:
    write(small, "stumbles", "works", tags="@quarantine")
    small.write("quarantine.toml", entry("quarantine"))
    ran = small.run()
    assert ran.code == 0, ran.out + ran.err
    assert ran.document()["counts"]["quarantined"] == 1
    assert next(row for row in ran.document()["rows"] if row["id"] == "GP-01")["detail"] == "quarantined"
    write(small, "works", tags="@quarantine")
    assert small.run().statuses() == {"number 0": "passed"}


def test_quarantine_without_an_owner_is_refused(small: SmallSuite) -> None:
    write(small, "works", tags="@quarantine")
    ran = small.run()
    assert ran.code == 2
    assert ran.err.startswith("features/one.feature:4: @quarantine, but quarantine.toml has no entry SC-1: give it an")


def test_an_accepted_risk_is_told_and_ends_when_it_expires_or_is_checked_after_all(small: SmallSuite) -> None:
    write(small, "works")
    small.write("accepted_risks.toml", entry("accepted_risk", "DB-05"))
    ran = small.run()
    assert ran.code == 0, ran.err
    assert next(row for row in ran.document()["rows"] if row["id"] == "DB-05")["detail"] == "accepted_risk"
    small.write("accepted_risks.toml", entry("accepted_risk", "GP-01"))
    ran = small.run()
    assert (ran.code, "the accepted risk GP-01 (#7, Olga," in ran.last_line) == (1, True)
    small.write("accepted_risks.toml", entry("accepted_risk", "DB-05", PAST))
    assert small.run().code == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[quarantine]]\nid = "SC-1"\nissue = "#7"\nexpiry = 2027-01-01\n', "needs its owner in words"),
        (
            '[[quarantine]]\nid = "SC-1"\nissue = "#7"\nowner = "O"\nexpiry = "soon"\n',
            "needs an expiry such as 2027-01-31",
        ),
        ('[[quarantine]]\nid = "SC-1"\nreason = "x"\n', "has 'reason': known are id, issue, owner, expiry, why"),
        ("[[quarantined]]\n", "expected only [[quarantine]] entries, saw 'quarantined'"),
        ("[[quarantine\n", "is no TOML"),
        (entry("quarantine") * 2, "the id SC-1 stands twice"),
    ],
)
def test_a_register_that_cannot_be_read_is_one_clear_line(small: SmallSuite, text: str, says: str) -> None:
    write(small, "works")
    small.write("quarantine.toml", text)
    ran = small.run()
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err
    assert says in ran.err


def test_lint_finds_entries_about_nothing(small: SmallSuite) -> None:
    write(small, "works")
    small.write("quarantine.toml", entry("quarantine"))
    small.write("expected_failures/embedded.toml", entry("expected_failure", "SC-9.1.2"))
    ran = small.goldenpath("lint")
    assert ran.code == 1
    assert "features/one.feature:4: quarantine.toml has an entry SC-1 for it: tag it @quarantine" in ran.out
    assert "embedded.toml:1: there is nothing of the id SC-9.1.2: delete the entry" in ran.out


def test_the_projects_own_registers_can_be_read() -> None:
    for target in (path.stem for path in (FOLDER / "expected_failures").glob("*.toml")):
        assert Waivers.read(FOLDER, target).entries
    assert not Waivers.read(Path("nowhere"), "embedded").entries
