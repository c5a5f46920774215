"""Redis: transport between processes, cache, counters. Never the truth: what it loses, PostgreSQL has."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from reference_platform.operation.settings import StartError

logger = logging.getLogger(__name__)

SESSION_ENDED = "session.ended"
"""Channel: {"session_id"} of a session that has just ended, so that its sockets close at once."""

OUTAGES: tuple[type[Exception], ...] = (RedisError, OSError, TimeoutError, RuntimeError)
"""What a call of `Transport.client` raises while Redis cannot be reached."""


class Transport:
    """The connection of one process to Redis. A process starts and works without Redis, degraded."""

    def __init__(self, client: "redis.Redis") -> None:
        self.client = client

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str) -> AsyncIterator[Self]:
        """A client for `url`, closed at the end; it connects on first use. StartError: no Redis address."""
        try:
            # One retry, at once: a connection that a restart of Redis broke is replaced unnoticed. One that was reset
            # is uvloop's RuntimeError, which redis-py does not know as a loss.
            client = redis.Redis.from_url(
                url,
                socket_connect_timeout=1,
                socket_timeout=1,
                retry=Retry(NoBackoff(), 1),
                retry_on_error=[RuntimeError],
                decode_responses=True,
            )
        except ValueError as error:
            raise StartError(f"REDIS_URL is no Redis address ({error}); expected redis://host:port/0") from None
        try:
            yield cls(client)
        finally:
            await client.aclose()

    async def check(self) -> None:
        """Raises one of OUTAGES when Redis does not answer."""
        await self.client.ping()

    async def publish(self, channel: str, message: dict[str, Any]) -> bool:
        """Tells the other processes; False, and a log line, while Redis is down."""
        try:
            await self.client.publish(channel, json.dumps(message))
        except OUTAGES as error:
            logger.warning("redis is down: %s was not announced (%s)", channel, type(error).__name__)
            return False
        return True

    async def count(self, seconds: int, *names: str) -> list[int]:
        """Counts one more of each name; how many there are now of each in a window of so many seconds. Zeros while
        Redis is down: whoever counts here must be able to do without.
        """
        try:
            async with self.client.pipeline() as pipeline:
                for name in names:
                    pipeline.incr(name)
                    pipeline.expire(name, seconds, nx=True)
                return list(await pipeline.execute())[::2]
        except OUTAGES as error:
            logger.warning("redis is down: nothing is counted (%s)", type(error).__name__)
            return [0] * len(names)
