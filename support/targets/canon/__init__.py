"""The canonical objects: what every dialect is translated to, and all that steps and checkers know."""

from support.targets.canon.accounts import Account, Organisation, Reason, Refusal, SignIn, Tokens
from support.targets.canon.conversations import Answer, Figure, Message, Run, RunStep, Thread
from support.targets.canon.frames import (
    CONNECTION_ONLY,
    TERMINAL,
    Body,
    Cursor,
    Event,
    Frame,
    Problem,
    Ready,
    Received,
    Started,
    Thought,
    ToolEnd,
    ToolStart,
)

__all__ = [
    "CONNECTION_ONLY",
    "TERMINAL",
    "Account",
    "Answer",
    "Body",
    "Cursor",
    "Event",
    "Figure",
    "Frame",
    "Message",
    "Organisation",
    "Problem",
    "Ready",
    "Reason",
    "Received",
    "Refusal",
    "Run",
    "RunStep",
    "SignIn",
    "Started",
    "Thought",
    "Thread",
    "Tokens",
    "ToolEnd",
    "ToolStart",
]
