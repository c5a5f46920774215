"""One open socket as delivery sees it: a cursor into the user's event log and a bounded buffer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from reference_platform.accounts.bearer import Caller
from reference_platform.chat.frames import Frame
from reference_platform.chat.settings import ChatSettings
from reference_platform.chat.tasks import Tasks
from reference_platform.storage.database import OUTAGES

if TYPE_CHECKING:
    from reference_platform.chat.delivery import Delivery

logger = logging.getLogger(__name__)

#: Close codes: the session has ended; come back later (too slow, too many sockets).
SESSION_OVER, TRY_LATER = 1008, 1013


class Connection:
    """Sends one socket its frames: each of the user's once, in the order of seq.

    `cursor` is the seq of the newest frame that went into the buffer, `known` that of the newest heard of, `delivered`
    that of the newest written to the socket. Everything between `floor` and `cursor` was sent on this connection.
    """

    def __init__(self, websocket: WebSocket, caller: Caller, delivery: Delivery, settings: ChatSettings) -> None:
        self.id, self.user_id, self.session_id = str(uuid4()), caller.user_id, caller.session_id
        self.cursor = self.known = self.floor = self.delivered = 0
        #: When writing of the frame at hand began, or None; a socket that stays at one frame is not read.
        self.writing_since: float | None = None
        self.last_sent = time.monotonic()
        self.closed = False
        self._websocket, self._delivery, self._settings = websocket, delivery, settings
        self._buffer: deque[tuple[int, str]] = deque()
        self._buffered = 0
        self._wake, self._room, self._reading = asyncio.Event(), asyncio.Event(), asyncio.Lock()
        self._held = True
        self._tasks = Tasks()

    def begin(self, newest: int) -> None:
        """Starts to send. Live frames come after `newest`; they wait a moment for a resume to be asked."""
        self.cursor = self.floor = newest
        self._tasks.spawn(self._write())
        asyncio.get_running_loop().call_later(self._settings.resume_hold_seconds, self.release)

    def release(self) -> None:
        """Lets live frames through: the client has spoken, or has had its time to ask for a replay."""
        self._held = False
        self.heard(self.known)

    def offer(self, frame: Frame) -> None:
        """A live frame: sent if it is next, dropped if it was sent; after a gap the log is read up to it."""
        assert frame.seq is not None
        busy = self.closed or self._held or self._reading.locked()
        if frame.seq == self.cursor + 1 and not busy:
            self.cursor = frame.seq
            self.send(frame)
        self.heard(frame.seq)

    def heard(self, newest: int) -> None:
        """The log is known to have grown to `newest`: reads what this socket has not been sent."""
        self.known = max(self.known, newest)
        if self.known > self.cursor and not (self.closed or self._held or self._reading.locked()):
            self._tasks.spawn(self._catch_up())

    async def resume(self, after: int) -> bool:
        """Replays the frames after `after` that this connection was not sent; live ones wait until it ends.

        False, with nothing replayed, where they are too many.
        """
        async with self._reading:
            complete = self.floor - after <= self._settings.replay_frames
            if complete and after < self.floor:
                await self._replay(after, self.floor)
                self.floor = after
        self.release()
        return complete

    def send(self, frame: Frame) -> None:
        """Puts one frame into the buffer; a socket whose buffer overflows is not being read and is closed."""
        if self.closed:
            return
        text = frame.text(self._delivery.degraded)
        self._buffer.append((frame.seq or 0, text))
        self._buffered += len(text)
        if self._buffered > self._settings.socket_buffer_bytes:
            self.close(TRY_LATER, "frames were not read in time; reconnect and resume")
        self._wake.set()

    async def flushed(self, left: int = 0) -> None:
        """Waits until at most `left` bytes of what was sent are still in the buffer."""
        while self._buffered > left and not self.closed:
            self._room.clear()
            await self._room.wait()

    def close(self, code: int, reason: str) -> None:
        """Closes the socket without waiting for it; nothing more is sent."""
        if not self.closed:
            self.end()
            logger.info("socket closed", extra={"fields": {"connection_id": self.id, "code": code, "reason": reason}})
            self._tasks.spawn(self._websocket.close(code, reason))

    def end(self) -> None:
        """Stops all work for this connection; the socket itself is gone or about to be."""
        self.closed = True
        self._tasks.cancel()

    async def _catch_up(self) -> None:
        async with self._reading:
            try:
                while self.cursor < self.known and await self._replay(self.cursor, self.known):
                    pass
            except OUTAGES as problem:  # the next frame, or the next look at the log, tries again
                logger.warning("the event log cannot be read now: %r", problem)

    async def _replay(self, after: int, until: int) -> bool:
        """Sends what the log has after the one seq up to the other, no faster than it is read; False if it lacks."""
        while after < until:
            frames = await self._delivery.log.read(self.user_id, after, until)
            for frame in frames:
                await self.flushed(self._settings.socket_buffer_bytes // 2)
                self.send(frame)
                after = frame.seq or until
                self.cursor = max(self.cursor, after)
            if not frames:
                return False
        return True

    async def _write(self) -> None:
        while True:
            self._wake.clear()
            while self._buffer:
                seq, text = self._buffer.popleft()
                self.writing_since = time.monotonic()
                try:
                    await self._websocket.send({"type": "websocket.send", "text": text})
                except WebSocketDisconnect:
                    self.end()  # whoever reads from the socket sees its end too
                    return
                self.last_sent, self.writing_since = time.monotonic(), None
                self._buffered -= len(text)
                self.delivered = max(self.delivered, seq)
                self._room.set()
            await self._wake.wait()
