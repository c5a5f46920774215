"""A web page as a browser guards it: what it may read for a signed-in customer is the platform's word, by CORS."""

from __future__ import annotations

import dataclasses
from typing import Any

from support.actors.stage import Stage
from support.targets.dialect import Call
from support.wire.failures import blame
from support.wire.traffic import Fault, Response


@dataclasses.dataclass(frozen=True)
class Permission:
    """What an answer allows to pages: https://fetch.spec.whatwg.org/#http-cors-protocol."""

    status: int
    origin: str | None
    credentials: bool
    methods: tuple[str, ...]
    headers: tuple[str, ...]

    @classmethod
    def of(cls, answer: Response) -> Permission:
        """Reads it from an answer's headers."""
        return cls(
            status=answer.status,
            origin=answer.header("access-control-allow-origin"),
            credentials=answer.header("access-control-allow-credentials") == "true",
            methods=_listed(answer.header("access-control-allow-methods")),
            headers=_listed(answer.header("access-control-allow-headers")),
        )

    def names(self, origin: str) -> bool:
        """Whether pages of that origin may read the answer."""
        return self.origin == origin or (self.origin == "*" and not self.credentials)

    @property
    def careless(self) -> bool:
        """Whether it allows credentials to everybody, which no browser honours and no platform may say."""
        return self.origin == "*" and self.credentials


@dataclasses.dataclass(frozen=True)
class PageView:
    """What came of a page's attempt to read for a customer."""

    origin: str
    asked_first: Permission
    """The answer to the browser's question beforehand."""
    read: Permission | None
    """The answer to the reading itself; None where the browser did not send it."""

    @property
    def readable(self) -> bool:
        """Whether the page saw the answer."""
        return self.read is not None and self.read.names(self.origin)


class WebPage:
    """A page of one origin, open in a person's browser."""

    def __init__(self, stage: Stage, person: str, origin: str, token: str, instance: int) -> None:
        self.origin = origin
        self._stage = stage
        self._person = person
        self._token = token
        self._instance = instance

    def asks_first(self, call: Call[Any]) -> Permission:
        """The browser asks beforehand whether the page may do this with the person's token (a preflight)."""
        names = sorted(name for name, _ in self._stage.request(call, self._token, self._instance).headers)
        headers = (
            ("origin", self.origin),
            ("access-control-request-method", call.method),
            ("access-control-request-headers", ",".join(names)),
        )
        return self._sends(dataclasses.replace(call, method="OPTIONS", body=None), headers, token="")

    def reads(self) -> PageView:
        """The page tries to read the person's conversations; the browser asks first, and sends only what it may."""
        call = self._stage.dialect.threads()
        first = self.asks_first(call)
        asked = {name for name, _ in self._stage.request(call, self._token, self._instance).headers}
        allowed = (
            200 <= first.status < 300
            and first.names(self.origin)
            and asked <= {name.lower() for name in first.headers}
            and (call.method in first.methods or call.method == "GET")
        )
        read = self._sends(call, (("origin", self.origin),), self._token) if allowed else None
        return PageView(self.origin, first, read)

    def reads_unasked(self) -> Permission:
        """The same reading without asking first, as an old browser would send it: what the answer allows."""
        return self._sends(self._stage.dialect.threads(), (("origin", self.origin),), self._token)

    def _sends(self, call: Call[Any], headers: tuple[tuple[str, str], ...], token: str) -> Permission:
        request = self._stage.request(call, token, self._instance)
        request = dataclasses.replace(request, headers=(*request.headers, *headers))
        answer = self._stage.wire.exchange(self._person, request)
        if isinstance(answer, Fault):
            blame(answer, f"a page of {self.origin} asks for {self._person}")
        return Permission.of(answer)


def _listed(header: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (header or "").split(",") if part.strip())
