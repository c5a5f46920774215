"""Settings of a process: one frozen, typed object, read from the environment alone.

A field `token_issuer` is the variable TOKEN_ISSUER. A service subclasses `ServiceSettings` and adds its own.
"""

import os
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Environment = Literal["production", "staging", "development", "test"]


class StartError(Exception):
    """The process cannot start. The text is one line: what was expected, what was seen, what to do."""


class ProcessSettings(BaseModel):
    """What every process needs. `port` 0 lets the operating system choose."""

    model_config = ConfigDict(frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65535)
    instance: str = "local"
    environment: Environment = "development"

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process; an empty variable counts as unset. StartError: the first bad one."""
        given = {name: environ[name.upper()] for name in cls.model_fields if environ.get(name.upper())}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = str(first["loc"][0]).upper() if first["loc"] else "the environment"
            seen = "it is not set" if first["type"] == "missing" else first["msg"]
            raise StartError(f"setting {name}: {seen}; set {name} in the environment of this process") from None


class ServiceSettings(ProcessSettings):
    """What a process needs that keeps state and admits customers. Addresses hold passwords: not printed."""

    database_url: str = Field(repr=False)
    redis_url: str = Field(repr=False)
    database_connections: int = Field(default=10, ge=2)
    #: How long PostgreSQL may take for a connection and for a statement, until that counts as an outage.
    database_seconds: float = Field(default=5.0, ge=0.25)
    #: Web pages that may call from a browser and open the socket, parted by commas; each is named, none is a wildcard.
    allowed_origins: str = Field(default="http://localhost:3000", pattern=r"^[^*]*$")
    token_issuer: str = "apex-accounts"
    token_audience: str = "apex-platform"

    @property
    def origins(self) -> frozenset[str]:
        """The allow-list of origins."""
        return frozenset(filter(None, (origin.strip() for origin in self.allowed_origins.split(","))))
