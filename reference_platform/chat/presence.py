"""Which chat processes there are, and who is connected to them: known to all of them through PostgreSQL."""

from typing import Any

from reference_platform.chat.connection import Connection
from reference_platform.chat.settings import ChatSettings
from reference_platform.operation.health import Ailing
from reference_platform.storage.database import Database

#: Whether instance `i` is alive: it gives signs of life, and holds connections to PostgreSQL. One that was killed has
#: none from that moment on, one that stands still keeps them. $1 is the longest silence in seconds.
_ALIVE = """i.heartbeat_at > now() - make_interval(secs => $1) AND EXISTS (
    SELECT FROM pg_stat_activity a WHERE a.application_name = i.name AND a.datname = current_database())"""
#: An instance that nobody has heard of for an hour is forgotten: it was taken away on purpose.
_BEAT = f"""
WITH beat AS (
    INSERT INTO instances (name) VALUES ($2) ON CONFLICT (name) DO UPDATE SET heartbeat_at = now()),
left_over AS (
    DELETE FROM connections
    WHERE instance = $2 AND id <> ALL($3::uuid[]) AND since < now() - make_interval(secs => $4))
SELECT i.name FROM instances i
WHERE i.name <> $2 AND i.heartbeat_at > now() - interval '1 hour' AND NOT ({_ALIVE}) ORDER BY i.name"""
_OPEN = f"""
SELECT c.id AS connection_id, c.user_id, m.organisation_id, c.instance, c.since
FROM connections c JOIN members m ON m.user_id = c.user_id JOIN instances i ON i.name = c.instance
WHERE ({_ALIVE}) AND c.user_id = coalesce($2, c.user_id) ORDER BY c.since, c.id"""
_LEAVE = """
WITH gone AS (DELETE FROM connections WHERE id = $1 RETURNING user_id)
UPDATE users u SET delivered_seq = greatest(delivered_seq, $2) FROM gone WHERE u.id = gone.user_id"""
_WAITING = """
SELECT coalesce(sum(newest_seq - delivered_seq), 0)::float8 FROM users u
WHERE newest_seq > delivered_seq AND NOT EXISTS (SELECT FROM connections c WHERE c.user_id = u.id)"""


class Presence:
    """Gives this process's signs of life and keeps the list of its connections."""

    def __init__(self, database: Database, settings: ChatSettings) -> None:
        self._database, self._settings = database, settings
        self._here: set[str] = set()
        self._begun = False
        #: The other chat processes that give no sign of life.
        self.silent: list[str] = []

    async def beat(self) -> None:
        """A sign of life, and a look at the others."""
        # What this process left over before it started goes at once. Later a row may be younger than the list of those
        # that are here: one is struck off only when it is older than it can take to be written.
        age, self._begun = 2 * self._settings.database_seconds if self._begun else 0.0, True
        known = (self._settings.dead_after_seconds, self._settings.instance, list(self._here), age)
        self.silent = [row["name"] for row in await self._database.fetch(_BEAT, *known)]

    def suspect(self, instance: str) -> None:
        """Takes another process for silent until the next look at it."""
        if instance not in (self._settings.instance, *self.silent):
            self.silent.append(instance)

    async def check(self) -> None:
        """Raises Ailing where other chat processes are silent."""
        if self.silent:
            raise Ailing(f"{', '.join(self.silent)} gives no sign of life")

    async def enter(self, connection: Connection) -> bool:
        """Writes down the connection; False, and nothing is written, where its user has as many as allowed."""
        await self.beat()
        async with self._database.transaction() as transaction:
            lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 1))"
            await transaction.execute(lock, connection.user_id)
            others = await transaction.fetch(_OPEN, self._settings.dead_after_seconds, connection.user_id)
            if len(others) >= self._settings.sockets_per_user:
                return False
            insert = "INSERT INTO connections (id, user_id, instance) VALUES ($1, $2, $3)"
            self._here.add(connection.id)
            await transaction.execute(insert, connection.id, connection.user_id, self._settings.instance)
        return True

    async def leave(self, connection: Connection) -> None:
        """Strikes the connection off; in an outage a later sign of life does."""
        if connection.id in self._here:
            self._here.remove(connection.id)
            await self._database.execute(_LEAVE, connection.id, connection.delivered)

    async def connections(self) -> list[Any]:
        """Every open connection: connection_id, user_id, organisation_id, instance, since."""
        return await self._database.fetch(_OPEN, self._settings.dead_after_seconds, None)

    async def waiting(self) -> float:
        """How many stored frames wait for users who are not connected, on the whole platform."""
        found: float = await self._database.fetchval(_WAITING)
        return found
