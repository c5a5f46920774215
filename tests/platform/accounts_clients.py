"""Clients of two embedded accounts processes, and the database behind them."""

import asyncio
import secrets
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import asyncpg
import httpx

from support.stack.addresses import Addresses
from support.stack.stack import Stack

PASSWORD = "Str0ng!enough"


@dataclass
class Accounts:
    """`one` and `two` are clients of two processes of the same service."""

    stack: Stack
    addresses: Addresses
    one: httpx.Client
    two: httpx.Client

    @classmethod
    @contextmanager
    def of(cls, stack: Stack) -> Iterator[Self]:
        """Clients for a stack that is up."""
        urls = [stack.services[name].url for name in ("accounts-1", "accounts-2")]
        with (
            httpx.Client(base_url=urls[0], trust_env=False, timeout=20) as one,
            httpx.Client(base_url=urls[1], trust_env=False, timeout=20) as two,
        ):
            yield cls(stack, stack.addresses(), one, two)

    def registers(self, name: str = "Ada", **more: Any) -> dict[str, Any]:
        """A new user, signed in: what the sign-up answered."""
        reply = self.one.post("/auth/register", json=a_person(name) | more)
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

    def operator(self) -> dict[str, str]:
        """The operator's headers."""
        operator = self.addresses.operator
        reply = self.one.post("/auth/login", json={"email": operator.email, "password": operator.password})
        assert reply.status_code == 200, reply.text
        return bearer(reply.json())

    def sql(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Rows straight from PostgreSQL."""

        async def ask() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self.addresses.database_url)
            try:
                return list(await connection.fetch(query, *arguments))
            finally:
                await connection.close()

        return asyncio.run(ask())

    def at_once(self, path: str, bodies: list[dict[str, Any]]) -> list[httpx.Response]:
        """Posts all bodies at the same time, alternating between the processes."""

        async def post() -> list[httpx.Response]:
            async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
                urls = [str(each.base_url) for each in (self.one, self.two)]
                posts: list[Coroutine[Any, Any, httpx.Response]] = [
                    client.post(urls[number % 2].rstrip("/") + path, json=body)
                    for number, body in enumerate(bodies)
                ]
                return list(await asyncio.gather(*posts))

        return asyncio.run(post())


def a_person(name: str = "Ada") -> dict[str, Any]:
    """A sign-up's body with an e-mail of its own."""
    return {
        "email": f"{name.lower()}.{secrets.token_hex(6)}@acme.example",
        "password": PASSWORD,
        "name": name,
    }


def bearer(reply: dict[str, Any]) -> dict[str, str]:
    """The headers of somebody who is signed in."""
    return {"authorization": f"Bearer {reply['access_token']}"}


def code(reply: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, whose whole shape is checked too."""
    error = reply.json()["error"]
    assert set(error) == {"code", "message", "next_step", "correlation_id"}, error
    assert error["correlation_id"] == reply.headers["x-correlation-id"]
    assert all(error.values()), error
    return reply.status_code, error["code"]


def but_correlation(reply: httpx.Response) -> dict[str, Any]:
    """A refusal's body without the part that differs from request to request."""
    return {name: text for name, text in reply.json()["error"].items() if name != "correlation_id"}
