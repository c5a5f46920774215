"""Redis as transport between the processes: quick when it is there, never the truth."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from reference_platform.chat.tasks import Tasks
from reference_platform.storage.transport import OUTAGES, Transport

logger = logging.getLogger(__name__)

#: Seconds: for Redis to connect or confirm; until a Redis that is down is tried again.
COMMAND_SECONDS, RETRY_SECONDS = 2.0, 0.25


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
        self._outgoing: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()
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
        """Sends to whoever listens."""
        self.send("PUBLISH", channel, text)

    def send(self, *command: Any) -> None:
        """Has Redis do this, in the order of the calls; nobody waits for it, in an outage it is left out."""
        if self._answers:
            self._outgoing.put_nowait(command)

    async def check(self) -> None:
        """Asks Redis for a sign of life."""
        await self._command(("PING",))

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

    async def _command(self, *commands: tuple[Any, ...]) -> None:
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)
                await pipeline.execute()
            self._answers = True
        except OUTAGES as problem:
            self._down(problem)

    async def _publish(self) -> None:
        while True:
            batch = [await self._outgoing.get()]
            while not self._outgoing.empty():
                batch.append(self._outgoing.get_nowait())
            await self._command(*batch)
            for _ in batch:
                self._outgoing.task_done()

    async def _listen(self) -> None:
        while True:
            try:
                async with self._listening.pubsub() as pubsub:
                    await pubsub.subscribe(*self._channels)
                    self._pubsub = pubsub
                    await self.check()
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
