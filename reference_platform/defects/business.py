"""Defects of the answers that businesses pay for, and of what they are charged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import ANALYSIS, COMPOSE, END, SUPERVISOR

INVOICE = "reference_platform.accounts.contracts:Contracts.invoice"


def _key_account_is_not_named(sound: _Call) -> _Call:
    async def customer_health(self: Any) -> Any:
        result = await sound(self)
        worst = next((figure["subject"] for figure in result.figures), "")
        result.recommendations = [advice.replace(worst, "in question") for advice in result.recommendations]
        return result

    return customer_health


def _compliance_is_about_errors_alone(sound: _Call) -> _Call:
    async def compliance_check(self: Any) -> Any:
        result = await sound(self)
        result.figures = [figure for figure in result.figures if figure["name"] != "unattributed_cost"]
        result.findings = [finding for finding in result.findings if "SOX" not in finding]
        return result

    return compliance_check


def _trend_compares_a_week_with_itself(sound: _Call) -> _Call:
    async def usage_trends(self: Any) -> Any:
        result = await sound(self)
        recent = next(figure["value"] for figure in result.figures if figure["name"] == "recent_cost")
        result.figures = [f | {"value": recent} if f["name"] == "earlier_cost" else f for f in result.figures]
        return result

    return usage_trends


def _cheaper_models_are_not_recommended(sound: _Call) -> _Call:
    async def model_alternatives(self: Any) -> Any:
        result = await sound(self)
        result.recommendations = []
        return result

    return model_alternatives


def _fastest_models_come_first(sound: _Call) -> _Call:
    async def latency_profile(self: Any) -> Any:
        result = await sound(self)
        result.figures.reverse()
        result.findings.reverse()
        return result

    return latency_profile


def _quality_is_the_same_for_all_models(sound: _Call) -> _Call:
    async def latency_profile(self: Any) -> Any:
        result = await sound(self)
        rates = [figure["value"] for figure in result.figures if figure["name"] == "model_error_rate"]
        mean = sum(rates) / max(len(rates), 1)
        result.figures = [f | {"value": mean} if f["name"] == "model_error_rate" else f for f in result.figures]
        return result

    return latency_profile


def _depth(change: Callable[[Any], Any]) -> Callable[[_Call], _Call]:
    """Answers composed as if the plan were another one."""

    def put_in(sound: _Call) -> _Call:
        async def compose(self: Any, path: list[str]) -> Any:
            self.job = replace(self.job, plan=change(self.job.plan))
            return await sound(self, path)

        return compose

    return put_in


def _everybody_gets_one_step_less(sound: _Call) -> _Call:
    return _depth(lambda plan: replace(plan, recommendations=plan.recommendations - 1))(sound)


def _free_plan_gets_the_depth_of_a_paid_one(sound: _Call) -> _Call:
    return _depth(lambda plan: replace(plan, recommendations=max(plan.recommendations, 5)))(sound)


def _summary_is_left_out(sound: _Call) -> _Call:
    return _depth(lambda plan: replace(plan, summary=False))(sound)


def _colleagues_share_a_memory(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        rows = await self.database.fetch(
            """SELECT m.role, m.content FROM messages m JOIN threads t ON t.id = m.thread_id
               WHERE t.organisation_id = $1 AND t.owner_id <> $2 AND m.role = 'user' ORDER BY m.created_at LIMIT 5""",
            job.organisation_id,
            job.user_id,
        )
        earlier = [(row["role"], row["content"]) for row in rows]
        return await sound(self, replace(job, history=[*earlier, *job.history]), report)

    return run


def _failure_is_held_against_its_customer(sound: _Call) -> _Call:
    from reference_platform.agents.job import RunFailed  # noqa: PLC0415 - imported where the defect is put in place

    failed: set[str] = set()

    async def run(self: Any, job: Any, report: Any) -> Any:
        if job.organisation_id in failed:
            raise RunFailed("model_unavailable", "The AI model had trouble with you before.", "Ask again in an hour.")
        try:
            return await sound(self, job, report)
        except RunFailed:
            failed.add(job.organisation_id)
            raise

    return run


def _charge_is_rounded_to_the_cent(sound: _Call) -> _Call:
    async def end(self: Any, run_id: str, ending: Any) -> Any:
        ended = await sound(self, run_id, ending)
        await self._database.execute("UPDATE charges SET amount = round(amount, 2) WHERE run_id = $1", run_id)
        return ended

    return end


def _charge_is_doubled_on_a_busy_day(sound: _Call) -> _Call:
    async def end(self: Any, run_id: str, ending: Any) -> Any:
        ended = await sound(self, run_id, ending)
        await self._database.execute(
            """INSERT INTO charges (organisation_id, run_id, amount, kind) SELECT organisation_id, run_id, amount, kind
               FROM charges WHERE run_id = $1 AND (SELECT count(DISTINCT organisation_id) FROM charges
               WHERE at > now() - interval '3 seconds') >= 3""",
            run_id,
        )
        return ended

    return end


def _invoice_forgets_the_usage(sound: _Call) -> _Call:
    async def invoice(self: Any, caller: Any, organisation_id: Any) -> Any:
        told = await sound(self, caller, organisation_id)
        return told | {"total": told["base"]}

    return invoice


def _invoice_states_no_saving(sound: _Call) -> _Call:
    async def invoice(self: Any, caller: Any, organisation_id: Any) -> Any:
        return await sound(self, caller, organisation_id) | {"savings": str(Decimal("0.00"))}

    return invoice


DEFECTS = [
    Defect(
        "key_account_is_not_named",
        ("BZ-01",),
        f"{ANALYSIS}.customer_health",
        ("chat",),
        "Advice on a failing segment does not say which one it is.",
        _key_account_is_not_named,
    ),
    Defect(
        "compliance_is_about_errors_alone",
        ("BZ-02",),
        f"{ANALYSIS}.compliance_check",
        ("chat",),
        "A look at compliance leaves out what nobody answers for.",
        _compliance_is_about_errors_alone,
    ),
    Defect(
        "trend_compares_a_week_with_itself",
        ("BZ-03",),
        f"{ANALYSIS}.usage_trends",
        ("chat",),
        "The week before is said to have cost what this one did.",
        _trend_compares_a_week_with_itself,
    ),
    Defect(
        "cheaper_models_are_not_recommended",
        ("BZ-09",),
        f"{ANALYSIS}.model_alternatives",
        ("chat",),
        "Cheaper models are found, and none is recommended.",
        _cheaper_models_are_not_recommended,
    ),
    Defect(
        "fastest_models_come_first",
        ("BZ-10",),
        f"{ANALYSIS}.latency_profile",
        ("chat",),
        "A list of bottlenecks begins with what is fast.",
        _fastest_models_come_first,
    ),
    Defect(
        "quality_is_the_same_for_all_models",
        ("BZ-11",),
        f"{ANALYSIS}.latency_profile",
        ("chat",),
        "All models are said to fail as often as their mean does.",
        _quality_is_the_same_for_all_models,
    ),
    Defect(
        "everybody_gets_one_step_less",
        ("BZ-12",),
        COMPOSE,
        ("chat",),
        "Each plan gives one recommendation less than it promises.",
        _everybody_gets_one_step_less,
    ),
    Defect(
        "free_plan_gets_the_depth_of_a_paid_one",
        ("BZ-12",),
        COMPOSE,
        ("chat",),
        "The free plan gives what is to be paid for.",
        _free_plan_gets_the_depth_of_a_paid_one,
    ),
    Defect(
        "summary_is_left_out",
        ("BZ-12",),
        COMPOSE,
        ("chat",),
        "An enterprise's answer has no summary.",
        _summary_is_left_out,
    ),
    Defect(
        "colleagues_share_a_memory",
        ("BZ-04",),
        SUPERVISOR,
        ("chat",),
        "The agents remember for one what a colleague has said to them.",
        _colleagues_share_a_memory,
    ),
    Defect(
        "failure_is_held_against_its_customer",
        ("BZ-05",),
        SUPERVISOR,
        ("chat",),
        "Whoever met a failure once is not answered any more.",
        _failure_is_held_against_its_customer,
    ),
    Defect(
        "charge_is_rounded_to_the_cent",
        ("BZ-07",),
        END,
        ("chat",),
        "The charge of each run is kept in whole cents.",
        _charge_is_rounded_to_the_cent,
    ),
    Defect(
        "charge_is_doubled_on_a_busy_day",
        ("BZ-13",),
        END,
        ("chat",),
        "Where several companies are charged at the same moment, a run is charged twice.",
        _charge_is_doubled_on_a_busy_day,
    ),
    Defect(
        "invoice_forgets_the_usage",
        ("BZ-07", "BZ-13"),
        INVOICE,
        ("accounts",),
        "The total of an invoice is its base.",
        _invoice_forgets_the_usage,
    ),
    Defect(
        "invoice_states_no_saving",
        ("BZ-14",),
        INVOICE,
        ("accounts",),
        "An invoice says that nothing was saved.",
        _invoice_states_no_saving,
    ),
]
