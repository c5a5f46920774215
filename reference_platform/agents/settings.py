"""Settings of the agents; a service that runs them takes these fields into its own settings."""

from pydantic import BaseModel, ConfigDict, Field


class AgentSettings(BaseModel):
    """Where the model is and how long the agents wait for it. All times are seconds."""

    model_config = ConfigDict(frozen=True)

    accounts_url: str
    openai_base_url: str
    openai_api_key: str = Field(default="unused", repr=False)
    model_name: str = "scripted"
    model_call_seconds: float = Field(default=15.0, gt=0)
    model_retries: int = Field(default=2, ge=0)
    #: Before the first retry; it doubles before each further one, up to the cap.
    model_backoff_seconds: float = Field(default=1.0, ge=0)
    model_backoff_cap_seconds: float = Field(default=5.0, ge=0)
    #: The breaker: opens after so many calls in a row that failed for good, lets calls through again after so many
    #: seconds, and closes after so many that are answered then.
    breaker_failures: int = Field(default=3, ge=1)
    breaker_seconds: float = Field(default=30.0, ge=0.25)
    breaker_successes: int = Field(default=2, ge=1)
    tool_seconds: float = Field(default=10.0, gt=0)
