"""What a scenario does to the services of its stack, through the recorded seam; undone before anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from support.stack.lent import LentStack
from support.stack.process import Service
from support.stack.service import ServiceController
from support.stack.stack import Stack
from support.wire.detour import HEALS, Detour
from support.wire.proxy import Proxy
from support.wire.seam import Wire

SERVICES = {
    "accounts": "accounts",
    "cache": "valkey",
    "chat 1": "chat-1",
    "chat 2": "chat-2",
    "database": "postgres",
    "identity provider": "identity_provider",
    "model provider": "model_provider",
}
"""A feature's words for the services, by the names of their controllers. "chat 1" is the target's first address."""

CHATS = {"chat 1": 0, "chat 2": 1}
"""Which of the target's chat addresses each is."""

LINKS = {"database": "postgres", "cache": "valkey"}
"""The services that the platform's processes reach through the fault proxy on a second stack."""


class Grounds(Protocol):
    """What the control needs of the place that the scenario plays on."""

    @property
    def stack(self) -> Stack | LentStack | None:
        """The running stack; None where somebody else runs the target."""

    @property
    def links(self) -> Mapping[str, Proxy]:
        """The proxies between the platform's processes and their stores, by controller's name; empty without."""

    def harms(self) -> None:
        """Notes that the scenario has harmed the stack: a process that ends now does so through its doing."""


class StackControl:
    """``world.stack_control``. Needs a scenario that is tagged @isolated, and so plays on the second stack.

    Whatever is done is undone at the scenario's end: every service runs and is ready again."""

    def __init__(
        self, wire: Wire, grounds: Grounds | None, heals: HEALS, permitted: Callable[[], None], out_of_service: set[int]
    ) -> None:
        """
        :param grounds: None where there is no service (a replay).
        :param permitted: raises where the target does not allow it.
        :param out_of_service: is kept to hold the index of each chat process that is down.
        """
        self._wire = wire
        self._grounds = grounds
        self._heals = heals
        self._permitted = permitted
        self._down = out_of_service
        self._to_be_healed: set[str] = set()
        self._links: dict[str, Detour] = {}
        self._paused = False

    @property
    def hampered(self) -> bool:
        """Whether the scenario has made something late: a frozen service, a database that was down, a bad way to a
        store. A cache that is down is no excuse: delivery has to do without."""
        return self._paused or any(link.hampered for link in self._links.values())

    def stops(self, service: str) -> None:
        """Ends a service in order, as for maintenance; returns when it has ended."""
        self._does("stops", service, lambda controller: controller.stop(), down=True)

    def kills(self, service: str) -> None:
        """Ends a service at once, as a crash does."""
        self._does("kills", service, lambda controller: controller.kill(), down=True)

    def freezes(self, service: str) -> None:
        """Lets a service run no further without ending it: it still accepts connections and answers nothing."""
        self._does("freezes", service, lambda controller: controller.freeze(), down=True)

    def thaws(self, service: str) -> None:
        """Lets a frozen service run on."""
        self._does("thaws", service, lambda controller: controller.thaw(), down=False)

    def starts(self, service: str, *, ready: bool = True) -> None:
        """Starts a service that was stopped or killed; returns when it is ready, or at once where not ``ready``."""

        def start(controller: Service) -> None:
            controller.start()
            if ready:
                controller.wait_ready(self._stack().ready_within)

        self._does("starts" if ready else "begins to start", service, start, down=False)

    def retells(self, service: str, variable: str, of: str) -> None:
        """Restarts a service of the platform that is told, as that variable, the address of another one; told as
        before at the scenario's end."""

        def restart(controller: Service) -> None:
            assert isinstance(controller, ServiceController), f"{service} is told nothing"
            before, other = controller.told, _controller(self._stack(), SERVICES[of])
            assert isinstance(other, ServiceController), f"{of} has no address to be told"

            def anew(told: Mapping[str, str]) -> None:
                controller.kill()
                controller.told = dict(told)
                controller.start()
                controller.wait_ready(self._stack().ready_within)

            self._heals(f"{service} is told as before", lambda: anew(before))
            anew({**before, variable: other.url})

        self._does(f"tells of another {variable} to", service, restart, down=False)

    def link(self, service: str) -> Detour:
        """The way from the platform's processes to the "database" or the "cache": to be slowed, reset, cut."""
        if service not in LINKS:
            raise LookupError(f"no way to {service!r} can be made worse: there are {', '.join(LINKS)}")
        self._permitted()

        def ways() -> list[Proxy]:
            assert self._grounds is not None, "a replay asks nobody"
            self._isolated()
            self._grounds.harms()
            return [self._grounds.links[LINKS[service]]]

        if service not in self._links:
            self._links[service] = Detour(self._wire, f"the way to the {service}", ways, self._heals)
        return self._links[service]

    def _does(self, verb: str, service: str, work: Callable[[Service], None], *, down: bool) -> None:
        if service not in SERVICES:
            raise LookupError(f"there is no service {service!r}: known are {', '.join(SERVICES)}")
        self._permitted()
        self._paused = self._paused or verb == "freezes" or (down and service == "database")
        if service in CHATS:
            (self._down.add if down else self._down.discard)(CHATS[service])

        def done() -> None:
            assert self._grounds is not None, "a replay asks nobody"
            controller = _controller(self._isolated(), SERVICES[service])
            if service not in self._to_be_healed:
                self._to_be_healed.add(service)
                self._heals(f"{service} runs again", lambda: self._heal(service))
            self._grounds.harms()
            work(controller)

        self._wire.ask("stack", f"{verb} {service}", done)

    def _heal(self, service: str) -> None:
        stack = self._stack()
        _controller(stack, SERVICES[service]).heal(stack.ready_within)

    def _stack(self) -> Stack:
        assert self._grounds is not None, "a replay asks nobody"
        assert isinstance(self._grounds.stack, Stack), "asked of a target that somebody else runs"
        return self._grounds.stack

    def _isolated(self) -> Stack:
        assert self._grounds is not None, "a replay asks nobody"
        if not self._grounds.links:
            raise LookupError("this scenario plays on the stack that all others use: tag it @isolated")
        return self._stack()


def _controller(stack: Stack, name: str) -> Service:
    found: dict[str, Service | ServiceController] = {each.name: each for each in stack.controllers()}
    return found[name]
