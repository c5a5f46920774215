"""Work that goes on in the background of an object, and ends with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)


class Tasks:
    """Tasks that are held until they are done; one that fails says so in the log."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begins the work."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def every(self, seconds: Callable[[], float], act: Callable[[], Awaitable[None]]) -> None:
        """Acts now, and again so many seconds after each end. An outage, or whatever happens, does not end it."""
        self.spawn(self._again(seconds, act))

    async def _again(self, seconds: Callable[[], float], act: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await act()
            except Exception as problem:
                logger.warning("%s cannot be done now: %r", act.__qualname__, problem)
            await asyncio.sleep(seconds())

    def cancel(self) -> None:
        """Cancels all work that has begun."""
        for task in self._tasks:
            task.cancel()

    async def stop(self) -> None:
        """Cancels all work and waits for its end."""
        self.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            logger.error("work in the background broke off", exc_info=problem)
