"""PostgreSQL: a pool of connections, transactions, migrations.

jsonb columns are Python objects, numeric ones Decimal, uuid ones UUID (a str is accepted as an argument),
timestamptz ones aware datetimes.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import asyncpg

from reference_platform.operation.settings import StartError

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]
else:
    # The generic types exist for the type checker alone.
    Connection = asyncpg.Connection

OUTAGES: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    ConnectionError,
    TimeoutError,
)
"""What a query raises while PostgreSQL cannot be reached or does not answer; services answer 503."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x61706578
_ACQUIRE_SECONDS = 5.0
_COMMAND_SECONDS = 15.0


class Database:
    """The connections of one process: one statement by `fetch` and its like, several by `transaction`."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self.pool = pool

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, name: str, connections: int = 10) -> AsyncIterator[Self]:
        """Connects as application `name`, migrates if needed, closes at the end. StartError: bad address."""
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=connections,
                init=_prepare,
                timeout=_ACQUIRE_SECONDS,
                command_timeout=_COMMAND_SECONDS,
                server_settings={"application_name": name},
            )
        except (OSError, ValueError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StartError(
                f"DATABASE_URL leads to no usable PostgreSQL database ({_plainly(error)}); "
                "expected postgresql://user:password@host:port/database"
            ) from None
        try:
            async with pool.acquire() as connection:
                await migrate(connection)
            yield cls(pool)
        finally:
            try:
                await asyncio.wait_for(pool.close(), _ACQUIRE_SECONDS)
            except TimeoutError:
                pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One connection for the enclosed statements; TimeoutError (an outage) when none comes free."""
        async with self.pool.acquire(timeout=_ACQUIRE_SECONDS) as connection:
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


def _plainly(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
