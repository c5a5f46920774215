"""What operators do. Everybody of the cast can try; the platform decides."""

from __future__ import annotations

from typing import TypeVar

from support.actors.reply import Reply
from support.actors.stage import Stage
from support.targets.canon import Tokens
from support.targets.canon.operation import Announcement, Breaker, Connections, Health, Metrics
from support.targets.dialect import Call
from support.targets.parts import Part

T = TypeVar("T")


class Operating:
    """The operator's verbs of an :class:`support.actors.actor.Actor`. Sam needs no sign-in of this scenario: without
    one he uses that of the run."""

    name: str
    part: Part
    _stage: Stage
    _tokens: Tokens | None

    def announces(self, text: str, organisation: str | None = None, plan: str | None = None) -> Reply[Announcement]:
        """Announces something to an organisation (by its id) or to a plan."""
        self._stage.may("announce")
        return self._operates(self._stage.dialect.announce(text, organisation, plan))

    def connections(self, instance: int | None = None) -> Reply[Connections]:
        """The live connections of all chat processes, as that one of them tells."""
        return self._operates(self._stage.dialect.connections(), instance)

    def breakers(self, instance: int | None = None) -> Reply[list[Breaker]]:
        """The breakers between organisations and models."""
        return self._operates(self._stage.dialect.breakers(), instance)

    def health(self, service: str = "chat", instance: int | None = None) -> Reply[Health]:
        """How one process of "chat" or "accounts" says it is. Needs no sign-in."""
        return self._stage.perform(self.name, self._stage.dialect.health(service), "", self._stage.serving(instance))

    def metrics(self, service: str = "chat", instance: int | None = None) -> Reply[Metrics]:
        """The metrics of one process of "chat" or "accounts". Needs no sign-in."""
        return self._stage.perform(self.name, self._stage.dialect.metrics(service), "", self._stage.serving(instance))

    def metrics_of_chat(self) -> list[Metrics]:
        """The metrics of every chat process, in the order of the target's addresses."""
        return [self.metrics(instance=place).value for place in range(len(self._stage.target.chat_urls))]

    def _operates(self, call: Call[T], instance: int | None = None) -> Reply[T]:
        return self._stage.perform(self.name, call, self._operators_token(), self._stage.serving(instance))

    def _operators_token(self) -> str:
        if self._tokens is not None:
            return self._tokens.access
        if self.part.role == "operator":
            return self._stage.operator_token()
        raise LookupError(f"{self.name} is not signed in: use cast.signed_in({self.name!r}) first")
