"""The FastAPI application that every service starts from."""

from fastapi import FastAPI

from reference_platform.operation import errors
from reference_platform.operation.health import Health


def new(title: str, health: Health, outages: tuple[type[Exception], ...] = ()) -> FastAPI:
    """An application with the one error shape and the health addresses; `outages` are answered with 503."""
    app = FastAPI(title=title, docs_url=None, redoc_url=None)
    errors.install(app, outages)
    app.include_router(health.routes())
    return app
