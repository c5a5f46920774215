"""How a promise of time is judged."""

from __future__ import annotations

import pytest

from support.actors.budgets import Budgets


def budgets(echo: float = 0.0) -> Budgets:
    return Budgets({"received": 0.1, "answer": 5.0}, patience=3.0, echo=lambda: echo)


def test_a_kept_promise_asks_for_no_echo() -> None:
    def never() -> float:
        raise LookupError

    Budgets({"received": 0.1}, 1.0, never).keeps("received", 0.09, "the acknowledgement")


def test_patience_stretches_waits_and_no_promise() -> None:
    assert budgets()["answer"].wait == 15.0
    assert budgets().wait(1.0) == 3.0
    with pytest.raises(AssertionError, match="the answer took 5100 ms; the promise 'answer' is 5000 ms"):
        budgets().keeps("answer", 5.1, "the answer")


def test_a_narrow_promise_is_broken_on_an_idle_machine() -> None:
    with pytest.raises(AssertionError, match="took 150 ms"):
        budgets(echo=0.01).keeps("received", 0.15, "the acknowledgement")


def test_a_narrow_promise_is_not_checked_on_a_busy_machine() -> None:
    busy = budgets(echo=0.06)
    busy.keeps("received", 0.15, "the acknowledgement")
    [line] = busy.not_checked
    assert line.name == "received"
    assert "machine busy" in line.reason


def test_a_wide_promise_has_no_excuse() -> None:
    with pytest.raises(AssertionError):
        budgets(echo=10.0).keeps("answer", 6.0, "the answer")


def test_an_unknown_budget_lists_the_known() -> None:
    with pytest.raises(LookupError, match="there is no budget 'soon': known are received, answer"):
        budgets()["soon"]
