"""Suites that prove nothing, though every run of theirs is green: lint, the dead platform or tampering names each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.proof.conftest import BROKEN
from tests.small_suite import SmallSuite

DECORATION = ("asserts_in_the_when", "retries", "swallowed_exception", "unasserted_table")
SURVIVED = {
    "always_true": "frame: completed",
    "any_frame": "frame: conversation created",
    "any_refusal": "refusal",
    "compares_with_itself": "frame: completed",
    "overlooked_row": "frame: started",
    "refused_by_the_dead": "refusal",
    "watches_nobody": "frame: completed",
    "wrong_actor": "frame: completed",
}
"""Each with a message of which something survived that its row promises."""
LINT = {
    "mistyped_keyword": "features/one.feature:7: 'Thn Ada is answered' stands inside",
    "no_then": "features/one.feature:6: the scenario has no Then: it promises nothing",
}


@pytest.fixture(scope="session")
def tampered(broken: SmallSuite) -> dict[str, Any]:
    """What tampering says of them."""
    broken.goldenpath("proof", "--tamper", "--json", "tampered.json")
    document: dict[str, Any] = json.loads((broken.folder / "tampered.json").read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("name", DECORATION)
def test_a_then_that_nothing_reddens_is_named_by_file_and_line(tampered: dict[str, Any], name: str) -> None:
    [decoration] = [each for each in tampered["decoration"] if each["place"].startswith(f"features/{name}.feature:")]
    line = (
        (BROKEN / name / "one.feature")
        .read_text(encoding="utf-8")
        .splitlines()[int(decoration["place"].rpartition(":")[2]) - 1]
    )
    assert line.strip() == decoration["step"]


@pytest.mark.parametrize("name", SURVIVED)
def test_a_promise_that_no_then_checks_is_named(tampered: dict[str, Any], name: str) -> None:
    survived = {
        each["message"]
        for each in tampered["tampering"]["survived"]
        if each["place"].startswith(f"features/{name}.feature:")
    }
    assert SURVIVED[name] in survived


def test_a_pause_in_place_of_a_wait_is_named(tampered: dict[str, Any]) -> None:
    [named] = tampered["tampering"]["not_tampered"]
    assert named["place"].startswith("features/sleeps.feature:")
    assert "a step sleeps for 1.5 s: let it wait for what is to come" in named["why"]


def test_what_a_dead_service_would_pass_is_named(broken: SmallSuite) -> None:
    ran = broken.run("-D", "target=target.json", "-D", "dead=refuse", "-D", "reports=dead", "features")
    document = json.loads((broken.folder / "dead" / "run.json").read_text(encoding="utf-8"))
    passes = {each["file"] for each in document["scenarios"] if each["status"] == "passed"}
    assert passes == {"features/refused_by_the_dead.feature"}, ran.out


@pytest.mark.parametrize("name", LINT)
def test_what_lint_names(suite: SmallSuite, name: str) -> None:
    suite.feature((BROKEN / name / "one.feature").read_text(encoding="utf-8"))
    suite.steps((BROKEN / "arranged.py").read_text(encoding="utf-8"))
    suite.environment("from support.actors.words import register_words\n\nregister_words()\n")
    ran = suite.goldenpath("lint")
    assert any(line.startswith(LINT[name]) for line in (ran.out + ran.err).splitlines()), ran.out + ran.err


def test_every_broken_suite_is_named() -> None:
    folders = {path.name for path in BROKEN.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert folders == {*DECORATION, *SURVIVED, *LINT, "sleeps"}
    assert len(folders) >= 10
