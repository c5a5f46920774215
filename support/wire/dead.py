"""The dead platform of the proof: it answers every Given soundly and is dead from the first When on."""

from __future__ import annotations

import dataclasses

from support.wire.traffic import Fault, Response

WAYS = ("refuse", "404", "500", "silence")
"""How a platform can be dead: nobody listens, a bare 404, a bare 500, no answer at all."""


@dataclasses.dataclass(frozen=True)
class DeadPlatform:
    """One of the :data:`WAYS`. It takes the place of every exchange and handshake, and no frame gets through."""

    way: str

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise ValueError(f"a platform can be dead in the ways {', '.join(WAYS)}, not {self.way!r}")

    @property
    def hangs_up(self) -> bool:
        """Whether open sockets end; in silence they stay open and mute."""
        return self.way != "silence"

    async def answer(self, give_up: float) -> Response | Fault:
        """What an exchange or a handshake brings. Silence is told at once: nobody need wait for nothing."""
        match self.way:
            case "refuse":
                return Fault("refused", "the dead platform refuses connections")
            case "silence":
                return Fault("silence", f"the dead platform gave no answer within {give_up:g} s")
            case _:
                return Response(int(self.way), (), "")
