"""What the tests of the agents stand on: an embedded stack, records, and a report that keeps what it is told.
What the tests of the agents stand on: an embedded stack, records, and a report that keeps what it is told.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import httpx

from reference_platform.agents.job import Job, Outcome
from reference_platform.agents.plans import PLANS
from reference_platform.agents.settings import AgentSettings
from reference_platform.agents.supervisor import Supervisor
from reference_platform.agents.usage import COLUMNS
from reference_platform.storage.database import Database
from support.stack.addresses import Addresses

T = TypeVar("T")
PATIENCE = {"model_call_seconds": 1.0, "model_backoff_seconds": 0.02, "model_backoff_cap_seconds": 0.05}


@dataclass
class Kept:
    """A report that keeps every call, in order, as (kind, agent, name, more)."""

    calls: list[tuple[str, str, str, Any]] = field(default_factory=list)

    async def phase(self, name: str) -> None:
        self.calls.append(("phase", "", name, None))

    async def thinking(self, agent: str, thought: str, step: int, progress: float) -> None:
        self.calls.append(("thought", agent, thought, (step, progress)))

    async def tool_started(
        self, agent: str, tool: str, purpose: str, parameters: dict[str, Any], call_id: str
    ) -> None:
        self.calls.append(("started", agent, tool, call_id))

    async def tool_completed(
        self, agent: str, tool: str, call_id: str, *, outcome: str, summary: str, duration_ms: float,
        output: dict[str, Any],
    ) -> None:  # fmt: skip
        self.calls.append(("ended", agent, tool, (call_id, outcome, summary, output)))

    async def agent_step(
        self,
        agent: str,
        input: dict[str, Any],  # noqa: A002 - the protocol's name
        output: dict[str, Any],
        started: datetime,
        finished: datetime,
    ) -> None:
        self.calls.append(("step", agent, "", (input, output)))

    def of(self, kind: str) -> list[tuple[str, str, Any]]:
        """The calls of one kind: (agent, name, more)."""
        return [call[1:] for call in self.calls if call[0] == kind]


@dataclass
class Office:
    """One organisation, with the agents at its service."""

    database: Database
    supervisor: Supervisor
    control_url: str
    organisation: str
    report: Kept = field(default_factory=Kept)

    async def record(self, *records: dict[str, Any]) -> None:
        """Store usage records; `ago` is their age in days."""
        now = datetime.now(UTC)
        shared: dict[str, Any] = {"provider": "openai", "latency_ms": 100.0, "cached": False, "error": None}
        rows = []
        for given in records:
            row = {**dict.fromkeys(COLUMNS), "region": "us", **shared, **given, "organisation_id": self.organisation}
            row |= {"import_id": uuid.uuid4(), "at": now - timedelta(days=row.pop("ago"))}
            row["cost_usd"] = Decimal(row["cost_usd"]) if row["cost_usd"] is not None else None
            rows.append([row[name] for name in COLUMNS])
        async with self.database.connection() as connection:
            await connection.copy_records_to_table(
                "usage_records", schema_name="analytics", records=rows, columns=COLUMNS
            )

    async def ask(self, question: str, plan: str = "enterprise", **more: Any) -> Outcome:
        """Have the question answered."""
        self.report = Kept()
        ids: dict[str, Any] = dict.fromkeys(("run_id", "thread_id"), str(uuid.uuid4()))
        await self.database.execute("UPDATE organisations SET plan = $2 WHERE id = $1", self.organisation, plan)
        member = "SELECT user_id::text FROM members WHERE organisation_id = $1"
        user = await self.database.fetchval(member, self.organisation)
        job = Job(organisation_id=self.organisation, user_id=user, plan=PLANS[plan], question=question, **ids, **more)
        return await asyncio.wait_for(self.supervisor.run(job, self.report), 20)

    async def fault(self, kind: str, **more: Any) -> None:
        """Have the model provider fail this organisation."""
        async with httpx.AsyncClient(trust_env=False) as client:
            body = {"organisation": self.organisation, "kind": kind, **more}
            (await client.put(f"{self.control_url}/faults", json=body)).raise_for_status()

    async def model_calls(self) -> list[dict[str, Any]]:
        """What the model provider was asked for this organisation."""
        async with httpx.AsyncClient(trust_env=False) as client:
            got = await client.get(f"{self.control_url}/calls", params={"organisation": self.organisation})
            calls: list[dict[str, Any]] = got.json()["calls"]
            return calls


def in_office(addresses: Addresses, work: Callable[[Office], Awaitable[T]], **settings: Any) -> T:
    """Do async work in an office of its own and return what it gives."""

    assert addresses.control_url
    control_url = addresses.control_url

    async def run() -> T:
        async with Database.opened(addresses.database_url, "tests") as database:
            organisation = str(uuid.uuid4())
            await database.execute("INSERT INTO organisations (id, name) VALUES ($1, 'Acme')", organisation)
            await database.execute(
                """WITH u AS (INSERT INTO users (email, name, password_hash) VALUES ($1, 'Ada', '') RETURNING id)
                   INSERT INTO members SELECT $2, id, 'analyst' FROM u""",
                f"ada@{organisation}.example", organisation,
            )  # fmt: skip
            agents = AgentSettings(
                accounts_url=addresses.accounts_url,
                openai_base_url=addresses.model_provider_url,
                model_name="gpt-4o-mini",
                **{**PATIENCE, **settings},
            )
            supervisor = Supervisor(database, agents)
            return await work(Office(database, supervisor, control_url, organisation))

    return asyncio.run(run())


def a_month(
    scale: int = 1, models: tuple[str, str] = ("gpt-4o", "gpt-4o-mini"), **names: str
) -> list[dict[str, Any]]:
    """Twenty-four records over a month: two models, two features, two segments, four repeats."""
    feature, segment = names.get("feature", "search"), names.get("segment", "retail")
    return [
        {
            "ago": 1 + day,
            "model": models[day % 2],
            "feature": feature if day % 3 else "Übersetzung 翻译 🚀",
            "segment": segment if day % 4 else None,
            "prompt_tokens": (1000 if day < 8 else 1000 + day) * scale,
            "completion_tokens": 200 * scale,
            "cost_usd": str(Decimal("0.5") * scale * (2 if day % 2 else 7)),
            "error": "timeout" if day == 5 else None,
        }
        for day in range(24)
    ]
