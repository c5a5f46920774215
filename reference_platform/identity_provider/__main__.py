"""`python -m reference_platform.identity_provider`: serve the provider on HOST and PORT."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from reference_platform.identity_provider.provider import Provider, ProviderSettings
from reference_platform.operation import serving


@asynccontextmanager
async def opened(settings: ProviderSettings) -> AsyncIterator[ASGIApp]:
    """The provider needs nothing but itself."""
    yield Provider(settings).app()


if __name__ == "__main__":
    serving.main("identity_provider", ProviderSettings, opened, timeout_graceful_shutdown=1)
