"""What people do with runs and agents beside asking: cancel, find, look who there is."""

from __future__ import annotations

from typing import TypeVar

from support.actors.operating import Operating
from support.actors.reply import Reply
from support.targets.canon import Account, Run
from support.targets.canon.operation import Alert, Offer
from support.targets.dialect import Call, Page

T = TypeVar("T")


class Steering(Operating):
    """The verbs on runs and agents of an :class:`support.actors.actor.Actor`."""

    _account: Account | None
    instance: int

    def run(self, run_id: str) -> Reply[Run]:
        """Reads one run back, with its steps."""
        return self._asks(self._stage.dialect.run(run_id))

    def runs(
        self, thread_id: str | None = None, agent: str | None = None, status: str | None = None
    ) -> Reply[list[Run]]:
        """Reads a conversation's runs back, or their own; those of that agent and in that state, where given."""
        call = self._stage.dialect.runs(thread_id, agent, status)
        return self._stage.pages(self.name, call, self._access, self._stage.serving(None, self.instance))

    def stops(self, run_id: str) -> Reply[Run]:
        """Cancels a run without a socket; the run as it is then."""
        return self._asks(self._stage.dialect.stop_run(run_id))

    def agents(self, instance: int | None = None) -> Reply[list[Offer]]:
        """Looks at the agents, through that chat process."""
        return self._asks(self._stage.dialect.agents(), instance)

    def runs_of_all(
        self, user_id: str | None = None, thread_id: str | None = None, agent: str | None = None,
        status: str | None = None,
    ) -> Reply[list[Run]]:  # fmt: skip
        """Looks for runs of the whole platform, as operators do."""
        call = self._stage.dialect.runs_of_all(user_id, thread_id, agent, status)
        return self._stage.pages(self.name, call, self._operators_token(), self._stage.serving())

    def alerts(self) -> Reply[Page[Alert]]:
        """What operators are alerted to: the newest part of it."""
        return self._operates(self._stage.dialect.alerts())

    def is_limited(self, **limits: float) -> None:
        """The operator limits their organisation, in place of all limits before: ``run`` in seconds, ``run_part`` of
        the plan's time for a run; in seconds ``sign_in_lasts``, ``session_lasts``, ``spent_renewal_serves``,
        ``lock_lasts``; ``sign_ins_a_minute`` of each person."""
        organisation = self._account.organisation if self._account else None
        assert organisation is not None, f"expected {self.name} to have an organisation, seen none in {self._account}"
        told = {name.replace("_", " "): value for name, value in limits.items()}
        call = self._stage.dialect.limit(organisation.id, told)
        self._stage.perform("Sam", call, self._stage.operator_token()).value  # noqa: B018 - a refusal fails here

    def _asks(self, call: Call[T], instance: int | None = None) -> Reply[T]:
        return self._stage.perform(self.name, call, self._access, self._stage.serving(instance, self.instance))

    @property
    def _access(self) -> str:
        if self._tokens is None:
            raise LookupError(f"{self.name} is not signed in: use cast.signed_in({self.name!r}) first")
        return self._tokens.access
