"""Customers of an embedded stack: their calls and their sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import asyncpg
import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from support.stack.addresses import Addresses

PASSWORD = "Str0ng!enough"
TERMINAL = {"agent_completed", "agent_error", "agent_death", "run_cancelled"}


@dataclass
class Tab:
    """One open socket and what came over it."""

    socket: ClientConnection
    ready: dict[str, Any] = field(default_factory=dict)
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def next(self, seconds: float = 10) -> dict[str, Any]:
        """The next frame; heartbeats are passed over."""
        async with asyncio.timeout(seconds):
            while True:
                frame: dict[str, Any] = json.loads(await self.socket.recv())
                if frame["type"] != "heartbeat":
                    self.frames.append(frame)
                    return frame

    async def until(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 10) -> dict[str, Any]:
        """The next frame that is as wanted."""
        async with asyncio.timeout(seconds):
            while not wanted(frame := await self.next(seconds)):
                pass
            return frame

    async def type(self, *kinds: str, seconds: float = 10) -> dict[str, Any]:
        """The next frame of one of these types."""
        return await self.until(lambda frame: frame["type"] in kinds, seconds)

    async def send(self, kind: str, **fields: Any) -> None:
        """Sends one frame."""
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def ask(self, content: str, thread_id: str | None = None, **fields: Any) -> str:
        """Asks a question; its client_message_id."""
        message_id = str(fields.pop("client_message_id", secrets.token_hex(8)))
        await self.send("user_message", content=content, client_message_id=message_id, thread_id=thread_id, **fields)
        return message_id

    async def ends(self, number: int = 1, seconds: float = 20) -> list[dict[str, Any]]:
        """Waits until so many runs have ended on this tab, and gives their terminal frames."""
        async with asyncio.timeout(seconds):
            while len(ended := [frame for frame in self.frames if frame["type"] in TERMINAL]) < number:
                await self.next(seconds)
            return ended

    async def close_code(self, seconds: float = 5) -> int | None:
        """Reads until the platform closes the socket; with which code."""
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(seconds):
                while True:
                    await self.next(seconds)
        return self.socket.close_code

    def seqs(self) -> list[int]:
        """The seqs of the user's frames, as they came."""
        return [frame["seq"] for frame in self.frames if frame["seq"] is not None]


@dataclass
class Customer:
    """Somebody who is signed in."""

    addresses: Addresses
    http: httpx.AsyncClient
    signed_in: dict[str, Any]

    @property
    def id(self) -> str:
        """The user's id."""
        return str(self.signed_in["user"]["id"])

    @property
    def organisation_id(self) -> str:
        """The organisation's id."""
        return str(self.signed_in["user"]["organisation"]["id"])

    @property
    def token(self) -> str:
        """The access token."""
        return str(self.signed_in["access_token"])

    @classmethod
    async def registered(cls, addresses: Addresses, http: httpx.AsyncClient, **more: Any) -> Self:
        """A new customer with an organisation of their own."""
        body = {"email": f"{secrets.token_hex(8)}@acme.example", "password": PASSWORD, "name": "Ada"} | more
        reply = await http.post(f"{addresses.accounts_url}/auth/register", json=body)
        assert reply.status_code == 201, reply.text
        return cls(addresses, http, reply.json())

    @classmethod
    async def operator(cls, addresses: Addresses, http: httpx.AsyncClient) -> Self:
        """The platform's first operator."""
        login = {"email": addresses.operator.email, "password": addresses.operator.password}
        reply = await http.post(f"{addresses.accounts_url}/auth/login", json=login)
        assert reply.status_code == 200, reply.text
        return cls(addresses, http, reply.json())

    async def colleague(self, role: str) -> Customer:
        """A new member of the same organisation."""
        body = {"email": f"{secrets.token_hex(8)}@acme.example", "role": role}
        base = f"{self.addresses.accounts_url}"
        invited = await self.http.post(
            f"{base}/organisations/{self.organisation_id}/invitations", json=body, headers=self.headers
        )
        assert invited.status_code == 201, invited.text
        accepted = await self.http.post(
            f"{base}/invitations/{invited.json()['token']}/accept", json={"password": PASSWORD, "name": "Ben"}
        )
        assert accepted.status_code == 201, accepted.text
        return Customer(self.addresses, self.http, accepted.json())

    async def on_plan(self, plan: str) -> Self:
        """The same, whose organisation the operator has put on a plan."""
        sam = await Customer.operator(self.addresses, self.http)
        url = f"{self.addresses.accounts_url}/organisations/{self.organisation_id}/plan"
        assert (await self.http.put(url, json={"plan": plan}, headers=sam.headers)).is_success
        return self

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the customer's calls."""
        return {"authorization": f"Bearer {self.token}"}

    async def call(self, method: str, path: str, instance: int = 0, **more: Any) -> httpx.Response:
        """One call to a chat process."""
        url = f"{self.addresses.chat_urls[instance]}{path}"
        return await self.http.request(method, url, headers=self.headers, **more)

    async def get(self, path: str, instance: int = 0) -> Any:
        """The body of a GET that is granted."""
        reply = await self.call("GET", path, instance)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def post(self, path: str, body: Any, instance: int = 0) -> Any:
        """The body of a POST that is granted."""
        reply = await self.call("POST", path, instance, json=body)
        assert reply.is_success, reply.text
        return reply.json()

    @asynccontextmanager
    async def tab(self, instance: int = 0, **more: Any) -> AsyncIterator[Tab]:
        """An open socket that is ready."""
        options: dict[str, Any] = {"additional_headers": self.headers, "proxy": None, "max_queue": None} | more
        url = self.addresses.chat_urls[instance].replace("http", "ws", 1) + "/ws"
        async with connect(url, **options) as socket:
            tab = Tab(socket)
            tab.ready = await tab.next()
            tab.frames.clear()
            yield tab

    async def records(self) -> None:
        """Some usage records, enough for an answer."""
        body = {"records": [a_record(number) for number in range(30)]}
        assert (await self.post("/api/usage", body))["imported"] == 30


def a_record(number: int) -> dict[str, Any]:
    """One usage record, `number` half days old."""
    return {
        "time": (datetime.now(UTC) - timedelta(hours=12 * number)).isoformat(),
        "provider": "openai",
        "model": ("gpt-4o", "gpt-4o-mini")[number % 2],
        "feature": ("search", "support")[number % 2],
        "segment": "retail",
        "prompt_tokens": 1000 + number,
        "completion_tokens": 200,
        "latency_ms": 400 + number,
        "cost_usd": "0.5",
        "cached": False,
    }


async def sql(addresses: Addresses, query: str, *arguments: Any) -> list[asyncpg.Record]:
    """Rows straight from PostgreSQL."""
    assert addresses.database_url
    connection = await asyncpg.connect(addresses.database_url)
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()


@asynccontextmanager
async def calls() -> AsyncIterator[httpx.AsyncClient]:
    """A client for all customers of a test."""
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        yield http
