"""Redis as transport between the processes: quick when it is there, never the truth."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from reference_platform.chat.tasks import Tasks
from reference_platform.storage.transport import OUTAGES, Transport

logger = logging.getLogger(__name__)

#: Seconds: for Redis to connect or confirm; until a Redis that is down is tried again; until a member of a set that
#: nobody renews has gone without saying so.
COMMAND_SECONDS, RETRY_SECONDS, STALE_SECONDS = 2.0, 0.25, 3.0


class Bus:
    """Publishes and listens. `up` is False from the first sign of an outage until Redis answers again."""

    def __init__(self, transport: Transport, redis_url: str) -> None:
        self._redis: Any = transport.client
        # A blocking read must not time out, and its end is the sign of an outage: no limit, no retries.
        options: dict[str, Any] = {"socket_timeout": None, "retry": Retry(NoBackoff(), 0), "decode_responses": True}
        self._listening: Any = Redis.from_url(redis_url, socket_connect_timeout=COMMAND_SECONDS, **options)
        self._pubsub: Any = None
        self._answers = False
        self._channels: dict[str, tuple[Callable[[str], None], asyncio.Event]] = {}
        self._outgoing: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._tasks = Tasks()

    @property
    def up(self) -> bool:
        """Whether messages travel now."""
        return self._answers and self._pubsub is not None

    async def start(self) -> None:
        """Begins to listen in the background, to one channel at least; an outage is waited out there."""
        self._tasks.spawn(self._listen())
        self._tasks.spawn(self._publish())
        await self.check()

    async def stop(self) -> None:
        """Sends what is still to be sent, and stops."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._outgoing.join(), COMMAND_SECONDS)
        await self._tasks.stop()
        with contextlib.suppress(*OUTAGES):
            await self._listening.aclose()

    def publish(self, channel: str, text: str) -> None:
        """Sends to whoever listens, in the order of the calls; nobody waits for Redis, in an outage nothing is sent."""
        if self._answers:
            self._outgoing.put_nowait((channel, text))

    async def enter(self, name: str, member: str, limit: int) -> bool:
        """Lets the member into the named set; False where `limit` others are in. True in an outage."""
        at = time.time()
        stale = ("ZREMRANGEBYSCORE", name, 0, at - STALE_SECONDS)
        entry = (("ZADD", name, at, member), ("EXPIRE", name, 60), ("ZCARD", name))
        answers = await self._command(stale, *entry, atomic=True)
        if answers is None or answers[-1] <= limit:
            return True
        await self.leave(name, member)
        return False

    async def leave(self, name: str, member: str) -> None:
        """Takes the member out of the named set."""
        await self._command(("ZREM", name, member))

    async def check(self, *members: tuple[str, str]) -> None:
        """Asks Redis for a sign of life, and renews the (name, member) that are still there."""
        renewals = [(("ZADD", name, "XX", time.time(), member), ("EXPIRE", name, 60)) for name, member in members]
        await self._command(("PING",), *(command for pair in renewals for command in pair))

    async def subscribe(self, channel: str, heard: Callable[[str], None]) -> None:
        """Listens to the channel; returns when Redis has confirmed it, or at once in an outage."""
        _, confirmed = self._channels.setdefault(channel, (heard, asyncio.Event()))
        if self._pubsub is None or confirmed.is_set():
            return
        try:
            await self._pubsub.subscribe(channel)
            await asyncio.wait_for(confirmed.wait(), COMMAND_SECONDS)
        except OUTAGES as problem:
            self._down(problem)

    async def unsubscribe(self, channel: str) -> None:
        """Stops listening to the channel."""
        self._channels.pop(channel, None)
        if self._pubsub is not None:
            with contextlib.suppress(*OUTAGES):
                await self._pubsub.unsubscribe(channel)

    async def _command(self, *commands: tuple[Any, ...], atomic: bool = False) -> list[Any] | None:
        try:
            async with self._redis.pipeline(transaction=atomic) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)
                answers: list[Any] = await pipeline.execute()
        except OUTAGES as problem:
            self._down(problem)
            return None
        self._answers = True
        return answers

    async def _publish(self) -> None:
        while True:
            batch = [await self._outgoing.get()]
            while not self._outgoing.empty():
                batch.append(self._outgoing.get_nowait())
            await self._command(*(("PUBLISH", channel, text) for channel, text in batch))
            for _ in batch:
                self._outgoing.task_done()

    async def _listen(self) -> None:
        while True:
            try:
                async with self._listening.pubsub() as pubsub:
                    await pubsub.subscribe(*self._channels)
                    self._pubsub = pubsub
                    async for message in pubsub.listen():
                        heard, confirmed = self._channels.get(message["channel"], (None, None))
                        if confirmed and message["type"] == "subscribe":
                            confirmed.set()
                        elif heard and message["type"] == "message":
                            heard(message["data"])
            except Exception as problem:  # an outage, or a message that is none of ours: listen anew
                self._down(problem)
            finally:
                self._pubsub = None
                for _, confirmed in self._channels.values():
                    confirmed.clear()
            await asyncio.sleep(RETRY_SECONDS)

    def _down(self, problem: Exception) -> None:
        if self._answers:
            logger.warning("redis is down: %s", type(problem).__name__)
        self._answers = False
