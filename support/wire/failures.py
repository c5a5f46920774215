"""What can go wrong between suite and platform, told apart: whose fault it is decides failed or broken."""

from __future__ import annotations

from typing import NoReturn

from support.wire.traffic import Fault


class PlatformFailure(AssertionError):  # noqa: N818 - it says whose failure it is
    """A reachable platform did something wrong: a 5xx, a reset, a wrong shape, silence. The scenario has failed."""


class WrongShape(PlatformFailure):
    """An answer is not in the shape that the dialect promises: whoever asked for it had no part in that."""


class StackBroken(Exception):  # noqa: N818 - it names a state of the stack, not an error of the caller
    """A service of the stack is dead without the scenario's doing. The scenario is broken."""


class Diverged(Exception):  # noqa: N818 - as above: what a replay has done
    """A replay was asked for something that was never recorded."""


def blame(fault: Fault, doing: str) -> NoReturn:
    """Raises for a fault: the stack's when it knows that the process is dead, else the platform's."""
    if fault.process_dead:
        raise StackBroken(
            f"{doing}: {fault.says}; the stack says that the process behind it is dead:"
            " see the service's log in the run folder"
        )
    raise PlatformFailure(f"{doing}: expected an answer, got none ({fault.kind}): {fault.says}")
