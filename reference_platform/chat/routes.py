"""The chat service's HTTP calls."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from reference_platform.accounts.bearer import Caller, SignedIn
from reference_platform.agents import tools
from reference_platform.agents.plans import AGENTS, PLANS, plan_named
from reference_platform.chat.messages import Messages
from reference_platform.chat.runs import Runs
from reference_platform.chat.threads import Threads
from reference_platform.chat.workers import Workers


def routes(threads: Threads, messages: Messages, runs: Runs, workers: Workers) -> APIRouter:
    """Threads, their messages, runs over them, and who may do what in those."""
    router = APIRouter(prefix="/api")
    for method, path, act in (
        ("POST", "/threads", threads.create),
        ("GET", "/threads", threads.listed),
        ("GET", "/threads/{thread_id}", threads.get),
        ("POST", "/threads/{thread_id}/messages", messages.post),
        ("GET", "/threads/{thread_id}/messages", messages.listed),
        ("GET", "/runs", runs.listed),
        ("GET", "/runs/{run_id}", runs.get),
        ("GET", "/agents", agents),
        ("GET", "/tools", offered_tools),
    ):
        status = 201 if method == "POST" else 200
        router.add_api_route(path, act, methods=[method], status_code=status, response_model=None)
    router.add_api_route("/runs/{run_id}/cancel", workers.cancel, methods=["POST"], response_model=None)
    return router


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
