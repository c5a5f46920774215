"""What customers send: bodies of calls and frames of the socket, checked before anything is done."""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, StringConstraints, with_config
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from reference_platform.agents.plans import AGENTS
from reference_platform.operation.fields import storable

#: The longest message.
MESSAGE_CHARACTERS = 8000


def _filled(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("invalid_text", "there is nothing in it but blanks")
    return storable(text)


def _known(agent: str) -> str:
    if agent not in AGENTS:
        context = {"next_step": f"Ask one of {', '.join(AGENTS)}."}
        raise PydanticCustomError("unknown_agent", "There is no agent of that name.", context)
    return agent


Content = Annotated[str, StringConstraints(min_length=1, max_length=MESSAGE_CHARACTERS), AfterValidator(_filled)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_filled)]
Text = Annotated[str, StringConstraints(max_length=2000), AfterValidator(storable)]
Facts = Annotated[dict[str, Any], AfterValidator(storable)]
Status = Literal["draft", "active", "completed", "archived"]
Visibility = Literal["private", "organisation", "confidential"]
Priority = Literal["low", "normal", "high", "urgent"]


class Options(BaseModel):
    """How a run is to be done: its time in seconds, below the plan's own limit, and what to look at first."""

    model_config = ConfigDict(extra="forbid")
    time_budget_s: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    focus: Line | None = None


@with_config(ConfigDict(extra="forbid"))
class Metadata(TypedDict, total=False):
    """How a thread is filed; null takes a field away."""

    tags: Annotated[list[Line], Field(max_length=20)] | None
    priority: Priority | None
    department: Line | None
    project: Line | None


class NewThread(BaseModel):
    """POST /api/threads; a field that it does not know is refused, so that nothing is dropped in silence."""

    model_config = ConfigDict(extra="forbid")
    title: Line | None = None
    summary: Text | None = None
    metadata: Metadata = Field(default_factory=Metadata)
    facts: Facts = Field(default_factory=dict)
    visibility: Visibility = "private"
    status: Literal["draft", "active"] = "active"
    parent_id: UUID | None = None


class ThreadEdit(BaseModel):
    """PATCH /api/threads/{id}: what is not named stays; in facts and metadata null takes a field away."""

    model_config = ConfigDict(extra="forbid")
    title: Line | None = None
    summary: Text | None = None
    metadata: Metadata = Field(default_factory=Metadata)
    facts: Facts = Field(default_factory=dict)
    visibility: Visibility | None = None
    status: Status | None = None


class NewMessage(BaseModel):
    """POST /api/threads/{id}/messages; with `run`, the agents answer it, or the one that is named."""

    model_config = ConfigDict(extra="forbid")
    content: Content = Field(validation_alias=AliasChoices("content", "text"))
    client_message_id: Line = Field(default_factory=lambda: str(uuid4()))
    run: bool = True
    agent: Annotated[str, AfterValidator(_known)] | None = None
    options: Options = Options()
    #: The run of the same customer under which this one is a part of the work.
    parent_run: UUID | None = None


class UserMessage(NewMessage):
    """Frame user_message: a question, in a new thread where none is named."""

    model_config = ConfigDict(extra="ignore")
    client_message_id: Line = Field()
    run: Literal[True] = True
    thread_id: UUID | None = None


class CancelRun(BaseModel):
    """Frame cancel_run."""

    run_id: UUID


class Resume(BaseModel):
    """Frame resume: replay what came after this seq."""

    after_seq: int = Field(ge=0, strict=True)


class Ping(BaseModel):
    """Frame ping."""


FRAMES: dict[str, type[BaseModel]] = {
    "user_message": UserMessage,
    "cancel_run": CancelRun,
    "resume": Resume,
    "ping": Ping,
}
"""The frames that a client may send, by type."""
