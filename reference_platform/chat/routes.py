"""The chat service's HTTP calls."""

from typing import Any

from fastapi import APIRouter, Depends

from reference_platform.accounts.bearer import Caller, SignedIn
from reference_platform.agents import tools, usage
from reference_platform.agents.plans import AGENTS, PLANS, plan_named
from reference_platform.chat.messages import Messages
from reference_platform.chat.operators import Operators, operating
from reference_platform.chat.runs import Runs
from reference_platform.chat.threads import Threads
from reference_platform.chat.workers import Workers
from reference_platform.operation import application


def routes(threads: Threads, messages: Messages, runs: Runs, workers: Workers, operators: Operators) -> APIRouter:
    """Threads, their messages, runs over them, who may do what in those, and what operators do."""
    routes = application.router(
        {
            "POST /api/threads 201": threads.create,
            "GET /api/threads": threads.listed,
            "GET /api/threads/{thread_id}": threads.get,
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
    }
    routes.include_router(application.router(operation, Depends(operating)))
    return routes


async def agents(caller: SignedIn) -> dict[str, Any]:
    """Every agent, whether the caller may use it, and why not."""
    return {"items": [{"name": agent} | _availability(caller, agent) for agent in AGENTS]}


async def offered_tools(caller: SignedIn) -> dict[str, Any]:
    """Every tool with its agent, whether the caller may use it, and why not."""
    described = [{"name": tool.name, "purpose": tool.purpose, "agent": tool.agent} for tool in tools.TOOLS]
    return {"items": [tool | _availability(caller, tool["agent"]) for tool in described]}


def _availability(caller: Caller, agent: str) -> dict[str, Any]:
    why_not = None if caller.may("runs:start") else "Your role only reads."
    if agent not in plan_named(caller.plan).agents:
        why_not = f"It is part of the plan {next(plan.name for plan in PLANS.values() if agent in plan.agents)}."
    return {"available": why_not is None, "why_not": why_not}
