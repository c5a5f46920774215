"""The chat service's HTTP calls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from reference_platform.accounts.bearer import Caller, SignedIn
from reference_platform.agents import tools
from reference_platform.agents.plans import AGENTS, PLANS, plan_named
from reference_platform.chat.bodies import NewMessage, NewThread
from reference_platform.chat.messages import Messages
from reference_platform.chat.paging import Paged
from reference_platform.chat.runs import Runs
from reference_platform.chat.threads import Threads
from reference_platform.chat.workers import Workers


def conversations(threads: Threads, messages: Messages) -> APIRouter:
    """Threads and their messages."""
    router = APIRouter(prefix="/api/threads")

    @router.post("", status_code=201)
    async def create(caller: SignedIn, body: NewThread) -> dict[str, Any]:
        return await threads.create(caller, body)

    @router.get("")
    async def listed(caller: SignedIn, page: Paged) -> dict[str, Any]:
        return await threads.listed(caller, page)

    @router.get("/{thread_id}")
    async def get(caller: SignedIn, thread_id: UUID) -> dict[str, Any]:
        return await threads.get(caller, thread_id)

    @router.post("/{thread_id}/messages", status_code=201)
    async def post(caller: SignedIn, thread_id: UUID, body: NewMessage) -> dict[str, Any]:
        return await messages.post(caller, thread_id, body)

    @router.get("/{thread_id}/messages")
    async def read(caller: SignedIn, thread_id: UUID, page: Paged) -> dict[str, Any]:
        return await messages.listed(caller, thread_id, page)

    return router


def work(runs: Runs, workers: Workers) -> APIRouter:
    """Runs, and who may do what in them."""
    router = APIRouter(prefix="/api")

    @router.get("/runs")
    async def listed(caller: SignedIn, page: Paged, thread: UUID | None = None) -> dict[str, Any]:
        return await runs.listed(caller, thread, page)

    @router.get("/runs/{run_id}")
    async def get(caller: SignedIn, run_id: UUID) -> dict[str, Any]:
        return await runs.get(caller, run_id)

    @router.post("/runs/{run_id}/cancel")
    async def cancel(caller: SignedIn, run_id: UUID) -> dict[str, Any]:
        await workers.cancel(caller, run_id)
        return await runs.get(caller, run_id)

    @router.get("/agents")
    async def agents(caller: SignedIn) -> dict[str, Any]:
        return {"items": [{"name": agent} | _availability(caller, agent) for agent in AGENTS]}

    @router.get("/tools")
    async def offered(caller: SignedIn) -> dict[str, Any]:
        return {
            "items": [
                {"name": tool.name, "purpose": tool.purpose, "agent": agent} | _availability(caller, agent)
                for agent in AGENTS
                for tool in tools.tools_of(agent)
            ]
        }

    return router


def _availability(caller: Caller, agent: str) -> dict[str, Any]:
    """{available, why_not}: whether the caller's role and plan let the agent take part, and why not."""
    why_not = None
    if not caller.may("runs:start"):
        why_not = "Your role only reads."
    elif agent not in plan_named(caller.plan).agents:
        lifting = next(plan.name for plan in PLANS.values() if agent in plan.agents)
        why_not = f"It is part of the plan {lifting}."
    return {"available": why_not is None, "why_not": why_not}
