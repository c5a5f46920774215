"""The one seam between the suite and the world. Two things fit it: the live wire and a replayed tape."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from support.wire.secrets import Secrets
from support.wire.tape import Tape
from support.wire.traffic import Accepted, Arrival, Fault, Handshake, Request, Response

Deliver = Callable[[Arrival], None]
"""Where a connection's arrivals go. Called on the scenario's own thread, in the order of arrival, and only inside an
operation of the wire: what an actor has seen changes nowhere else."""


class Wire(Protocol):
    """Everything from outside. All calls block and come from one thread.

    A ``channel`` names whose order an operation belongs to ("Ada", "Ada/first#1", "postgres")."""

    tape: Tape
    secrets: Secrets

    @property
    def dying(self) -> bool:
        """Whether the platform has been made dead, for the proof."""

    def exchange(self, channel: str, request: Request) -> Response | Fault:
        """One HTTP exchange."""

    def together(self, calls: Sequence[tuple[str, Request]]) -> list[Response | Fault]:
        """Several exchanges at once; answers in the order of the calls."""

    def connect(self, channel: str, handshake: Handshake, deliver: Deliver) -> Accepted | Response | Fault:
        """Opens a socket; its arrivals go to ``deliver``. A Response is a refused handshake."""

    def send(self, channel: str, data: str | bytes) -> Fault | None:
        """Sends one frame on an open socket."""

    def hang_up(self, channel: str, politely: bool) -> None:
        """Ends a socket: with a close, or as a lost network does."""

    def reads(self, channel: str, reading: bool) -> None:
        """Takes nothing more from an open socket, or takes again what comes."""

    def wait(self, says: str, satisfied: Callable[[], bool], within: float, channel: str = "clock") -> bool:
        """Lets arrivals come in, one by one, until ``satisfied`` or until ``within`` seconds have passed. ``channel``:
        whose owner it is that waits."""

    def read(self, query: str, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
        """Rows of a store, as JSON values."""

    def ask(self, channel: str, what: str, call: Callable[[], Any]) -> Any:
        """Anything else from outside (a controller, a probe, a verdict computed from a secret): a JSON value that
        ``call`` gives live, and the tape gives in a replay."""

    def now(self) -> float:
        """Seconds since the scenario began."""

    def wall(self) -> datetime.datetime:
        """The wall clock, UTC."""

    def mark(self, channel: str) -> tuple[int, float]:
        """A place in the scenario's order, with its stamp: what arrives later has a greater number."""

    def hide(self, secret: str, kind: str) -> None:
        """The secret must not be written anywhere."""

    def enters(self, step_type: str) -> None:
        """A step of this type ("given", "when", "then") begins."""

    def close(self) -> None:
        """Gives back every connection."""
