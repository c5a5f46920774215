"""A way that can be made worse by the scenario, through the recorded seam; healed before anything else is cleaned."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterable

from support.stack.ports import LOOPBACK
from support.wire.loop import LoopThread
from support.wire.proxy import Proxy
from support.wire.seam import Wire

HEALS = Callable[[str, Callable[[], None]], None]
"""Takes what a healing is called and does: done at the scenario's end, before any other cleanup."""


class Detour:
    """One or several ways through the fault proxy. What is done to it holds until :meth:`mends`, at the latest until
    the scenario's end."""

    def __init__(self, wire: Wire, name: str, ways: Callable[[], Iterable[Proxy]], heals: HEALS) -> None:
        """
        :param name: the way in words, for evidence: "chat to the cache".
        :param ways: the proxies that it is made of now; asked only where there are services.
        """
        self._wire = wire
        self._name = name
        self._ways = ways
        self._heals = heals
        self._to_be_healed = False
        self.hampered = False
        """Whether something on it was ever made late by the scenario, so that lateness is nobody else's fault."""

    def slows(self, seconds: float) -> None:
        """Each byte is under way for so many seconds more, each way."""
        self._does(f"slows {self._name} by {seconds:g} s", lambda way: way.slows(seconds), hampers=True)

    def slices(self, size: int, pause: float = 0.0) -> None:
        """Bytes pass in slices of this size, with a pause in seconds after each."""
        what = f"slices {self._name} into {size} bytes each {pause:g} s"
        self._does(what, lambda way: way.slices(size, pause), hampers=True)

    def blackholes(self) -> None:
        """Nothing passes any more, and neither side is told. Mended, what was sent meanwhile goes on."""
        self._does(f"lets nothing pass on {self._name}", lambda way: way.blackholes(), hampers=True)

    def resets(self) -> None:
        """Every connection on it breaks at once with a reset, as when a process crashes; new ones are not touched."""
        self._does(f"resets {self._name}", lambda way: way.resets())

    def refuses(self) -> None:
        """New connections are refused; those that there are stay (:meth:`resets` ends them)."""
        self._does(f"refuses {self._name}", lambda way: way.refuses())

    def mends(self) -> None:
        """All is well again on this way."""
        self._does(f"mends {self._name}", lambda way: way.mends(), harms=False)

    def _does(self, what: str, work: Callable[[Proxy], None], *, harms: bool = True, hampers: bool = False) -> None:
        self.hampered = self.hampered or hampers

        def done() -> int:
            ways = list(self._ways())
            if harms and not self._to_be_healed:
                self._to_be_healed = True
                self._heals(f"{self._name} is mended", self._heal)
            for way in ways:
                work(way)
            return len(ways)

        if not self._wire.ask("proxy", what, done):
            raise LookupError(f"{what}: nothing goes that way; open a tab with through='proxy' first")

    def _heal(self) -> None:
        for way in self._ways():
            way.mends()


class TabDetour(Detour):
    """``world.proxy``: the way between customers' tabs and chat, for those tabs that were opened through the proxy.
    What is done to it is done to all of them; :meth:`of` narrows it to one."""

    def __init__(self, wire: Wire, thread: LoopThread | None, heals: HEALS) -> None:
        """:param thread: where the proxies run; None where there is no service (a replay)."""
        self.narrowed: list[Detour] = []
        """The ways of one tab each that were asked for."""
        self._thread = thread
        self._proxies: dict[str, Proxy] = {}
        super().__init__(wire, "the way between tabs and chat", self._proxies.values, heals)

    def leads(self, channel: str, url: str) -> str:
        """Gives a connection a proxy of its own; the address to be connected to in place of ``url``."""
        return str(self._wire.ask("proxy", f"leads {channel}", lambda: self._lead(channel, url)))

    def of(self, channel: str) -> Detour:
        """The way of one tab alone, by its ``channel``."""
        self.narrowed.append(Detour(self._wire, f"the way of {channel}", lambda: self._of(channel), self._heals))
        return self.narrowed[-1]

    def close(self) -> None:
        """Ends every proxy."""
        for proxy in self._proxies.values():
            proxy.close()
        self._proxies.clear()

    def _of(self, channel: str) -> list[Proxy]:
        return [proxy for name, proxy in self._proxies.items() if name == channel]

    def _lead(self, channel: str, url: str) -> str:
        assert self._thread is not None, "a replay asks nobody"
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "ws") or parts.hostname is None or parts.port is None:
            raise LookupError(f"the fault proxy needs an address without TLS and with a port; {url} has not")
        proxy = self._proxies[channel] = Proxy(self._thread, parts.hostname, parts.port)
        return urllib.parse.urlunsplit(parts._replace(netloc=f"{LOOPBACK}:{proxy.port}"))
