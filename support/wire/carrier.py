"""What all scenarios of a run share on the way out: the loop thread, connections to stores, the probe."""

from __future__ import annotations

import datetime
import json
import logging
import ssl
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import asyncpg
import httpx

from support.wire.failures import StackBroken
from support.wire.loop import LoopThread
from support.wire.probe import EchoProbe, OwnDelay
from support.wire.traffic import Request

logging.getLogger("httpx").setLevel(logging.WARNING)
# It would write a line for each exchange, which the tape has already, and with more in it.

CONNECTIONS = 2
"""Reading connections to PostgreSQL for a whole run: scenarios read one row at a time."""


class Carrier:
    """Owns the resources; :meth:`close` gives them back. One for each run."""

    def __init__(
        self,
        database_url: str | None,
        *,
        process_dead: Callable[[str], bool] = lambda url: False,
        beside: Carrier | None = None,
    ) -> None:
        """:param database_url: where what is kept can be read; None where the target gives no address.
        :param process_dead: whether a controller knows that the process behind a URL is dead.
        :param beside: the run's first carrier, which lends its loop thread and what watches it to another target's."""
        self.thread: LoopThread = beside.thread if beside else LoopThread()
        self.process_dead = process_dead
        self.probe: EchoProbe = beside.probe if beside else EchoProbe(self.thread)
        self.own_delay: OwnDelay = beside.own_delay if beside else OwnDelay(self.thread)
        self._lent = beside is not None
        self._database_url = database_url
        self._pool: asyncpg.Pool | None = None
        self._tls: ssl.SSLContext | None = None

    def tls(self, url: str) -> ssl.SSLContext | None:
        """The one context for every client (loading it costs 30 ms); none for an address without TLS."""
        if not url.startswith(("https:", "wss:")):
            return None
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls

    def client(self, url: str, timeout: float) -> httpx.AsyncClient:
        """A client with connections and cookies of its own."""
        return httpx.AsyncClient(verify=self.tls(url) or False, trust_env=False, timeout=timeout)

    async def rows(self, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
        """Rows of PostgreSQL as JSON values; the session is read-only."""
        if self._database_url is None:
            raise StackBroken("the target gives no database address, but a step reads what is kept")
        if self._pool is None:
            try:
                self._pool = await asyncpg.create_pool(
                    self._database_url,
                    min_size=0,
                    max_size=CONNECTIONS,
                    server_settings={"default_transaction_read_only": "on"},
                )
            except (OSError, asyncpg.PostgresError) as error:
                raise StackBroken(f"PostgreSQL cannot be read: {error}; check the target's database address") from error
        found = await self._pool.fetch(sql, *parameters)
        return [{name: _json(value) for name, value in row.items()} for row in found]

    def close(self) -> None:
        """Closes every connection and ends the loop thread."""
        if self._pool is not None:
            self.thread.loop.call_soon_threadsafe(self._pool.terminate)
        if not self._lent:
            self.probe.close()
            self.thread.close()

    def asks(self, request: Request, statuses: Sequence[int], patience: float) -> Any:
        """One exchange beside the scenario's own, with a service that is no part of the platform; its answer in JSON.

        Raises StackBroken for any status but ``statuses``, and for no answer within ``patience`` seconds."""
        return self.thread.run(self._ask(request, statuses, patience))

    async def _ask(self, request: Request, statuses: Sequence[int], patience: float) -> Any:
        doing = f"{request.method} {request.url}"
        try:
            async with self.client(request.url, patience) as client:
                content = None if request.body is None else request.body.encode()
                answer = await client.request(
                    request.method, request.url, headers=list(request.headers), content=content
                )
        except httpx.HTTPError as error:
            said = f"{type(error).__name__} {error}"
            raise StackBroken(f"{doing}: no answer ({said}): is the service running?") from error
        if answer.status_code not in statuses:
            raise StackBroken(f"{doing}: expected {statuses}, seen {answer.status_code} {answer.text[:200]!r}")
        return answer.json() if answer.content else None


def _json(value: Any) -> Any:
    """A column's value as a tape can hold it: exact, and the same on every reading."""
    match value:
        case datetime.datetime():
            return value.astimezone(datetime.UTC).isoformat()
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return str(value)
        case dict() | list():
            return json.loads(json.dumps(value, default=str))
        case _:
            return str(value)
