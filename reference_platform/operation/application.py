"""The FastAPI application that every service starts from."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, params
from fastapi.responses import Response
from starlette.middleware.cors import CORSMiddleware

from reference_platform.operation import correlation, errors, metrics, versions
from reference_platform.operation.health import Health


def router(acts: Mapping[str, Any], *dependencies: params.Depends) -> APIRouter:
    """Routes to functions by "METHOD /path", or "METHOD /path STATUS" where success is not 200."""
    routes = APIRouter(dependencies=dependencies)
    for address, act in acts.items():
        method, path, *status = address.split()
        code = int(status[0]) if status else 200
        routes.add_api_route(path, act, methods=[method], status_code=code, response_model=None)
    return routes


def new(health: Health, outages: tuple[type[Exception], ...], *gauges: metrics.Gauge) -> FastAPI:
    """An application with the one error shape, two versions, pages of the allow-list, /health and /metrics.

    `outages` are answered with 503.
    """
    title = f"Apex {health.service}"
    app = FastAPI(title=title, docs_url=None, redoc_url=None, dependencies=[Depends(versions.negotiated)])
    errors.install(app, outages)
    own = [correlation.HEADER, versions.HEADER]
    app.add_middleware(
        CORSMiddleware,
        allow_origins=sorted(health.settings.origins),
        allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
        allow_headers=["authorization", "content-type", "if-match", *own],
        expose_headers=own,
    )
    app.include_router(health.routes())

    @app.get("/metrics")
    async def measured() -> Response:
        return Response(await metrics.page(gauges), media_type=metrics.CONTENT_TYPE)

    return app
