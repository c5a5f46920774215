"""Health of a process: /health/live, /health/ready, /health, /version; public inside the network."""

import asyncio
import importlib.metadata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response

from reference_platform.operation.settings import ServiceSettings

_PATIENCE_SECONDS = 2.0


class Ailing(Exception):  # noqa: N818 - how a dependency is
    """What is wrong, in words that anybody may read."""


@dataclass(frozen=True)
class Dependency:
    """Something the process leans on; `check` raises when it is down.

    Without a needed one the process is not ready, without another it is degraded.
    """

    name: str
    check: Callable[[], Awaitable[object]]
    needed: bool = True


async def ask(dependency: Dependency) -> dict[str, Any]:
    """{ok, needed} and, where it is down, the reason: of other errors the kind alone, as texts may hold secrets."""
    try:
        await asyncio.wait_for(dependency.check(), _PATIENCE_SECONDS)
    except Exception as error:
        said = f"{dependency.name} does not answer ({type(error).__name__})"
        reason = str(error) if isinstance(error, Ailing) else said
        return {"ok": False, "needed": dependency.needed, "reason": reason}
    return {"ok": True, "needed": dependency.needed}


class Health:
    """Asks a process's dependencies and says how it is."""

    def __init__(self, service: str, settings: ServiceSettings, dependencies: tuple[Dependency, ...] = ()) -> None:
        self.service, self.settings, self.dependencies = service, settings, dependencies

    async def report(self) -> dict[str, Any]:
        """{status: healthy | degraded | unhealthy, service, instance, dependencies: {name: how it is}}."""
        answers = await asyncio.gather(*(ask(dependency) for dependency in self.dependencies))
        down = [answer for answer in answers if not answer["ok"]]
        fit = not any(answer["needed"] for answer in down)
        return {
            "status": "unhealthy" if not fit else "degraded" if down else "healthy",
            "service": self.service,
            "instance": self.settings.instance,
            "dependencies": {each.name: answer for each, answer in zip(self.dependencies, answers, strict=True)},
        }

    def routes(self) -> APIRouter:
        """The four addresses; 503 with the reason per dependency where the process is not fit to serve."""
        router = APIRouter()

        @router.get("/health/live")
        async def live() -> dict[str, str]:
            return {"status": "live"}

        @router.get("/health/ready")
        async def ready(response: Response) -> dict[str, Any]:
            report = await health(response)
            return report | {"status": "ready" if report["status"] != "unhealthy" else "not_ready"}

        @router.get("/health")
        async def health(response: Response) -> dict[str, Any]:
            report = await self.report()
            response.status_code = 503 if report["status"] == "unhealthy" else 200
            return report

        @router.get("/version")
        async def version() -> dict[str, str]:
            return {
                "service": self.service,
                "version": importlib.metadata.version("goldenpath"),
                "environment": self.settings.environment,
                "instance": self.settings.instance,
            }

        return router
