"""One open socket as delivery sees it: a cursor into the user's event log and a bounded buffer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from reference_platform.accounts.bearer import Caller
from reference_platform.chat.events import EventLog
from reference_platform.chat.frames import Frame
from reference_platform.chat.settings import ChatSettings
from reference_platform.storage.database import OUTAGES

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

logger = logging.getLogger(__name__)

#: Close codes: the session has ended; come back later (too slow, too many sockets).
SESSION_OVER, TRY_LATER = 1008, 1013


class Travel(Protocol):
    """How frames travel at the moment."""

    @property
    def degraded(self) -> bool:
        """Whether they come the slow way round an outage."""


class Connection:
    """Sends one socket its frames: each of the user's once, in the order of seq.

    `cursor` is the seq of the newest frame that went into the buffer, `known` that of the newest heard of.
    Everything between `floor` and `cursor` was sent on this connection.
    """

    def __init__(
        self, websocket: WebSocket, caller: Caller, log: EventLog, travel: Travel, settings: ChatSettings
    ) -> None:
        self.id = str(uuid4())
        self.user_id, self.session_id = caller.user_id, caller.session_id
        self.cursor = self.known = self.floor = 0
        #: When writing of the frame at hand began, or None; a socket that stays at one frame is not read.
        self.writing_since: float | None = None
        self.last_sent = time.monotonic()
        self.closed = False
        self._websocket, self._log, self._travel = websocket, log, travel
        self._buffer_bytes, self._replay_frames = settings.socket_buffer_bytes, settings.replay_frames
        self._hold_seconds = settings.resume_hold_seconds
        self._buffer: deque[str] = deque()
        self._buffered = 0
        self._wake, self._room = asyncio.Event(), asyncio.Event()
        self._held = True
        self._reading = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, newest: int) -> None:
        """Starts to send. Live frames come after `newest`; they wait a moment for a resume to be asked."""
        self.cursor = self.floor = newest
        self.known = max(self.known, newest)
        self._spawn(self._write())
        asyncio.get_running_loop().call_later(self._hold_seconds, self.release)

    def release(self) -> None:
        """Lets live frames through: the client has spoken, or has had its time to ask for a replay."""
        if self._held and not self.closed:
            self._held = False
            if self.known > self.cursor:
                self._spawn(self._catch_up())

    def offer(self, frame: Frame) -> None:
        """A live frame: sent if it is next, dropped if it was sent; after a gap the log is read up to it."""
        assert frame.seq is not None
        self.known = max(self.known, frame.seq)
        if self.closed or self._held or self._reading.locked():
            return
        if frame.seq == self.cursor + 1:
            self.cursor = frame.seq
            self.send(frame)
        elif frame.seq > self.cursor:
            self._spawn(self._catch_up())

    def heard(self, newest: int) -> None:
        """The log is known to have grown to `newest`: reads what this socket has not been sent."""
        self.known = max(self.known, newest)
        if self.known > self.cursor and not (self.closed or self._held or self._reading.locked()):
            self._spawn(self._catch_up())

    async def resume(self, after: int) -> bool:
        """Replays the frames after `after` that this connection was not sent; live ones wait until it ends.

        False, with nothing replayed, where they are too many.
        """
        self._held = True
        async with self._reading:
            complete = self.floor - after <= self._replay_frames
            if complete and after < self.floor:
                await self._replay(after, self.floor)
                self.floor = after
        self.release()
        return complete

    def send(self, frame: Frame) -> None:
        """Puts one frame into the buffer; a socket whose buffer overflows is not being read and is closed."""
        if self.closed:
            return
        text = frame.text(self._travel.degraded)
        self._buffer.append(text)
        self._buffered += len(text)
        if self._buffered > self._buffer_bytes:
            self.close(TRY_LATER, "frames were not read in time; reconnect and resume")
        self._wake.set()

    async def flushed(self) -> None:
        """Waits until all that was sent so far has left the buffer."""
        while self._buffered and not self.closed:
            self._room.clear()
            await self._room.wait()

    def close(self, code: int, reason: str) -> None:
        """Closes the socket without waiting for it; nothing more is sent."""
        if not self.closed:
            self.end()
            fields = {"connection_id": self.id, "code": code, "reason": reason}
            logger.info("socket closed", extra={"fields": fields})
            self._spawn(self._shut(code, reason))

    def end(self) -> None:
        """Stops all work for this connection; the socket itself is gone or about to be."""
        self.closed = True
        for task in self._tasks:
            task.cancel()

    async def _catch_up(self) -> None:
        async with self._reading:
            while self.cursor < self.known:
                try:
                    frames = await self._log.read(self.user_id, self.cursor, self.known)
                except OUTAGES as problem:
                    logger.warning("the event log cannot be read now: %r", problem)
                    return  # the next frame, or the next look at the log, tries again
                if not frames:
                    # Heard of but not in the log: nothing to send, and nothing to wait for.
                    self.known = self.cursor
                for frame in frames:
                    await self._space()
                    self.cursor = frame.seq or self.cursor
                    self.send(frame)

    async def _replay(self, after: int, until: int) -> None:
        while after < until:
            frames = await self._log.read(self.user_id, after, until)
            if not frames:
                break
            for frame in frames:
                await self._space()
                self.send(frame)
                after = frame.seq or until

    async def _space(self) -> None:
        """Waits until the buffer is at most half full, so that a replay never overflows it."""
        while self._buffered > self._buffer_bytes // 2 and not self.closed:
            self._room.clear()
            await self._room.wait()

    async def _write(self) -> None:
        while True:
            self._wake.clear()
            while self._buffer:
                text = self._buffer.popleft()
                self.writing_since = time.monotonic()
                await self._websocket.send({"type": "websocket.send", "text": text})
                self.last_sent, self.writing_since = time.monotonic(), None
                self._buffered -= len(text)
                self._room.set()
            await self._wake.wait()

    async def _shut(self, code: int, reason: str) -> None:
        await self._websocket.close(code, reason)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) and not self.closed:
            # The client went away while it was written to; whoever reads from the socket sees the end too.
            logger.info("socket broke while it was written to: %r", problem)
            self.end()
