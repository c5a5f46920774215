"""Delivery: every frame of a user to each of the user's sockets, whichever process produced it."""

import json
import time

from reference_platform.chat.bus import Bus
from reference_platform.chat.connection import SESSION_OVER, TRY_LATER, Connection
from reference_platform.chat.events import EventLog
from reference_platform.chat.frames import Frame
from reference_platform.chat.presence import Presence
from reference_platform.chat.settings import ChatSettings
from reference_platform.chat.tasks import Tasks
from reference_platform.operation import correlation
from reference_platform.storage.database import Database
from reference_platform.storage.transport import SESSION_ENDED, Transport

#: How often sockets are compared with the tables while Redis is well, in seconds.
LOOK_SECONDS = 0.5
#: For how long Redis shows the sockets of a user, by `sockets:{user_id}`, if nobody strikes them off.
CACHE_SECONDS = 86_400
_LIVE = "SELECT id::text FROM sessions WHERE id = ANY($1::uuid[]) AND ended_at IS NULL AND expires_at > now()"


class Delivery:
    """Knows the open sockets of this process and keeps them up to date.

    Frames come by Redis as they are produced. Twice a second the log itself is compared, so that nothing that
    Redis lost stays away; while Redis is down that look is taken every `poll_seconds`.
    """

    def __init__(self, database: Database, transport: Transport, settings: ChatSettings) -> None:
        self.bus = Bus(transport, settings.redis_url)
        self.log = EventLog(database, self.bus)
        self.presence = Presence(database, settings)
        self._database, self._settings = database, settings
        self._connections: dict[str, set[Connection]] = {}
        self._tasks = Tasks()

    @property
    def degraded(self) -> bool:
        """Whether frames come round an outage: from PostgreSQL, as Redis is down, or from what other processes left."""
        return not self.bus.up or bool(self.presence.silent)

    @property
    def connections(self) -> list[Connection]:
        """The sockets that are open in this process."""
        return [connection for tabs in self._connections.values() for connection in tabs]

    async def start(self) -> None:
        """Begins to listen and to look."""
        await self.bus.subscribe(SESSION_ENDED, lambda text: self.end_session(json.loads(text)["session_id"]))
        await self.bus.start()
        self._tasks.every(lambda: LOOK_SECONDS, self.check_readers)
        self._tasks.every(lambda: LOOK_SECONDS if self.bus.up else self._settings.poll_seconds, self.look)
        self._tasks.every(lambda: LOOK_SECONDS, self.bus.check)
        self._tasks.every(lambda: self._settings.heartbeat_seconds, self.presence.beat)

    async def stop(self) -> None:
        """Ends all background work."""
        await self._tasks.stop()
        await self.bus.stop()

    async def join(self, connection: Connection) -> int | None:
        """Makes the socket one of its user's; the seq of the newest frame, after which live ones come.

        None where the user has as many sockets as allowed, over all processes.
        """
        user_id = connection.user_id
        if not await self.presence.enter(connection):
            return None
        self._connections.setdefault(user_id, set()).add(connection)
        self.bus.send("ZADD", f"sockets:{user_id}", time.time(), connection.id)
        self.bus.send("EXPIRE", f"sockets:{user_id}", CACHE_SECONDS)
        await self.bus.subscribe(f"user:{user_id}", lambda text: self.send(Frame.parsed(text)))
        return (await self.log.newest([user_id])).get(user_id, 0)

    async def leave(self, connection: Connection) -> None:
        """Forgets the socket."""
        connection.end()
        tabs = self._connections.get(connection.user_id, set())
        if connection in tabs:
            tabs.remove(connection)
            if not tabs:
                del self._connections[connection.user_id]
                await self.bus.unsubscribe(f"user:{connection.user_id}")
            self.bus.send("ZREM", f"sockets:{connection.user_id}", connection.id)
        await self.presence.leave(connection)

    def send(self, frame: Frame) -> None:
        """Hands a frame of a user to each of that user's sockets in this process, and to no other."""
        for connection in tuple(self._connections.get(frame.user_id, ())):
            connection.offer(frame)

    def end_session(self, session_id: str) -> None:
        """Closes the sockets of a session that has ended."""
        for connection in self.connections:
            if connection.session_id == session_id:
                connection.close(SESSION_OVER, "the session has ended")

    async def look(self) -> None:
        """Compares every socket with the tables: fetches what it was not sent, closes it if its session is over."""
        if not self._connections:
            return
        for user_id, newest in (await self.log.newest(list(self._connections))).items():
            for connection in tuple(self._connections.get(user_id, ())):
                connection.heard(newest)
        held = {connection.session_id for connection in self.connections}
        for session_id in held - {row["id"] for row in await self._database.fetch(_LIVE, list(held))}:
            self.end_session(session_id)

    async def check_readers(self) -> None:
        """Closes sockets that take nothing for too long; a heartbeat to those long sent nothing."""
        moment = time.monotonic()
        for connection in self.connections:
            since = connection.writing_since
            if since is not None and moment - since > self._settings.stall_seconds:
                connection.close(TRY_LATER, "frames were not read in time; reconnect and resume")
            elif moment - connection.last_sent >= self._settings.socket_heartbeat_seconds:
                connection.send(Frame("heartbeat", connection.user_id, {}, correlation.current()))
