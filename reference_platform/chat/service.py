"""The chat service, put together."""

import asyncio
import contextlib
import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from reference_platform.accounts.bearer import Bearer, PublishedKeys
from reference_platform.agents.supervisor import Supervisor
from reference_platform.chat import routes
from reference_platform.chat.delivery import Delivery
from reference_platform.chat.messages import Messages
from reference_platform.chat.operators import Operators
from reference_platform.chat.runs import Runs
from reference_platform.chat.settings import ChatSettings
from reference_platform.chat.socket import Sockets
from reference_platform.chat.threads import Threads
from reference_platform.chat.workers import Workers
from reference_platform.operation import application
from reference_platform.operation.health import Dependency, Health
from reference_platform.storage.database import OUTAGES, Database
from reference_platform.storage.transport import Transport


@asynccontextmanager
async def opened(settings: ChatSettings) -> AsyncIterator[FastAPI]:
    """The application with its connections open and its background work begun; it ends in reverse."""
    async with Database.of(settings) as database, Transport.opened(settings.redis_url) as transport:
        keys = PublishedKeys(f"{settings.accounts_url}/.well-known/jwks.json")
        bearer = Bearer(keys, database, settings.token_issuer, settings.token_audience)
        delivery = Delivery(database, transport, settings)
        runs = Runs(database, delivery.log, settings.instance)
        supervisor = Supervisor(database, settings)
        workers = Workers(database, delivery, runs, supervisor, settings)
        threads = Threads(database, delivery.log)
        messages = Messages(database, delivery.log, runs, workers, settings.messages_per_minute)
        sockets = Sockets(bearer, delivery, messages, workers, settings)
        postgres = Dependency("postgresql", lambda: database.fetchval("SELECT 1"))
        redis = Dependency("redis", transport.check, needed=False)
        others = Dependency("chat processes", delivery.presence.check, needed=False)
        app = application.new(
            Health("chat", settings, (postgres, redis, others)),
            OUTAGES,
            ("apex_db_pool_in_use", "Connections to PostgreSQL at work.", database.in_use),
            ("apex_connections", "Open sockets of this process.", lambda: len(delivery.connections)),
            ("apex_runs_active", "Runs that this process works on.", lambda: workers.at_work),
            (
                "apex_frames_undelivered",
                "Frames that wait for users not connected anywhere.",
                delivery.presence.waiting,
            ),
        )
        app.state.bearer, app.state.database = bearer, database
        operators = Operators(database, delivery.log, delivery.presence, settings)
        app.include_router(routes.routes(threads, messages, runs, workers, operators))
        app.add_api_websocket_route("/ws", sockets.serve)
        # The agents' libraries are large: they load beside the first sign-ins, not before this is ready.
        warming = asyncio.create_task(asyncio.to_thread(_warm, supervisor))
        await workers.start()
        await delivery.start()
        try:
            yield app
        finally:
            await workers.stop()
            await delivery.stop()
            with contextlib.suppress(asyncio.CancelledError):
                await warming


def _warm(supervisor: Supervisor) -> None:
    supervisor.warm()
    for library in ("reference_platform.agents.desk", "genai_prices"):
        importlib.import_module(library)
    # Else the collector walks through all of it now and then, and every frame waits 0.2 s meanwhile.
    gc.freeze()
