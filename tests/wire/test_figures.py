"""The oracle against figures worked out by hand."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal

import pytest

from support.actors import records
from support.actors.figures import Oracle
from support.actors.records import Price, UsageRecord
from support.targets.canon import Answer, Figure

NOW = datetime.datetime(2026, 3, 31, 12, tzinfo=datetime.UTC)
PRICES = {"big": Price(Decimal(10), Decimal(20)), "small": Price(Decimal(1), Decimal(2))}


def record(days: float, model: str, prompt: int, completion: int, **more: object) -> UsageRecord:
    cost = PRICES[model].of(prompt, completion)
    base = UsageRecord(NOW - datetime.timedelta(days=days), "p", model, "chat", "gold", prompt, completion, 100, cost)
    return dataclasses.replace(base, **more)  # type: ignore[arg-type]


RECORDS = [
    record(1, "big", 1_000_000, 500_000, latency_ms=100),  # 20.00
    record(2, "big", 1_000_000, 500_000, latency_ms=200),  # 20.00, repeats the older one... which is the day before
    record(3, "big", 200_000, 100_000, latency_ms=300, cached=True),  # 4.00, from cache
    record(9, "small", 1_000_000, 0, latency_ms=50, segment=None, error="timeout"),  # 1.00
]


def oracle(plan: str = "enterprise") -> Oracle:
    return Oracle(RECORDS, PRICES, NOW, plan)


@pytest.mark.parametrize(
    ("name", "subject", "value"),
    [
        ("total_cost", None, "45"),
        ("requests", None, "4"),
        ("prompt_tokens", None, "3200000"),
        ("errors", None, "1"),
        ("recent_cost", None, "44"),
        ("earlier_cost", None, "1"),
        ("cost_change", None, "4300"),
        ("model_cost", "big", "44"),
        ("model_cost", "small", "1"),
        ("feature_cost", "chat", "45"),
        ("segment_cost", "gold", "44"),
        ("unattributed_cost", None, "1"),
        ("error_share", None, "25"),
        ("error_rate", "gold", "0"),
        ("repeat_saving", None, "20"),
        # 2,000,000 prompt and 1,000,000 completion tokens uncached: 40 at the one price, 4 at the other
        ("alternative_saving", "big -> small", "36"),
        # caching saves 20; of the first ones 1,000,000 and 500,000 remain: 20 at the one price, 2 at the other
        ("planned_saving", None, "38"),
        ("latency_p50", "big", "200"),
        ("latency_p95", "big", "290"),
        ("latency_p95", "small", "50"),
    ],
)
def test_figure(name: str, subject: str | None, value: str) -> None:
    assert oracle().figures[name, subject] == Decimal(value)


def test_a_share_is_exact_to_eight_decimals() -> None:
    assert abs(oracle().figures["model_share", "big"] - Decimal("97.7777777777")) < Decimal("0.00000001")


def test_only_the_plans_history_counts() -> None:
    assert oracle("free").figures["total_cost", None] == 44
    assert ("model_cost", "small") not in oracle("free").figures


def test_nothing_can_be_said_about_no_records() -> None:
    assert Oracle([], PRICES, NOW, "mid").figures == {}


def answer(text: str = "", *figures: Figure) -> Answer:
    return Answer(text, figures, (), (), 0.9, (), None)


def test_an_answer_that_agrees() -> None:
    told = answer(
        "You spent $45.00, 97.8% of it on big, in 290 ms at most. I am 90% sure.",
        Figure("model_cost", "big", Decimal("44.0"), "USD"),
        Figure("model_cost", "small", Decimal("1.0"), "USD"),
    )
    assert oracle().disagreements(told) == []


@pytest.mark.parametrize(
    ("told", "named"),
    [
        (answer("", Figure("total_cost", None, Decimal("45.01"), "USD")), "total_cost is 45.01"),
        (answer("", Figure("total_cost", "big", Decimal(45), "USD")), "no such figure"),
        (answer("", Figure("total_cost", None, Decimal("NaN"), "USD")), "total_cost is NaN"),
        (answer("", Figure("model_cost", "big", Decimal(44), "USD")), "model_cost of small is missing"),
        (answer("You spent $45.10."), "amount of money 45.10"),
        (answer("You spent $1,045.00."), "amount of money 1,045.00"),
        (answer("It is 97.7% of the spend."), "percentage 97.7"),
        (answer("Half come within 201 ms."), "duration 201"),
    ],
)
def test_an_answer_that_does_not_agree(told: Answer, named: str) -> None:
    assert any(named in line for line in oracle().disagreements(told))


def test_what_the_customer_said_may_be_quoted() -> None:
    told = answer('You said: "Our budget is $48,250."')
    assert Oracle(RECORDS, PRICES, NOW, "mid", said=["Our budget is $48,250."]).disagreements(told) == []
    assert oracle().disagreements(told)


def test_a_table_of_a_scenario_sums_up_exactly() -> None:
    row = {"model": "big", "feature": "support chat", "segment": "mid", "requests": "7", "prompt tokens": "100003",
           "completion tokens": "20001"}  # fmt: skip
    made = records.spend([row], NOW, PRICES)
    assert len(made) == 7
    assert sum(each.prompt_tokens for each in made) == 100003
    assert records.total(made) == PRICES["big"].of(100003, 20001)
    assert all(each.time < NOW for each in made)


def test_records_are_the_same_for_the_same_seed_and_keep_away_from_borders() -> None:
    first = records.of_use("a month of AI use", NOW, {}, "seed")
    assert first == records.of_use("a month of AI use", NOW, {}, "seed")
    assert first != records.of_use("a month of AI use", NOW, {}, "another")
    ages = [(NOW - each.time).total_seconds() / 86400 for each in first]
    assert all(abs(age - border) > 0.2 for age in ages for border in (7, 14, 30, 90))


def test_a_phrase_without_a_builder_is_named() -> None:
    with pytest.raises(LookupError, match="no builder makes the records of 'a lot'"):
        records.of_use("a lot", NOW, {}, "seed")
