"""`python -m reference_platform.model_provider`: serve the scripted model on HOST and PORT."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from reference_platform.model_provider.app import ScriptedModel
from reference_platform.operation import serving
from reference_platform.operation.settings import ProcessSettings


@asynccontextmanager
async def opened(_settings: ProcessSettings) -> AsyncIterator[ASGIApp]:
    """The model needs nothing but itself."""
    yield ScriptedModel().app()


if __name__ == "__main__":
    serving.main("model_provider", ProcessSettings, opened, timeout_graceful_shutdown=1)
