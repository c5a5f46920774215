"""The platform's own limits as the embedded stack tells it, and as its profile states them."""

from __future__ import annotations

from collections.abc import Mapping

EMBEDDED_LIMITS: Mapping[str, str] = {
    "HEARTBEAT_SECONDS": "0.5",
    "DEAD_AFTER_SECONDS": "3",
    "MODEL_CALL_SECONDS": "1",
    "MODEL_RETRIES": "2",
    "MODEL_BACKOFF_SECONDS": "0.25",
    "MODEL_BACKOFF_CAP_SECONDS": "1",
    "BREAKER_SECONDS": "1",
    "TOOL_SECONDS": "2",
    "SOCKET_HEARTBEAT_SECONDS": "2",
    "STALL_SECONDS": "1.5",
    "SOCKET_BUFFER_BYTES": "65536",
    "REPLAY_FRAMES": "250",
    "MESSAGES_PER_MINUTE": "30",
    "SSO_SECONDS": "1",
    "ADDRESS_SIGN_INS_PER_MINUTE": "1000000",
}
"""The platform's own limits, shorter than in production so that scenarios see them end, none under 250 ms; only the
share of one address is larger, as every customer of the suite calls from the same."""

_TOLD_AS = {
    "heartbeat": "SOCKET_HEARTBEAT_SECONDS",
    "dead_after": "DEAD_AFTER_SECONDS",
    "model_call": "MODEL_CALL_SECONDS",
    "model_retries": "MODEL_RETRIES",
    "model_backoff": "MODEL_BACKOFF_SECONDS",
    "model_backoff_cap": "MODEL_BACKOFF_CAP_SECONDS",
    "breaker": "BREAKER_SECONDS",
    "tool": "TOOL_SECONDS",
    "replay": "REPLAY_FRAMES",
    "stalled": "STALL_SECONDS",
    "messages_a_minute": "MESSAGES_PER_MINUTE",
}
"""The limits of a target profile, and the variable by which the platform is told each."""


def stated(told: Mapping[str, str]) -> dict[str, float]:
    """The limits of the target profile, out of what the platform is told."""
    return {name: float(told[variable]) for name, variable in _TOLD_AS.items() if variable in told}
