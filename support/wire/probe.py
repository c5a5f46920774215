"""The echo probe: how busy is this machine right now? It never touches the platform."""

from __future__ import annotations

import asyncio
import contextlib
import shutil

from support.wire.loop import LoopThread

ROUNDS = 5
"""Echoes per probe; the slowest counts, as the promise that it is compared with was broken once."""


class EchoProbe:
    """Times a line's way to another process and back over pipes: two wake-ups, as the shortest exchange has.

    The process is ``cat``; it ends by itself when this process ends, because its input ends."""

    def __init__(self, thread: LoopThread) -> None:
        self._thread = thread
        self._process: asyncio.subprocess.Process | None = None

    def seconds(self) -> float:
        """The slowest of a few echoes now, in seconds."""
        return self._thread.run(self._echoes(), timeout=30)

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            with contextlib.suppress(TimeoutError, ProcessLookupError):
                self._thread.run(self._end(), timeout=5)

    async def _echoes(self) -> float:
        if self._process is None:
            program = shutil.which("cat") or "/bin/cat"
            self._process = await asyncio.create_subprocess_exec(
                program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        loop = asyncio.get_running_loop()
        slowest = 0.0
        for _ in range(ROUNDS):
            sent = loop.time()
            self._process.stdin.write(b"echo\n")
            await self._process.stdout.readline()
            slowest = max(slowest, loop.time() - sent)
        return slowest

    async def _end(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), timeout=3)
