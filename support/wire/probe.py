"""How busy is this machine right now, and how far has the suite itself fallen behind? Never touches the platform."""

from __future__ import annotations

import asyncio
import contextlib
import sys

from support.wire.loop import LoopThread

ROUNDS = 5
"""Echoes per probe; the slowest counts, as the promise that it is compared with was broken once."""

WORK = 0.004
"""Seconds of CPU time that the other process spends on each echo, about what a platform spends on a frame. A process
that spends none is let in at once however busy the machine is, and would notice nothing."""

LOOK_EVERY = 0.05
"""Seconds between two looks at the loop's own delay."""

_PROGRAM = f"""
import sys, time
for line in sys.stdin:
    began = time.process_time()
    while time.process_time() - began < {WORK}:
        pass
    print(time.process_time() - began, flush=True)
"""


class EchoProbe:
    """Times a line's way to another process and back over pipes, without the CPU time that the other one spends on it:
    two wake-ups, as the shortest exchange has, and every wait for a processor.

    The other process ends by itself when this one ends, because its input ends."""

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
        rounds = ROUNDS
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-ISc", _PROGRAM), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
            rounds += 1  # the first waits for the process to start
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        loop = asyncio.get_running_loop()
        echoes = []
        for _ in range(rounds):
            sent = loop.time()
            self._process.stdin.write(b"echo\n")
            worked = float(await self._process.stdout.readline())
            echoes.append(loop.time() - sent - worked)
        return max(echoes[-ROUNDS:])

    async def _end(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), timeout=3)


class OwnDelay:
    """By how much the loop is late for its own appointments: all that arrives then is stamped so much too late."""

    def __init__(self, thread: LoopThread) -> None:
        self._worst = 0.0
        asyncio.run_coroutine_threadsafe(self._watch(thread.loop), thread.loop)

    def worst(self) -> float:
        """In seconds, since this was last asked."""
        worst, self._worst = self._worst, 0.0
        return worst

    async def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            due = loop.time() + LOOK_EVERY
            await asyncio.sleep(LOOK_EVERY)
            self._worst = max(self._worst, loop.time() - due)
