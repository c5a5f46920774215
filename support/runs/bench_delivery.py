"""How long a frame is under way: from the instant of its production, which it carries, to its receipt.

Both on the clock of one machine; a frame's instant has milliseconds, so a value may be up to one millisecond too high.
"""

from __future__ import annotations

import asyncio
import datetime
import gc
import time
from collections.abc import Sequence
from uuid import uuid4

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from support.actors.records import LIST_PRICES, month_of_spend
from support.runs.bench_crowd import Crowd, Customer, hang_up
from support.runs.bench_measure import Measure, NotMeasured, percentiles
from support.targets.canon import Frame
from support.targets.profile import Target
from support.wire.traffic import Arrival

CONNECTED, RUNNING, FRAMES = 50, 5, 1000
"""Customers with an open connection; those of them whose questions are being answered; frames to be timed."""

P99 = 10.0
"""Milliseconds (DESIGN.md, "Measures and bars")."""

MODEL_TAKES = 0.1
"""Seconds that the model takes for each of its answers to the first of the running ones, for each further one a little
more. A scripted model answers at once, a real one takes its time: without it a machine of two cores is never idle, and
what is measured is how long work waits for a processor."""

_IDLE_FRAMES = 200
_QUESTIONS = ("Where does our money go?", "What could we save, and how?", "Which model costs most, and why?")
_LONGEST = 60.0


class Inbox:
    """One customer's open connection: stamps what comes in, and times the numbered frames."""

    def __init__(self, crowd: Crowd, customer: Customer, socket: ClientConnection) -> None:
        self.customer = customer
        self.socket = socket
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()
        self._dialect = crowd.dialect
        self._times: list[float] = []
        self._reader = asyncio.create_task(self._listens())

    async def _listens(self) -> None:
        try:
            while True:
                data = await self.socket.recv()
                at = time.time()
                frame = self._dialect.frame(Arrival("", 0, at, data), "", "")
                if frame.seq is not None and frame.produced is not None:
                    self._times.append((at - frame.produced.timestamp()) * 1000)
                self.frames.put_nowait(frame)
        except ConnectionClosed:
            return

    def taken(self) -> list[float]:
        """Milliseconds under way of every numbered frame since the last time that this was asked."""
        times, self._times = self._times, []
        return times

    @property
    def waiting(self) -> int:
        """How many times have not been taken."""
        return len(self._times)

    async def comes(self, terminal: bool) -> Frame:
        """The next numbered (``terminal``: run-ending) frame. Raises NotMeasured when none comes."""
        try:
            async with asyncio.timeout(_LONGEST):
                while True:
                    frame = await self.frames.get()
                    if frame.terminal if terminal else frame.seq is not None:
                        return frame
        except TimeoutError:
            raise NotMeasured(f"no frame reached a customer within {_LONGEST:g} s") from None


def delivery(target: Target) -> list[Measure]:
    """p50, p95 and p99 with 50 connected and 5 running, against the same 50 connected and idle."""
    return asyncio.run(_delivery(target))


async def _delivery(target: Target) -> list[Measure]:
    crowd = Crowd(target)
    try:
        customers = await crowd.enters(CONNECTED)
        running = customers[:RUNNING]
        await crowd.upgrades(running, "enterprise")
        now = datetime.datetime.now(datetime.UTC)
        for each in running:
            records = month_of_spend(now, LIST_PRICES, f"bench {each.number}")
            await crowd.calls(crowd.dialect.import_usage(records), each.token)
            await crowd.slows_model(each, MODEL_TAKES * (1 + each.number / RUNNING))
        inboxes = [Inbox(crowd, each, await crowd.connects(each, each.number)) for each in customers]
        gc.collect()
        gc.disable()  # a collection of this process would be counted as the platform's delay
        try:
            idle = await _idle(crowd, inboxes)
            busy = await _busy(crowd, inboxes)
        finally:
            gc.enable()
        await hang_up([each.socket for each in inboxes])
    finally:
        await crowd.close()
    calm, loaded = percentiles(idle), percentiles(busy)
    return [
        Measure(f"delivery_{name}", loaded[name], "ms", len(busy), calm[name], f"idle, n {len(idle)}", most)
        for name, most in (("p50", None), ("p95", None), ("p99", P99))
    ]


async def _idle(crowd: Crowd, inboxes: Sequence[Inbox]) -> list[float]:
    """Nobody's question is being answered: conversations are opened, one at a time, and told to their owners."""
    for number in range(_IDLE_FRAMES):
        inbox = inboxes[number % len(inboxes)]
        await crowd.calls(crowd.dialect.create_thread({"title": "A note"}), inbox.customer.token, number)
        await inbox.comes(terminal=False)
    return [each for inbox in inboxes for each in inbox.taken()]


async def _busy(crowd: Crowd, inboxes: Sequence[Inbox]) -> list[float]:
    """The running ones ask again as soon as they are answered, until there are frames enough."""

    async def asks(inbox: Inbox) -> None:
        number = 0
        while sum(each.waiting for each in inboxes) < FRAMES:
            question = _QUESTIONS[number % len(_QUESTIONS)]
            await inbox.socket.send(crowd.dialect.user_message(question, None, str(uuid4()), None, None))
            await inbox.comes(terminal=True)
            number += 1

    await asyncio.gather(*(asks(inbox) for inbox in inboxes[:RUNNING]))
    return [each for inbox in inboxes for each in inbox.taken()]
