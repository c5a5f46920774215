"""One open tab of a customer: a socket, its inbox, and expectations over what came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from support.actors.conditions import Condition
from support.actors.question import Cursor, Question, Story
from support.targets.canon import Frame, Ready, Refusal


class Tab:
    """A tab that an actor opened; refused at the handshake (``refusal``), open, or closed (``closed``)."""

    label: str
    actor: str
    instance: int
    """Which chat process it is connected to: an index into the target's chat addresses."""
    opened_at: float
    """Monotonic stamp just before connecting."""
    refusal: Refusal | None
    """Why the handshake was refused; None when it was accepted."""

    @property
    def open(self) -> bool:
        """Whether the connection was accepted and has not been closed."""
        raise NotImplementedError

    @property
    def closed(self) -> tuple[int, str] | None:
        """Close code and reason, once closed."""
        raise NotImplementedError

    @property
    def ready(self) -> Ready:
        """What the first frame says; an AssertionError when another event came first."""
        raise NotImplementedError

    @property
    def first_frame(self) -> Frame:
        """The very first frame; waits for it within the budget "connected"."""
        raise NotImplementedError

    def frames(self, since: Cursor | None = None) -> Sequence[Frame]:
        """All frames so far (after the cursor), in the order of arrival."""
        raise NotImplementedError

    def asks(self, text: str, thread: str | None = None, message_id: str | None = None,
             agent: str | None = None, options: Mapping[str, Any] | None = None) -> Question:
        """Sends a question; without ``thread`` the platform opens a conversation for it."""
        raise NotImplementedError

    def expects(self, *conditions: Condition, since: Cursor | None = None, within: str | float = "answer",
                in_order: bool = False) -> list[Frame]:
        """One frame for each condition (each its own), from history first, else as they come.

        ``since`` defaults to this tab's latest own act (or its opening); ``within`` is a budget's name or
        seconds (which patience multiplies). Fails at once when the run of a condition has ended or the tab has closed; the
        message lists every frame since the cursor and why it did not match.
        """
        raise NotImplementedError

    def follows(self, question: Question, within: str | float = "answer") -> Story:
        """The question's whole story; waits for its terminal frame."""
        raise NotImplementedError

    def sees_nothing(self, *conditions: Condition, since: Cursor | None = None) -> None:
        """Proves absence: a sentinel (a conversation that its owner makes now, through the process this tab
        is connected to) arrives, and no frame since the cursor fulfils any condition."""
        raise NotImplementedError

    def sends_raw(self, data: str | bytes) -> Cursor:
        """Sends exactly this; gives the cursor from just before."""
        raise NotImplementedError

    def resumes(self, after_seq: int) -> Cursor:
        """Asks for everything after that number in the user's order."""
        raise NotImplementedError

    def pings(self) -> Cursor:
        """Asks for a sign of life."""
        raise NotImplementedError

    def cancels(self, run_id: str) -> Cursor:
        """Asks to stop a run."""
        raise NotImplementedError

    def closes(self) -> None:
        """Closes the tab as a browser does, and waits until it is closed."""
        raise NotImplementedError

    def closed_within(self, within: str | float = "at once") -> tuple[int, str]:
        """Waits until the platform closes the tab; close code and reason."""
        raise NotImplementedError
