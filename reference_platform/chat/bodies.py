"""What customers send: bodies of calls and frames of the socket, checked before anything is done."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from reference_platform.agents.plans import AGENTS


def _storable(value: Any) -> Any:
    """PostgreSQL keeps neither the character NUL nor half a surrogate pair."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        text = "\\u0000"
    if "\\u0000" in text:
        raise PydanticCustomError("unstorable_text", "it holds a character that is no text")
    return value


def _said(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty_message", "there is nothing but space in it")
    return text


def _agent(name: str) -> str:
    if name not in AGENTS:
        raise PydanticCustomError("unknown_agent", "there is no such agent")
    return name


#: The longest message.
MESSAGE_CHARACTERS = 8000

Text = Annotated[str, AfterValidator(_storable)]
Content = Annotated[Text, Field(min_length=1, max_length=MESSAGE_CHARACTERS), AfterValidator(_said)]
MessageId = Annotated[Text, Field(min_length=1, max_length=128)]
Facts = Annotated[dict[str, Any], AfterValidator(_storable)]


class Body(BaseModel):
    """A call's body; a field that it does not know is refused, so that nothing is dropped in silence."""

    model_config = ConfigDict(extra="forbid")


class Options(BaseModel):
    """How a run is to be done: its time in seconds, below the plan's own limit, and what to look at first."""

    time_budget_s: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    focus: Annotated[Text, Field(max_length=200)] | None = None


class Wish(BaseModel):
    """Which agent is to answer, in place of the whole path, and how."""

    agent: Annotated[str, AfterValidator(_agent)] | None = None
    options: Options = Options()


class NewThread(Body):
    """POST /api/threads."""

    title: Annotated[Text, Field(max_length=200)] | None = None
    metadata: Facts = Field(default_factory=dict)
    facts: Facts = Field(default_factory=dict)
    visibility: Literal["private", "organisation", "confidential"] = "private"


class NewMessage(Wish, Body):
    """POST /api/threads/{id}/messages; with `run`, the agents answer it."""

    content: Content
    client_message_id: MessageId = Field(default_factory=lambda: str(uuid4()))
    run: bool = True


class UserMessage(Wish):
    """Frame user_message: a question, in a new thread where none is named."""

    content: Content
    client_message_id: MessageId
    thread_id: UUID | None = None


class CancelRun(BaseModel):
    """Frame cancel_run."""

    run_id: UUID


class Resume(BaseModel):
    """Frame resume: replay what came after this seq."""

    after_seq: int = Field(ge=0, strict=True)


class Ping(BaseModel):
    """Frame ping."""


FRAMES: dict[str, type[UserMessage | CancelRun | Resume | Ping]] = {
    "user_message": UserMessage,
    "cancel_run": CancelRun,
    "resume": Resume,
    "ping": Ping,
}
"""The frames that a client may send, by type."""
