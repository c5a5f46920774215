"""The connection to the model: streamed calls with a time limit, retries with back-off, an honest end.

Importing this module costs a process 0.7 s (pydantic-ai and the OpenAI client); only a run, or
`Supervisor.warm`, does.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable

from openai import APIConnectionError, AsyncOpenAI
from pydantic_ai.exceptions import ModelAPIError, ModelHTTPError
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings

from reference_platform.agents.breaker import Breaker
from reference_platform.agents.prices import Tokens
from reference_platform.agents.settings import AgentSettings

logger = logging.getLogger(__name__)

#: How long a model may write before the asker is shown what there is, in seconds: never silent over 5.
_SHOW_AFTER = 2.0

Hears = Callable[[str], Awaitable[None]]


class ModelUnavailable(Exception):  # noqa: N818 - a state of the provider
    """The model gave no usable answer, after all retries; the text is the cause in plain words."""


def connect(settings: AgentSettings) -> OpenAIChatModel:
    """The model that the settings name. Retries are ours (`PatientModel`), so the client makes none."""
    client = AsyncOpenAI(base_url=settings.openai_base_url, api_key=settings.openai_api_key, max_retries=0)
    return OpenAIChatModel(settings.model_name, provider=OpenAIProvider(openai_client=client))


class PatientModel(WrapperModel):
    """The model for one agent of one run: each request is streamed, limited in time and, where it fails,
    tried again. `hears` is told what the model says before it calls tools, and what it says slowly; None:
    nothing.
    """

    def __init__(self, model: Model, breaker: Breaker, spent: Tokens, hears: Hears | None) -> None:
        super().__init__(model)
        self.breaker, self.limits, self.spent, self.hears = breaker, breaker.settings, spent, hears

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """One answer of the model. Raises ModelUnavailable after the retries, or at once while the breaker is open."""
        if rest := await self.breaker.rest():
            often = f"it failed {self.limits.breaker_failures} times in a row"
            raise ModelUnavailable(f"{often}, and is tried again in {math.ceil(rest)} seconds")
        wait = self.limits.model_backoff_seconds
        for attempt in range(self.limits.model_retries + 1):
            try:
                response, unheard = await self._attempt(messages, model_settings, model_request_parameters)
            except Exception as error:
                cause, passing = _cause(error, self.limits.model_call_seconds)
                logger.warning("model call failed", extra={"fields": {"cause": cause, "attempt": attempt + 1}})
                if not passing or attempt == self.limits.model_retries:
                    await self.breaker.failed()
                    raise ModelUnavailable(cause) from error
                await asyncio.sleep(wait)
                wait = min(wait * 2, self.limits.model_backoff_cap_seconds)
            else:
                await self.breaker.succeeded()
                self.spent.prompt += response.usage.input_tokens
                self.spent.completion += response.usage.output_tokens
                if self.hears and unheard and response.tool_calls:
                    await self.hears(unheard)
                return response
        raise AssertionError("the loop above returns or raises")

    async def _attempt(
        self, messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
    ) -> tuple[ModelResponse, str]:
        """One try: the answer, and the text of it that nobody has heard yet."""
        heard, heard_at = 0, time.monotonic()
        async with (
            asyncio.timeout(self.limits.model_call_seconds),
            self.wrapped.request_stream(messages, settings, parameters) as stream,
        ):
            async for _ in stream:
                if self.hears and time.monotonic() - heard_at > _SHOW_AFTER:
                    text = stream.get().text or ""
                    await self.hears(text[heard:])
                    heard, heard_at = len(text), time.monotonic()
        response = stream.get()
        return response, (response.text or "")[heard:]


def _cause(error: Exception, seconds: float) -> tuple[str, bool]:
    """The cause in plain words, and whether another try can help."""
    if isinstance(error, TimeoutError):
        return f"it did not answer within {seconds:g} seconds", True
    if isinstance(error, ModelHTTPError):
        if error.status_code == 429:
            return "it is busy and refuses more requests for now", True
        if error.status_code >= 500 or error.status_code == 408:
            return f"it reports a fault of its own (status {error.status_code})", True
        return f"it refuses the request (status {error.status_code})", False
    if isinstance(error, APIConnectionError | ModelAPIError | OSError):
        return "it cannot be reached, or the connection broke off", True
    return "its answer cannot be read", True
