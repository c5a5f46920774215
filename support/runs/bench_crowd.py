"""Many customers, without the suite between them and the platform: what the platform is measured with."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake
from websockets.typing import Subprotocol

from support.runs.bench_measure import NotMeasured
from support.targets.canon import SignIn
from support.targets.dialect import Call
from support.targets.profile import Target

T = TypeVar("T")

_AT_ONCE = 8
"""Registrations under way at a time: each costs the platform a password hash."""


@dataclass(frozen=True)
class Customer:
    """Somebody with an account and an organisation of their own."""

    number: int
    signed_in: SignIn

    @property
    def token(self) -> str:
        """Their access token."""
        return self.signed_in.tokens.access


class Crowd:
    """Makes customers and connects them. Use it inside one event loop; ``close`` gives the HTTP client back."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.dialect = target.speaks()
        self._tag = secrets.token_hex(4)
        self._http = httpx.AsyncClient(verify=False, trust_env=False, timeout=30)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def close(self) -> None:
        """Gives back the HTTP client."""
        await self._http.aclose()

    async def calls(self, call: Call[T], token: str = "", instance: int = 0) -> T:
        """What a call grants. Raises NotMeasured where it is refused."""
        headers = dict((*call.headers, *(self.dialect.bearer(token) if token else ())))
        url = self.target.address(call.service, instance) + call.path
        content = None
        if call.body is not None:
            content, headers["content-type"] = json.dumps(call.body), "application/json"
        answer = await self._http.request(call.method, url, headers=headers, content=content)
        if answer.status_code not in call.statuses:
            raise NotMeasured(f"a customer {call.doing}, but was answered {answer.status_code}: {answer.text[:200]}")
        return call.grants(answer.json() if answer.content else None)

    async def enters(self, number: int) -> Sequence[Customer]:
        """So many customers register."""
        return await asyncio.gather(*(self._registers(each) for each in range(number)))

    async def _registers(self, number: int) -> Customer:
        async with self._turns:
            email, password = f"crowd{number}.{self._tag}@crowd.example", f"Aa1!{secrets.token_hex(8)}"
            call = self.dialect.register(email, password, f"Customer {number}", f"Crowd {number} {self._tag}")
            return Customer(number, await self.calls(call))

    async def upgrades(self, customers: Sequence[Customer], plan: str) -> None:
        """The operator puts their organisations on a plan."""
        operator = self.target.operator
        if operator is None:
            raise NotMeasured(f"the profile of {self.target.name} names no operator: add [operator]")
        token = (await self.calls(self.dialect.sign_in(operator.email, operator.password))).tokens.access
        for each in customers:
            organisation = each.signed_in.account.organisation
            if organisation is not None:
                await self.calls(self.dialect.set_plan(organisation.id, plan), token)

    async def slows_model(self, customer: Customer, seconds: float) -> None:
        """From now on the model takes that long for each of its answers to the customer's organisation."""
        organisation = customer.signed_in.account.organisation
        if organisation is not None:
            await self.calls(self.dialect.aim_fault(organisation.id, "latency", None, seconds, 0))

    async def connects(self, customer: Customer, instance: int) -> ClientConnection:
        """Opens a live connection for a customer."""
        door = self.dialect.door(customer.token, "header")
        address = "ws" + self.target.address("chat", instance).removeprefix("http") + door.path
        try:
            return await connect(
                address,
                additional_headers=list(door.headers),
                subprotocols=[Subprotocol(name) for name in door.subprotocols] or None,
                proxy=None,
                compression=None,
                ping_interval=None,
                close_timeout=2,
            )
        except (OSError, InvalidHandshake) as error:
            raise NotMeasured(f"a customer could not connect: {error}") from error


async def hang_up(sockets: Sequence[ClientConnection]) -> None:
    """Ends connections at once."""
    for socket in sockets:
        socket.transport.abort()
    await asyncio.gather(*(socket.wait_closed() for socket in sockets), return_exceptions=True)
