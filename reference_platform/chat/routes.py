"""The chat service's HTTP calls."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Depends

from reference_platform.accounts.bearer import Caller, SignedIn
from reference_platform.agents import tools, usage
from reference_platform.agents.paths import Finding, path_of
from reference_platform.agents.plans import AGENTS, plan_named
from reference_platform.chat.messages import Messages
from reference_platform.chat.operators import Operators, operating
from reference_platform.chat.runs import Runs
from reference_platform.chat.threads import Threads
from reference_platform.chat.workers import Workers
from reference_platform.operation import application
from reference_platform.operation.showing import shown


def routes(threads: Threads, messages: Messages, runs: Runs, workers: Workers, operators: Operators) -> APIRouter:
    """Threads, their messages, runs over them, who may do what in those, and what operators do."""
    routes = application.router(
        {
            "POST /api/threads 201": threads.create,
            "GET /api/threads": threads.listed,
            "GET /api/threads/{thread_id}": threads.get,
            "PATCH /api/threads/{thread_id}": threads.edit,
            "DELETE /api/threads/{thread_id} 204": threads.delete,
            "POST /api/threads/{thread_id}/restore": threads.restore,
            "POST /api/threads/{thread_id}/messages 201": messages.post,
            "GET /api/threads/{thread_id}/messages": messages.listed,
            "GET /api/runs": runs.listed,
            "GET /api/runs/{run_id}": runs.get,
            "POST /api/runs/{run_id}/cancel": workers.cancel,
            "GET /api/agents": agents,
            "GET /api/tools": offered_tools,
            "POST /api/usage 201": usage.import_usage,
        }
    )
    operation = {
        "POST /ops/notices 201": operators.announce,
        "GET /ops/connections": operators.connections,
        "GET /ops/breakers": operators.breakers,
        "GET /ops/runs": runs.found,
        "GET /ops/alerts": runs.alerts,
    }
    routes.include_router(application.router(operation, Depends(operating)))
    return routes


async def agents(caller: SignedIn, workflow: Finding | None = None) -> dict[str, Any]:
    """Every agent, whether the caller may use it, and why not; what the plan gives. Or, by what triage finds, the
    path as far as the plan goes: its agents in order, the tools of each, and for which agents it waits.
    """
    plan = asdict(plan_named(caller.plan))
    if workflow:
        path = path_of(workflow, plan["agents"])
        steps = [{"agent": it, "after": path[:place], "tools": tools.names(it)} for place, it in enumerate(path)]
        return {"workflow": workflow, "items": steps}
    return {"items": [{"name": agent} | _availability(caller, agent) for agent in AGENTS], "plan": shown(plan, *plan)}


async def offered_tools(caller: SignedIn) -> dict[str, Any]:
    """Every tool with its agent, whether the caller may use it, and why not."""
    described = [{"name": tool.name, "purpose": tool.purpose, "agent": tool.agent} for tool in tools.TOOLS]
    return {"items": [tool | _availability(caller, tool["agent"]) for tool in described]}


def _availability(caller: Caller, agent: str) -> dict[str, Any]:
    why_not = tools.why_not(caller.permissions, caller.plan, agent)
    return {"available": why_not is None, "why_not": why_not}
