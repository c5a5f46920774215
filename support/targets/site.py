"""A target as this run reaches it: connections, the operator's sign-in, and the stack behind it where we run it."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from pathlib import Path

from support.actors.stage import Stage
from support.actors.token import life_of
from support.settings import Settings
from support.stack import Stack, StackError
from support.stack.lent import LentStack
from support.targets.dialect import Dialect
from support.targets.profile import Target
from support.wire.carrier import Carrier
from support.wire.proxy import Proxy

RENEW_WITHIN = 60.0
"""Seconds before its end at which the operator's sign-in is replaced."""

HEALTHY_WITHIN = 10.0
"""Seconds, times patience, in which a stack whose services run again has to be healthy."""


class Site:
    """One of the places that scenarios play on. The first may be anybody's; the second is our own stack."""

    def __init__(self, target: Target, stack: Stack | LentStack | None = None, beside: Site | None = None) -> None:
        """
        :param stack: running, and ours to stop unless it is lent; None for a target that somebody else runs.
        :param beside: the first site of the run, which lends its loop thread.
        """
        self.target = target
        self.stack = stack
        self.links: dict[str, Proxy] = {}
        """The fault proxies between the platform's processes and their stores, by the store's controller."""
        self.harmed = False
        """Whether the scenario at hand has harmed the stack: a process that ends then does so through its doing."""
        self.spoilt: str | None = None
        """Why the stack could not be healed; then it has to be replaced."""
        self.given_up = False
        """Whether the stack is about to be stopped, so that nothing on it needs tidying up."""
        self._token: str | None = None
        self.carrier: Carrier = Carrier(
            target.database_url, process_dead=self._process_dead, beside=None if beside is None else beside.carrier
        )

    @classmethod
    def second(cls, settings: Settings, first: Site) -> Site:
        """Starts the second stack, whose platform reaches PostgreSQL and Valkey through fault proxies.

        From the main thread only. Raises StackError."""
        links: dict[str, Proxy] = {}
        stack = Stack.of(settings, _leading(links, first.carrier))
        try:
            profile = {"name": "embedded, second stack", **stack.start().as_profile()}
        except BaseException:
            for link in links.values():
                link.close()
            raise
        site = cls(Target.of_profile(profile, "the second stack"), stack, first)
        site.links = links
        return site

    @property
    def folder(self) -> Path | None:
        """The stack's run folder; None where there is no stack."""
        return None if self.stack is None else self.stack.folder

    @property
    def isolated(self) -> bool:
        """Whether this is the second stack."""
        return bool(self.links)

    def harms(self) -> None:
        """Notes that the scenario at hand has harmed the stack."""
        self.harmed = True

    def died(self) -> list[str]:
        """The services that ended without being asked to, by name."""
        return [] if self.stack is None else [each.name for each in self.stack.died()]

    def heal(self, patience: float) -> None:
        """Undoes whatever a scenario has done to the second stack: every process runs, every way is open, every
        service says that it is healthy. Never raises: a stack that cannot be healed is :attr:`spoilt`."""
        assert isinstance(self.stack, Stack), "nobody can heal a target that somebody else runs"
        try:
            for link in self.links.values():
                link.mends()
            self.stack.heal()
            self.stack.wait_healthy(HEALTHY_WITHIN * max(patience, 1.0))
        except StackError as error:
            self.spoilt = error.line
        self.harmed = False

    def operator(self, stage: Stage) -> str:
        """Sam's access token: he signs in once for each run and target, whoever needs him first."""
        return str(stage.wire.ask("Sam", "the operator's sign-in", lambda: self._operator_token(stage)))

    def _operator_token(self, stage: Stage) -> str:
        operator = self.target.operator
        if operator is None:
            raise LookupError(f"the profile of {self.target.name} names no operator: add [operator]")
        life = life_of(self._token, stage.wire.wall()) if self._token else None
        if self._token is None or life is None or life.lasts - life.age < RENEW_WITHIN:
            call = stage.dialect.sign_in(operator.email, operator.password)
            self._token = stage.perform("Sam", call).value.tokens.access
        return self._token

    def begins_late(self) -> None:
        """Starts the services that are started on first use, where the stack is ours; from the main thread only."""
        if isinstance(self.stack, Stack):
            self.stack.begin_late()

    def private_key(self, dialect: Dialect, kid: str) -> str:
        """The platform's own signing key of that id, in PEM: read beside the tape, and never written anywhere."""
        [row] = self.carrier.thread.run(self.carrier.rows(dialect.kept_key.sql, [kid]))
        return dialect.kept_key.reads(row)

    def has_logged(self, words: str) -> bool:
        """Whether some process of the platform has these words in its log."""
        return self.stack is not None and self.stack.has_logged(words)

    def close(self) -> None:
        """Ends everything that this run started here."""
        if self.stack is not None:
            self.stack.stop()
        for link in self.links.values():
            link.close()
        self.carrier.close()

    def _process_dead(self, url: str) -> bool:
        """Whether a service has died that the scenario did nothing to."""
        if self.stack is None or self.harmed:
            return False
        place = urllib.parse.urlsplit(url).netloc
        return any(
            service.died and urllib.parse.urlsplit(service.url).netloc == place
            for service in self.stack.services.values()
        )


def _leading(links: dict[str, Proxy], carrier: Carrier) -> Callable[[str, int], int]:
    def leads(name: str, port: int) -> int:
        links[name] = Proxy(carrier.thread, "127.0.0.1", port)
        return links[name].port

    return leads
