"""What one chat process is told by its environment."""

from pydantic import Field

from reference_platform.agents.settings import AgentSettings
from reference_platform.operation.settings import ServiceSettings


class ChatSettings(ServiceSettings, AgentSettings):
    """Settings of the chat service. Seconds throughout; defaults are the contract's."""

    #: No run takes longer than this, whatever its plan allows; unset, the plan alone decides.
    run_seconds: float | None = Field(default=None, gt=0)
    #: How often a process says that its runs are alive, and after which silence a run is declared dead.
    heartbeat_seconds: float = Field(default=2.0, gt=0)
    dead_after_seconds: float = Field(default=10.0, gt=0)
    #: How often the event log is read while Redis is down.
    poll_seconds: float = Field(default=0.25, gt=0)
    #: After which silence a socket gets a heartbeat.
    socket_heartbeat_seconds: float = Field(default=25.0, gt=0)
    #: How long live frames of a new socket wait for its client to ask for a replay.
    resume_hold_seconds: float = Field(default=0.25, ge=0)
    #: After how long at one frame a socket counts as not being read.
    stall_seconds: float = Field(default=10.0, gt=0)
    socket_buffer_bytes: int = Field(default=262_144, gt=0)
    replay_frames: int = Field(default=1000, gt=0)
    sockets_per_user: int = Field(default=5, gt=0)
    messages_per_minute: int = Field(default=30, gt=0)
