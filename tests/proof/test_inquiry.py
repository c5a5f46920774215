"""What a run of a proof may leave out: only what cannot change the verdict any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.runs.outcomes import DecidingStep, Outcome, Status
from support.runs.proof_inquiry import Inquiry

THEN = DecidingStep("then", "Then", "tea is hot", "features/tea.feature", 6, added=False)
GIVEN = DecidingStep("given", "Given", "a pot", "features/tea.feature", 5, added=False)
ADDED = DecidingStep("then", "Then", "nothing was lost", "features/tea.feature", 7, added=True)
RED, GREEN = Outcome(Status.FAILED, "cold", THEN), Outcome(Status.PASSED)


@pytest.fixture
def inquiry() -> Inquiry:
    return Inquiry(frozenset({"spare"}), frozenset({"spare", "own"}), frozenset("abcdefgh"))


def test_a_spare_catcher_is_left_out_only_once_the_defect_is_caught(inquiry: Inquiry) -> None:
    for outcome in (GREEN, Outcome(Status.FAILED, "no pot", GIVEN), Outcome(Status.FAILED, "lost", ADDED)):
        inquiry.learns("own", outcome)
        assert inquiry.needs("spare")
    inquiry.learns("own", RED)
    assert not inquiry.needs("spare")
    assert inquiry.needs("own"), "nobody else proves it"


def test_others_are_left_out_once_it_is_settled_whether_half_of_them_are_green(inquiry: Inquiry) -> None:
    for green in "abc":
        inquiry.learns(green, GREEN)
    for red in "efgh":
        inquiry.learns(red, RED)
    assert inquiry.needs("d"), "three green and four red settle nothing"
    inquiry.learns("d", RED)
    assert not inquiry.needs("a"), "five red of eight are more than half"


def test_red_in_the_added_step_alone_is_green_for_another(inquiry: Inquiry) -> None:
    for each in "abcd":
        inquiry.learns(each, Outcome(Status.FAILED, "lost", ADDED))
    assert not inquiry.needs("e")


def test_an_inquiry_reaches_the_run_that_it_is_for(inquiry: Inquiry, tmp_path: Path) -> None:
    inquiry.write(tmp_path)
    assert Inquiry.read(tmp_path) == inquiry
