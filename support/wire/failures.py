"""What can go wrong between suite and platform, told apart: whose fault it is decides failed or broken."""

from __future__ import annotations


class PlatformFailure(AssertionError):
    """A reachable platform did something wrong: a 5xx, a reset, a wrong shape, silence. The scenario has failed."""


class StackBroken(Exception):
    """A service of the stack is dead without the scenario's doing. The scenario is broken."""


class Diverged(Exception):
    """A replay was asked for something that was never recorded."""
