"""The supervisor and its specialists, over real records, with the scripted model behind them."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from reference_platform.agents import breaker, prices
from reference_platform.agents.job import Outcome, RunFailed
from reference_platform.agents.wording import money
from support.stack.addresses import Addresses
from tests.platform.agents_ground import Office, a_month, in_office

COST = "Where does our AI budget go, and how do we cut the cost?"
SPEED = "How fast are our models?"


def valued(outcome: Outcome) -> dict[tuple[str, str | None], Decimal]:
    """The figures by name and subject."""
    return {(f["name"], f["subject"]): Decimal(str(f["value"])) for f in outcome.figures}


def test_figures_agree_with_the_records(agents: Addresses) -> None:
    records = a_month()

    async def work(office: Office) -> Outcome:
        await office.record(*records, {**a_month()[0], "ago": 400, "cost_usd": "1000"})
        return await office.ask(
            "Sum up usage, trend, segment, latency, health, model, cache, savings, compliance"
        )

    found = valued(in_office(agents, work))
    total = sum(Decimal(r["cost_usd"]) for r in records)
    recent = sum(Decimal(r["cost_usd"]) for r in records if r["ago"] < 7)
    earlier = sum(Decimal(r["cost_usd"]) for r in records if 7 <= r["ago"] < 14)
    assert found["total_cost", None] == total
    assert found["requests", None] == 24
    assert found["prompt_tokens", None] == sum(r["prompt_tokens"] for r in records)
    assert found["errors", None] == 1
    assert (found["recent_cost", None], found["earlier_cost", None]) == (recent, earlier)
    assert found["cost_change", None] == round((recent - earlier) / earlier * 100, 9)
    for kind, name in (("model", "model_cost"), ("feature", "feature_cost"), ("segment", "segment_cost")):
        by: dict[str | None, Decimal] = defaultdict(Decimal)
        for record in records:
            by[record[kind]] += Decimal(record["cost_usd"])
        unnamed = by.pop(None, Decimal(0))
        assert {subject: v for (n, subject), v in found.items() if n == name} == by
        assert kind != "segment" or found["unattributed_cost", None] == unnamed
    assert found["segment_share", "retail"] == round(by["retail"] * 100 / total, 9)
    assert found["latency_p95", "gpt-4o"] == 100
    assert found["error_share", None] == round(Decimal(100) / 24, 9)
    seen: set[tuple[Any, ...]] = set()
    repeated = Decimal(0)
    first: list[dict[str, Any]] = []
    for record in sorted(records, key=lambda r: -r["ago"]):
        key = (record["model"], record["feature"], record["prompt_tokens"], record["completion_tokens"])
        if key in seen:
            repeated += Decimal(record["cost_usd"])
        else:
            first.append(record)
        seen.add(key)
    assert found["repeat_saving", None] == repeated > 0
    big, small = (prices.per_token(model, "openai") for model in ("gpt-4o", "gpt-4o-mini"))
    assert big
    assert small

    def saved(of: list[dict[str, Any]]) -> Decimal:
        work = [r for r in of if r["model"] == "gpt-4o"]
        prompt, completion = (sum(r[k] for r in work) for k in ("prompt_tokens", "completion_tokens"))
        return Decimal(prompt * (big[0] - small[0]) + completion * (big[1] - small[1]))

    assert found["alternative_saving", "gpt-4o -> gpt-4o-mini"] == saved(records)
    assert found["planned_saving", None] == repeated + saved(first)


def test_the_answer_is_about_the_question_and_shows_its_figures(agents: Addresses) -> None:
    async def work(office: Office) -> tuple[Outcome, Outcome, Office]:
        await office.record(*a_month())
        return await office.ask(COST), await office.ask(SPEED), office

    about_cost, about_speed, _ = in_office(agents, work)
    found = valued(about_cost)
    driver = max(("gpt-4o", "gpt-4o-mini"), key=lambda model: found["model_cost", model])
    assert (
        f"biggest cost driver is the model {driver}: {money(found['model_cost', driver])}"
        in about_cost.answer
    )
    assert money(found["planned_saving", None]) in about_cost.answer
    assert f"Confidence: {about_cost.confidence:g}" in about_cost.answer
    assert all(f"{n}. {r}" in about_cost.answer for n, r in enumerate(about_cost.recommendations, 1))
    assert about_cost.next_steps
    assert 0 < about_cost.confidence < 1
    assert about_cost.savings == found["planned_saving", None]
    assert about_cost.tokens["prompt"] > about_cost.tokens["completion"] > 0
    assert about_cost.cost > 0
    assert COST not in about_cost.answer, "an answer does not give its question back"
    summary, first, *_ = about_speed.answer.split("\n\n")
    assert summary.startswith("Executive summary: ")
    assert "How fast:" in first
    assert "How fast:" not in about_cost.answer


def test_each_path_and_each_plan(agents: Addresses) -> None:
    async def work(office: Office) -> list[tuple[str, list[str], list[str]]]:
        seen = []

        async def path(plan: str) -> None:
            outcome = await office.ask(COST, plan)
            assert outcome.next_steps
            steps = [agent for agent, _, _ in office.report.of("step")]
            seen.append((plan, outcome.path, steps))

        await path("enterprise")
        await office.record(*a_month()[:4])
        await path("enterprise")
        await office.record(*a_month()[4:])
        for plan in ("enterprise", "early", "free"):
            await path(plan)
        await office.fault("500", times=3)
        await path("enterprise")
        return seen

    *seen, broken = in_office(agents, work)
    assert [path for _, path, _ in seen] == [
        ["triage", "data_helper", "reporting"],
        ["triage", "data_helper", "data", "reporting"],
        ["triage", "data", "optimization", "actions", "reporting"],
        ["triage", "data", "optimization", "reporting"],
        ["triage", "data_helper", "data", "reporting"],
    ]
    assert all(path == steps for _, path, steps in seen)
    assert broken[1] == ["data_helper", "reporting"]


def test_plans_limit_history_and_recommendations(agents: Addresses) -> None:
    async def work(office: Office) -> tuple[Outcome, Outcome]:
        await office.record(*a_month(), *a_month())
        return await office.ask(COST, "free"), await office.ask(COST, "enterprise")

    free, enterprise = in_office(agents, work)
    assert valued(free)["requests", None] == 12
    assert valued(enterprise)["requests", None] == 48
    assert len(free.recommendations) == 2 < len(enterprise.recommendations) <= 10
    assert any("early plan" in step for step in free.next_steps)


def test_live_events_pair_up_and_follow_the_path(agents: Addresses) -> None:
    async def work(office: Office) -> Office:
        await office.record(*a_month())
        await office.ask(COST)
        return office

    report = in_office(agents, work).report
    steps = [more[0] for _, _, more in report.of("thought")]
    assert steps == list(range(1, len(steps) + 1))
    assert all(a <= b for a, b in pairwise(more[1] for _, _, more in report.of("thought")))
    opening = [thought for agent, thought, _ in report.of("thought") if agent in {"triage", "data"}][:2]
    assert all("AI budget" in thought for thought in opening), "the first thoughts speak of the question"
    assert report.calls.index(next(c for c in report.calls if c[0] == "thought")) < report.calls.index(
        next(c for c in report.calls if c[0] == "started")
    )
    started, ended = report.of("started"), report.of("ended")
    assert sorted(call_id for _, _, call_id in started) == sorted(more[0] for _, _, more in ended)
    assert len({tool for _, tool, _ in started}) == len(started)
    data = [kind for kind, agent, *_ in report.calls if agent == "data" and kind in {"started", "ended"}]
    assert data[:2] == ["started", "started"], "tools of one call run side by side"
    order = {"data": 0, "optimization": 1, "actions": 2}
    assert [order[a] for a, _, _ in ended] == sorted(order[a] for a, _, _ in ended)


def test_a_conversation_is_remembered(agents: Addresses) -> None:
    async def work(office: Office) -> Outcome:
        await office.record(*a_month())
        history = [
            ("user", "Hello. Our critical service is called Heron-7."),
            ("assistant", "Noted."),
            ("user", "The budget is €4,200 by 14 March. What does search cost?"),
            ("assistant", "Some money."),
        ]
        facts = {"compliance": "SOC 2", "team": {"lead": "Zoë", "城市": "上海"}}
        return await office.ask(
            "Make an action plan that spares our critical service.", history=history, facts=facts
        )

    answer = in_office(agents, work).answer
    assert "Heron-7" in answer
    assert "€4,200 by 14 March" in answer
    assert "SOC 2" in answer


def test_names_pass_unchanged(agents: Addresses) -> None:
    name = 'Kündigung "A/B" 翻译 👩‍👩‍👧 <b>é</b>'

    async def work(office: Office) -> Outcome:
        await office.record(*a_month(feature=name, segment=name))
        return await office.ask(f"What does {name} cost? 💶")

    outcome = in_office(agents, work)
    assert ("feature_cost", name) in valued(outcome)
    assert f"feature {name}" in outcome.answer or f"feature is {name}" in outcome.answer


def test_the_answer_follows_renamed_records_and_numbers(agents: Addresses) -> None:
    async def work(office: Office) -> Outcome:
        await office.record(*a_month(3, ("zeta-1", "omega-2"), feature="porridge", segment="islands"))
        return await office.ask(COST)

    outcome = in_office(agents, work)
    assert {"zeta-1", "omega-2"} <= {f["subject"] for f in outcome.figures}
    assert "zeta-1" in outcome.answer
    assert "islands" in outcome.answer
    assert not {"gpt-4o", "retail", "search"} & set(outcome.answer.split())
    assert money(valued(outcome)["total_cost", None]) in outcome.answer


@pytest.mark.parametrize("kind", ["429", "500", "hang", "garbage", "drop"])
def test_a_passing_fault_is_overcome(agents: Addresses, kind: str) -> None:
    async def work(office: Office) -> tuple[Outcome, int]:
        await office.record(*a_month())
        await office.fault(kind, times=2, after=1)
        outcome = await office.ask(COST)
        return outcome, len([call for call in await office.model_calls() if call["fault"]])

    outcome, faults = in_office(agents, work, model_call_seconds=0.4)
    assert faults == 2
    assert outcome.path == ["triage", "data", "optimization", "actions", "reporting"]
    tools = [f["tool"] for f in outcome.figures if f["name"] == "total_cost"]
    assert tools == ["usage_summary"]


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("429", "busy"),
        ("500", "status 500"),
        ("hang", "within 0.25 seconds"),
        ("garbage", "cannot be read"),
        ("drop", "cannot be reached, or the connection broke off"),
    ],
)
def test_a_lasting_fault_ends_the_run_with_cause_and_next_step(
    agents: Addresses, kind: str, cause: str
) -> None:
    async def work(office: Office) -> RunFailed:
        await office.record(*a_month())
        await office.fault(kind)
        with pytest.raises(RunFailed) as failed:
            await office.ask(COST)
        assert len(await office.model_calls()) == 6  # triage and data_helper, three tries each
        return failed.value

    failed = in_office(agents, work, model_call_seconds=0.25)
    assert failed.code == "model_unavailable"
    assert cause in failed.message
    assert failed.next_step


def test_a_step_that_fails_keeps_what_was_found(agents: Addresses) -> None:
    async def work(office: Office) -> Outcome:
        await office.record(*a_month())
        await office.fault("500", after=3, times=3)
        return await office.ask(COST)

    outcome = in_office(agents, work)
    assert outcome.path == ["triage", "data", "optimization", "reporting"]
    assert valued(outcome)["total_cost", None] > 0
    assert "part of the optimization agent is missing" in outcome.answer
    assert any("missing" in step for step in outcome.next_steps)


def test_a_tool_that_fails_is_told_and_the_others_go_on(agents: Addresses) -> None:
    async def work(office: Office) -> tuple[Outcome, Office]:
        await office.record(*a_month())
        await office.database.execute("ALTER TABLE analytics.usage_records RENAME COLUMN feature TO hidden")
        try:
            return await office.ask(COST), office
        finally:
            await office.database.execute(
                "ALTER TABLE analytics.usage_records RENAME COLUMN hidden TO feature"
            )

    outcome, office = in_office(agents, work)
    ended = {tool: more for _, tool, more in office.report.of("ended")}
    assert ended["cost_drivers"][1] == "error"
    assert ended["usage_summary"][1] == "success"
    assert "Cost drivers failed" in outcome.answer
    assert "column" not in json.dumps(ended["cost_drivers"]), "no inner words reach the customer"


def test_an_agent_by_name(agents: Addresses) -> None:
    async def work(office: Office) -> tuple[Outcome, RunFailed, RunFailed]:
        await office.record(*a_month())
        outcome = await office.ask(COST, agent="optimization")
        with pytest.raises(RunFailed) as absent:
            await office.ask(COST, agent="wizard")
        with pytest.raises(RunFailed) as above:
            await office.ask(COST, "free", agent="actions")
        return outcome, absent.value, above.value

    outcome, absent, above = in_office(agents, work)
    assert outcome.path == ["optimization", "reporting"]
    assert {f["tool"] for f in outcome.figures} <= {"model_alternatives", "cache_opportunities"}
    assert "no such agent" in absent.message
    assert "mid plan" in above.next_step


def test_a_breaker_spares_everybody_a_model_that_fails_and_closes_when_it_is_well(agents: Addresses) -> None:
    async def work(office: Office) -> None:
        async def state() -> tuple[Any, ...]:
            rows = await breaker.listed(office.database, office.supervisor.settings)
            [found] = [row for row in rows if row["organisation_id"] == office.organisation]
            return found["state"], found["failures"]

        async def fails() -> tuple[RunFailed, float]:
            began = time.perf_counter()
            with pytest.raises(RunFailed) as failed:
                await office.ask(COST)
            return failed.value, time.perf_counter() - began

        await office.record(*a_month())
        await office.fault("500")
        await fails()
        assert await state() == ("closed", 2)
        await fails()  # its third failed call opens the breaker
        assert await state() == ("open", 3)
        calls = len(await office.model_calls())
        refused, took = await fails()
        assert len(await office.model_calls()) == calls
        assert took < 0.2
        assert (refused.code, "3 times in a row" in refused.message) == ("model_unavailable", True)
        assert refused.next_step
        while (await state())[0] == "open":
            pass
        assert (await state())[0] == "half_open"
        await fails()
        assert (await state())[0] == "open"
        await office.fault("500", times=1)
        while (await state())[0] == "open":
            pass
        assert (await office.ask(COST)).path[-1] == "reporting"
        assert await state() == ("closed", 0)

    in_office(agents, work, breaker_seconds=0.5)
