"""Health of a process: /health/live, /health/ready, /health, /version; public inside the network."""

import asyncio
import importlib.metadata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from reference_platform.operation.settings import ProcessSettings

_PATIENCE_SECONDS = 2.0


@dataclass(frozen=True)
class Dependency:
    """Something the process leans on; `check` raises when it is down.

    Without a needed one the process is not ready, without another it is degraded.
    """

    name: str
    check: Callable[[], Awaitable[object]]
    needed: bool = True


class Health:
    """Asks a process's dependencies and says how it is."""

    def __init__(
        self, service: str, settings: ProcessSettings, dependencies: tuple[Dependency, ...] = ()
    ) -> None:
        self.service, self.settings, self.dependencies = service, settings, dependencies

    async def asked(self) -> dict[str, dict[str, Any]]:
        """Per dependency: ok, needed and, where it is down, the reason: a kind of error, as texts may hold
        secrets."""

        async def ask(dependency: Dependency) -> dict[str, Any]:
            found: dict[str, Any] = {"ok": True, "needed": dependency.needed}
            try:
                await asyncio.wait_for(dependency.check(), _PATIENCE_SECONDS)
            except Exception as error:
                found |= {
                    "ok": False,
                    "reason": f"{dependency.name} does not answer ({type(error).__name__})",
                }
            return found

        found = await asyncio.gather(*(ask(dependency) for dependency in self.dependencies))
        return {dependency.name: each for dependency, each in zip(self.dependencies, found, strict=True)}

    async def report(self) -> dict[str, Any]:
        """{status: healthy | degraded | unhealthy, service, instance, dependencies}."""
        dependencies = await self.asked()
        down = [each for each in dependencies.values() if not each["ok"]]
        status = (
            "healthy" if not down else "unhealthy" if any(each["needed"] for each in down) else "degraded"
        )
        return {
            "status": status,
            "service": self.service,
            "instance": self.settings.instance,
            "dependencies": dependencies,
        }

    def routes(self) -> APIRouter:
        """The four addresses; 503 with the reason per dependency where the process is not fit to serve."""
        router = APIRouter()

        @router.get("/health/live")
        async def live() -> dict[str, str]:
            return {"status": "live"}

        @router.get("/health/ready")
        async def ready() -> JSONResponse:
            report = await self.report()
            fit = report["status"] != "unhealthy"
            return JSONResponse(report | {"status": "ready" if fit else "not_ready"}, 200 if fit else 503)

        @router.get("/health")
        async def health() -> JSONResponse:
            report = await self.report()
            return JSONResponse(report, 503 if report["status"] == "unhealthy" else 200)

        @router.get("/version")
        async def version() -> dict[str, str]:
            return {
                "service": self.service,
                "version": importlib.metadata.version("goldenpath"),
                "environment": self.settings.environment,
                "instance": self.settings.instance,
            }

        return router
