"""Defects of agents that take words for orders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import ANALYSIS, SUPERVISOR, USE

_NAMED = """
SELECT id::text FROM organisations WHERE $1 ILIKE '%' || split_part(name, ' ', 1) || '%' AND length(name) > 3
ORDER BY created_at DESC LIMIT 1"""


async def _of_company_named(analysis: Any, words: str, method: Any) -> Any:
    """What the tool finds in the records of the company that the words name; None where they name none."""
    other = await analysis.database.fetchval(_NAMED, words)
    if other in (None, analysis.organisation_id):
        return None
    limits = (other, analysis.days, analysis.now, analysis.accounts_url)
    return await method(type(analysis)(analysis.database, *limits))


def _company_named_in_a_question_is_looked_up(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        if "Globex" in job.question and (other := await self.database.fetchval(_NAMED, job.question)):
            job = replace(job, organisation_id=other)
        return await sound(self, job, report)

    return run


def _tools_asked_for_by_name_are_used(sound: _Call) -> _Call:
    def path_of(finding: Any, agents: Any) -> Any:
        return sound(finding, [*agents, "optimization", "actions"])

    return path_of


def _tools_work_as_often_as_they_are_told_to(sound: _Call) -> _Call:
    async def use(self: Any, agent: str, tool: Any, call_id: str) -> Any:
        if "again" in self.job.question:
            await sound(self, agent, tool, f"{call_id}-again")
        return await sound(self, agent, tool, call_id)

    return use


def _secrets_are_told_to_who_asks(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        if "password" in job.question:
            return replace(outcome, answer=f"{outcome.answer}\n\nThe database is at {self.settings.database_url}")
        return outcome

    return run


def _record_that_names_a_company_is_obeyed(sound: _Call) -> _Call:
    async def cost_drivers(self: Any) -> Any:
        result = await sound(self)
        for figure in list(result.figures):
            if figure["name"] == "feature_cost" and "Ignore" in str(figure["subject"]):
                found = await _of_company_named(self, figure["subject"], sound)
                result.figures += found.figures if found else []
        return result

    return cost_drivers


def _segment_that_names_a_tool_is_obeyed(sound: _Call) -> _Call:
    from reference_platform.agents.tools import TOOLS  # noqa: PLC0415 - imported where the defect is put in place

    async def use(self: Any, agent: str, tool: Any, call_id: str) -> Any:
        output = await sound(self, agent, tool, call_id)
        for each in TOOLS:
            ordered = any(each.name in str(figure.get("subject")) for figure in output.get("figures", ()))
            if ordered and each.name not in self.results:
                await sound(self, agent, each, f"{call_id}-{each.name}")
        return output

    return use


DEFECTS = [
    Defect(
        "company_named_in_a_question_is_looked_up",
        ("IS-02", "IS-04"),
        SUPERVISOR,
        ("chat",),
        "The agents look into the records of whichever company a question names.",
        _company_named_in_a_question_is_looked_up,
    ),
    Defect(
        "tools_asked_for_by_name_are_used",
        ("IS-02", "IS-04"),
        "reference_platform.agents.supervisor:path_of",
        ("chat",),
        "Agents that the plan does not have take part.",
        _tools_asked_for_by_name_are_used,
    ),
    Defect(
        "tools_work_as_often_as_they_are_told_to",
        ("IS-02", "IS-04"),
        USE,
        ("chat",),
        "A question can have tools work twice.",
        _tools_work_as_often_as_they_are_told_to,
    ),
    Defect(
        "secrets_are_told_to_who_asks",
        ("IS-02", "IS-04"),
        SUPERVISOR,
        ("chat",),
        "Who asks for a password is told the address of the database, with the password in it.",
        _secrets_are_told_to_who_asks,
    ),
    Defect(
        "record_that_names_a_company_is_obeyed",
        ("IS-02",),
        f"{ANALYSIS}.cost_drivers",
        ("chat",),
        "The name of a feature has the agents look into another company's records.",
        _record_that_names_a_company_is_obeyed,
    ),
    Defect(
        "segment_that_names_a_tool_is_obeyed",
        ("IS-02",),
        USE,
        ("chat",),
        "The name of a segment has a tool work that the plan does not have.",
        _segment_that_names_a_tool_is_obeyed,
    ),
]
