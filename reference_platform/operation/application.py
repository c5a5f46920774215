"""The FastAPI application that every service starts from."""

from fastapi import Depends, FastAPI
from fastapi.responses import Response
from starlette.middleware.cors import CORSMiddleware

from reference_platform.operation import correlation, errors, metrics, versions
from reference_platform.operation.health import Health


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
