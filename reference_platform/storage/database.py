"""PostgreSQL: a pool of connections, transactions, migrations.

jsonb columns are Python objects, numeric ones Decimal, uuid ones UUID (a str is accepted as an argument),
timestamptz ones aware datetimes.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import asyncpg

from reference_platform.operation.settings import ServiceSettings, StartError

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]
else:
    # The generic types exist for the type checker alone.
    Connection = asyncpg.Connection

OUTAGES: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a server that was killed in the middle of a statement
    ConnectionError,
    TimeoutError,
)
"""What a query raises while PostgreSQL cannot be reached or does not answer; services answer 503."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x61706578
#: A process that stands still in the middle of a transaction loses it, or all others would wait for its locks.
_IDLE_IN_TRANSACTION = "3s"


class Database:
    """The connections of one process: one statement by `fetch` and its like, several by `transaction`."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", seconds: float) -> None:
        self.pool, self.seconds = pool, seconds

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, name: str, connections: int = 10, seconds: float = 5.0) -> AsyncIterator[Self]:
        """Connects as application `name`, migrates if needed, closes at the end. StartError: bad address.

        What takes PostgreSQL longer than `seconds` is an outage.
        """
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=connections,
                init=_prepare,
                reset=_nothing,
                timeout=seconds,
                command_timeout=seconds,
                server_settings={"application_name": name, "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION},
            )
        except (OSError, ValueError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StartError(
                f"DATABASE_URL leads to no usable PostgreSQL database ({_plainly(error)}); "
                "expected postgresql://user:password@host:port/database"
            ) from None
        try:
            async with pool.acquire() as connection:
                await migrate(connection)
            yield cls(pool, seconds)
        finally:
            try:
                await asyncio.wait_for(pool.close(), seconds)
            except TimeoutError:
                pool.terminate()

    @classmethod
    def of(cls, settings: ServiceSettings) -> AbstractAsyncContextManager[Self]:
        """The database of a service, as its settings say."""
        size, seconds = settings.database_connections, settings.database_seconds
        return cls.opened(settings.database_url, settings.instance, size, seconds)

    def in_use(self) -> float:
        """How many connections are at work now."""
        return self.pool.get_size() - self.pool.get_idle_size()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One connection for the enclosed statements; TimeoutError (an outage) when none comes free."""
        async with self.pool.acquire(timeout=self.seconds) as connection:
            yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One transaction: committed at the end, rolled back by an exception."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """All rows of one statement."""
        async with self.connection() as connection:
            return await connection.fetch(query, *arguments)

    async def fetchrow(self, query: str, *arguments: Any) -> asyncpg.Record | None:
        """The first row of one statement, or None."""
        async with self.connection() as connection:
            return await connection.fetchrow(query, *arguments)

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        """The first value of one statement's first row, or None."""
        async with self.connection() as connection:
            return await connection.fetchval(query, *arguments)

    async def execute(self, query: str, *arguments: Any) -> str:
        """Runs one statement; PostgreSQL's command tag."""
        async with self.connection() as connection:
            return await connection.execute(query, *arguments)


async def migrate(connection: Connection) -> None:
    """Brings the schema to the newest migration: whoever comes first, under a lock; the others wait."""
    wanted = {path.stem for path in _MIGRATIONS.glob("*.sql")}
    if wanted <= await _applied(connection):
        return
    await connection.execute("SELECT pg_advisory_lock($1)", _MIGRATION_LOCK, timeout=60)
    try:
        if not wanted <= await _applied(connection):
            # Imported here: only the first process of a new database pays for it.
            from pogo_core.util import migrate as pogo  # noqa: PLC0415

            await pogo.apply(cast("asyncpg.Connection[asyncpg.Record]", connection), _MIGRATIONS, schema_name="public")
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", _MIGRATION_LOCK)


async def _applied(connection: Connection) -> set[str]:
    try:
        return {row[0] for row in await connection.fetch("SELECT migration_id FROM public._pogo_migration")}
    except asyncpg.UndefinedTableError:
        return set()


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


async def _nothing(_connection: Connection) -> None:
    """What a session keeps ends with its transaction; asyncpg's own reset costs a round trip after each statement."""


def _plainly(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
